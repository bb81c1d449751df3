"""Figures as JSON, one file a part, with what is needed to judge or repeat them."""

from __future__ import annotations

import json
import os
import platform
import shlex
import sys
from dataclasses import asdict
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.plan import OUT, Plan

_PACKAGES = ("rasa", "tensorflow-cpu", "tensorflow", "numpy", "scipy", "scikit-learn", "sqlalchemy")


def save(part: str, plan: Plan, figures: dict[str, Any]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    content = {"part": part, **_circumstances(plan), "figures": figures}
    _path(part).write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n", "utf-8")
    print(f"→ {_path(part)}", flush=True)


def load(part: str) -> dict[str, Any] | None:
    """What the part's last run measured; None before its first."""
    return json.loads(_path(part).read_text("utf-8")) if _path(part).exists() else None


def _path(part: str) -> Path:
    return OUT / f"{part}.json"


def _circumstances(plan: Plan) -> dict[str, Any]:
    return {
        "finished": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "command": shlex.join(["python", "-m", "benchmarks", *sys.argv[1:]]),
        "plan": asdict(plan),
        "machine": {
            "processor": _field("/proc/cpuinfo", "model name") or platform.processor(),
            "cores": len(os.sched_getaffinity(0)),
            "memory_gib": round(int((_field("/proc/meminfo", "MemTotal") or "0").split()[0]) / 2**20, 1),
            "system": f"{platform.system()} {platform.release()}",
            "python": platform.python_version(),
            # Others may work on the machine: a load above what we cause makes wall-clock figures doubtful.
            "load_average": [round(one, 2) for one in os.getloadavg()],
        },
        "versions": {name: found for name in _PACKAGES if (found := _version(name))},
    }


def _field(path: str, name: str) -> str | None:
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), None)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except ImportError:
        return None
