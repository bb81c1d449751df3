"""Dashboard, alerts and manual name what the servers tell, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from bot import metrics
from bot.channels.web.metrics import _NAMES
from bot.settings import ROOT

ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
RULES: list[dict[str, Any]] = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"][0]["rules"]
BOARD = json.loads((ROOT / "deploy" / "grafana" / "motcua.json").read_text("utf-8"))
MANUAL = (ROOT / "docs" / "observability.md").read_text("utf-8")
OBSERVE = yaml.safe_load((ROOT / "deploy" / "observe.yaml").read_text("utf-8"))
SHOWN = [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]
# Those that depend on what there is: tokens, a model, a database.
_MORE = {
    "motcua_database_up", "motcua_model_info",
    "motcua_zalo_token_obtained_seconds", "motcua_zalo_renewal_failed",
}  # fmt: skip


def told() -> set[str]:
    counted = {
        f"{one.name}_total" if one.type == "counter" else one.name
        for one in REGISTRY.collect()
        if one.name.startswith("motcua_")
    }
    assert len(counted) == 5, "all of bot.metrics are registered"
    return counted | {name for name, _ in _NAMES.values()} | _MORE


def named(text: str) -> set[str]:
    return {name.removesuffix("_bucket") for name in re.findall(r"\bmotcua_[a-z_]+", text)}


def test_every_metric_of_alerts_and_dashboard_is_told() -> None:
    asked = named(" ".join([*SHOWN, *(rule["expr"] for rule in RULES)]))
    assert asked - told() == set()
    assert len(asked) > 10


def test_the_dashboard_shows_every_metric() -> None:
    assert told() - named(" ".join(SHOWN)) == set()


def test_the_manual_explains_every_metric_and_no_other() -> None:
    table = MANUAL.partition("| metric |")[2].partition("\n\n")[0]
    names = {
        name
        for line in table.splitlines()
        for name in re.findall(r"`(motcua_\w+)`", line.split("|")[1:2][0] if line.count("|") > 2 else "")
    }
    assert names == told()


def test_stages_and_results_that_are_asked_for_exist() -> None:
    asked = " ".join([*SHOWN, *(rule["expr"] for rule in RULES)])
    assert set(re.findall(r'stage="(\w+)"', asked)) <= set(metrics.STAGES)
    python = (ROOT / "bot" / "channels" / "gateway.py").read_text("utf-8")
    for results in re.findall(r'result=~"([\w|]+)"', asked):
        assert all(f'"{result}"' in python for result in results.split("|"))


def test_each_alert_says_in_words_what_to_do() -> None:
    for rule in RULES:
        assert rule["annotations"].keys() == {"summary", "description"}, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "warn")


def test_panels_lie_beside_one_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("name", OBSERVE["services"])
def test_watchers_have_no_rights_that_they_do_not_need(name: str) -> None:
    service = OBSERVE["services"][name]
    assert service["read_only"] is True
    assert service["user"] not in ("0", "root")
    assert service["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    mounted = [volume.split(":")[0] for volume in service["volumes"] if volume.startswith("./")]
    assert [path for path in mounted if not (ROOT / path).exists()] == []


@pytest.mark.long
def test_prometheus_itself_accepts_rules_and_expressions(tmp_path: Path) -> None:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("no promtool; Debian: apt-get install prometheus")
    shown = [{"record": f"shown:{number}", "expr": expression} for number, expression in enumerate(SHOWN)]
    board = tmp_path / "board.yml"
    board.write_text(yaml.safe_dump({"groups": [{"name": "board", "rules": shown}]}), "utf-8")
    subprocess.run([program, "check", "rules", str(ALERTS), str(board)], check=True, timeout=60)
