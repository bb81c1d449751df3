"""The figures of the first page and the drawing of its chart, from counts alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from bot.catalogue.working import VIETNAM
from bot.storage.tables import OUTCOMES

DAYS = 30
# The chart in the units of its viewBox.
WIDTH, HEIGHT, GAP = 720, 128, 4


@dataclass(frozen=True)
class Day:
    """One bar: how many questions, how many of them got an answer or a choice, and where it stands."""

    day: date
    total: int
    helped: int
    x: float
    width: float
    height: float
    helped_height: float


def by_day(hours: Iterable[tuple[str, str, int]]) -> dict[date, dict[str, int]]:
    """Counts by hour of UTC, as days of Vietnam: day → outcome → how many."""
    days: dict[date, dict[str, int]] = {}
    for hour, outcome, count in hours:
        at = datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=timezone.utc)
        counts = days.setdefault(at.astimezone(VIETNAM).date(), {})
        counts[outcome] = counts.get(outcome, 0) + count
    return days


def since(first: date, days: dict[date, dict[str, int]]) -> dict[str, int]:
    """outcome → how many from that day on; every outcome has its number."""
    counts = dict.fromkeys(OUTCOMES, 0)
    for day, each in days.items():
        for outcome, count in each.items() if day >= first else ():
            counts[outcome] = counts.get(outcome, 0) + count
    return counts


def bars(days: dict[date, dict[str, int]], today: date) -> list[Day]:
    """The last DAYS days, oldest first; the highest bar fills the height."""
    shown = [today - timedelta(days=DAYS - 1 - number) for number in range(DAYS)]
    counts = [days.get(day, {}) for day in shown]
    most = max((sum(each.values()) for each in counts), default=0) or 1
    step = WIDTH / DAYS
    return [
        Day(
            day=day,
            total=sum(each.values()),
            helped=(helped := each.get("answered", 0) + each.get("choices", 0)),
            x=round(number * step, 1),
            width=round(step - GAP, 1),
            height=round(HEIGHT * sum(each.values()) / most, 1),
            helped_height=round(HEIGHT * helped / most, 1),
        )
        for number, (day, each) in enumerate(zip(shown, counts, strict=True))
    ]
