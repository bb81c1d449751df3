"""Days as they are at the authority, and the periods that a list may be limited to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.catalogue.working import VIETNAM
from bot.feedback import periods

PERIODS = ("today", "week", "month", "quarter", "all", "between")


@dataclass(frozen=True)
class Period:
    """`name` is one of PERIODS or one of a report's ('2026-Q3'); `since` counts, `until` does not.

    `first` and `last` are days as typed.
    """

    name: str
    since: datetime | None = None
    until: datetime | None = None
    first: date | None = None
    last: date | None = None


def today() -> date:
    return datetime.now(VIETNAM).date()


def beginning(day: date) -> datetime:
    """Midnight of that day, there."""
    return datetime.combine(day, time(), VIETNAM)


def month_of(day: date) -> date:
    return day.replace(day=1)


def period(query: Mapping[str, str], usual: str = "month") -> Period:
    """The period that an address asks for; what it cannot mean is passed over."""
    name = query.get("period", usual)
    filed = reported(name)
    if filed:
        return Period(name, filed.since, filed.until)
    name = name if name in PERIODS else usual
    if name == "all":
        return Period(name)
    if name != "between":
        return Period(name, beginning(_first_of(name)))
    first, last = _day(query.get("from")), _day(query.get("to"))
    if first and last and first > last:
        first, last = last, first
    since = beginning(first) if first else None
    until = beginning(last + timedelta(days=1)) if last else None
    return Period(name, since, until, first, last)


def reported(name: str) -> periods.Period | None:
    """A period of reports by its name: '2026', '2026-Q3', '2026-09'; None for any other name."""
    try:
        return periods.period(name)
    except ValueError:
        return None


def _first_of(name: str) -> date:
    now = today()
    return {
        "today": now,
        "week": now - timedelta(days=6),
        "month": month_of(now),
        "quarter": now - timedelta(days=89),
    }[name]


def _day(text: str | None) -> date | None:
    """A day of this millennium; date pickers write ISO."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None
