"""When an authority works, as its profile says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta, timezone

# Fixed: Vietnam has one zone and no summer time since 1975, and not every machine has a table of zones.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
# As `date.weekday()` counts them.
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A spell may last to the end of its day, written 24:00, which is no time of Python's.
MIDNIGHT = time.max

Spell = tuple[time, time]


@dataclass(frozen=True)
class Working:
    """`days` are numbers of `date.weekday()`; `spells` are in order and do not touch: between them is lunch.

    On a date of `closed` nobody works, on one of `open` everybody does, holiday or not.
    """

    days: tuple[int, ...]
    spells: tuple[Spell, ...]
    source: str
    confidence: str
    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()


def spell(text: str) -> Spell:
    """'07:30-11:30' as two times of day."""
    begin, end = text.split("-")
    return time.fromisoformat(begin), MIDNIGHT if end == "24:00" else time.fromisoformat(end)
