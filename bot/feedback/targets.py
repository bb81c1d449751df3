"""What a reform plan aims at, and whether our figures can say that it is met.

'met' needs the whole interval at or above the aim, 'not met' the whole interval below; in between there are too
few answers to say. An aim that nothing of ours measures is not comparable, and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Union

import yaml

from bot.catalogue.agency import Target
from bot.feedback.figures import Figure, Mean, Wait

VERDICTS = ("met", "not_met", "too_few", "not_comparable")

Measure = Union[Figure, Mean]


@dataclass(frozen=True)
class Judged:
    """`figure` is what was compared; `note` how it differs from what the plan means, or why nothing compares."""

    target: Target
    name: str
    verdict: str
    note: str
    due: bool
    """The year of the aim has come."""
    figure: Measure | None = None


@cache
def _nearest() -> dict[str, dict[str, str]]:
    text = files("bot.feedback").joinpath("targets.yml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def names() -> dict[str, str]:
    """What each aim that plans have is called, by its code."""
    return {code: near["name"] for code, near in _nearest().items()}


def judged(targets: Sequence[Target], results: Iterable[Any], year: int) -> list[Judged]:
    """The plan's aims in its order, each against the results of a period that ends in `year`."""
    whole = {one.indicator: one for one in results if _is_whole(one)}
    return [_judged(target, whole, year) for target in targets]


def aim(targets: Sequence[Target], indicator: str, year: int) -> Target | None:
    """The aim in per cent that this indicator comes nearest to in `year`: the last one due, else the next to come."""
    of = [
        one
        for one in targets
        if _nearest().get(one.code, {}).get("indicator") == indicator and one.unit == "%" and one.value
    ]
    due = [one for one in of if one.year is None or one.year <= year]
    if due:
        return max(due, key=lambda one: one.year or 0)
    return min(of, key=lambda one: one.year or 0, default=None)


def _is_whole(result: Figure | Mean | Wait) -> bool:
    return isinstance(result, Mean) or (isinstance(result, Figure) and result.dimension is None)


def _judged(target: Target, results: dict[str, Measure], year: int) -> Judged:
    near = _nearest().get(target.code, {})
    name, due = near.get("name", target.code), target.year is None or target.year <= year
    figure = results.get(near.get("indicator", ""))
    if figure is None or target.value is None or target.unit != "%":
        reason = near.get("because") or "Chưa có chỉ số tương ứng."
        return Judged(target, name, "not_comparable", reason, due)
    return Judged(target, name, verdict(figure, target), near["but"], due, figure)


def verdict(figure: Measure, target: Target) -> str:
    """'=' and no comparison mean 'at least', as plans write '90 %' and mean that it be reached."""
    if figure.low is None or figure.high is None or target.value is None:
        return "too_few"
    aim = target.value / 100
    if target.comparison in ("<", "<="):
        return _told(figure.high <= aim, figure.low > aim, figure)
    if target.comparison == ">":
        return _told(figure.low > aim, figure.high <= aim, figure)
    return _told(figure.low >= aim, figure.high < aim, figure)


def _told(met: bool, missed: bool, figure: Measure) -> str:
    if figure.few:
        return "too_few"
    return "met" if met else "not_met" if missed else "too_few"
