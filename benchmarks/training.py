"""`rasa train` in a process of its own, with its cost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.launch.quiet import QUIET
from bot.settings import ROOT

_LINE = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) .*?(Starting to train|Finished training) component '(\w+)'"
)
# The last state of a progress bar that came to its end.
_EPOCHS = re.compile(r"Epochs: 100%\|[^|]*\| (\d+)/\1 \[(?:(\d+):)?(\d+):(\d+)<")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Training:
    """What one `rasa train` cost. `components`: seconds by the log, to the second."""

    wall_seconds: float
    cpu_seconds: float
    peak_mib: float
    model_mb: float
    components: dict[str, float]
    # Seconds spent in epochs alone, which is what grows with their number.
    epoch_seconds: float


def trained(folder: Path, data: Path, model: Path) -> Training:
    """Train on config.yml and domain.yml of the folder; nothing is taken from Rasa's cache."""
    log = model.with_suffix("").with_suffix(".log")
    model.parent.mkdir(parents=True, exist_ok=True)
    arguments = ["--force", "--skip-validation", "--fixed-model-name", model.name.removesuffix(".tar.gz")]
    arguments += ["--config", f"{folder / 'config.yml'}", "--domain", f"{folder / 'domain.yml'}"]
    arguments += ["--data", f"{data}", "--out", f"{model.parent}"]
    begun = time.perf_counter()
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "rasa", "train", *arguments],
            cwd=ROOT,
            env={**os.environ, **QUIET},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"training failed, see {log}")
    return Training(
        wall_seconds=round(time.perf_counter() - begun, 1),
        cpu_seconds=round(usage.ru_utime + usage.ru_stime, 1),
        peak_mib=round(usage.ru_maxrss / 1024),
        model_mb=round(model.stat().st_size / 1e6, 2),
        components=_components(log),
        epoch_seconds=_epoch_seconds(log),
    )


def _components(log: Path) -> dict[str, float]:
    begun: dict[str, datetime] = {}
    seconds: dict[str, float] = {}
    for line in log.read_text("utf-8", "replace").splitlines():
        found = _LINE.search(_COLOUR.sub("", line))
        if not found:
            continue
        at, name = datetime.fromisoformat(found[1]), found[3]
        if found[2].startswith("Starting"):
            begun[name] = at
        elif name in begun:
            seconds[name] = seconds.get(name, 0.0) + (at - begun[name]).total_seconds()
    return seconds


def _epoch_seconds(log: Path) -> float:
    total = 0.0
    # As bytes: a progress bar's carriage returns must not count as new lines, or its last state is met thrice.
    for line in log.read_bytes().decode("utf-8", "replace").split("\n"):
        if found := list(_EPOCHS.finditer(line)):
            hours, minutes, seconds = (int(part or 0) for part in found[-1].groups()[1:])
            total += 3600 * hours + 60 * minutes + seconds
    return total
