"""Part `ours`: our model trained again after a change, without hours for the control.

Not part of a whole run, and no ratio is taken from it: those need both trainings in one run, the part `control`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from benchmarks.control.part import OURS
from benchmarks.plan import Plan
from benchmarks.training import trained
from bot.settings import ROOT


def run(plan: Plan) -> dict[str, Any]:
    return asdict(trained(ROOT, ROOT / "data", OURS))
