"""The last day for an answer, counted in working days of the authority."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.catalogue.working import VIETNAM
from bot.desk.hours import Hours

_DAY = timedelta(days=1)
# No authority closes for longer; a profile that says so has a mistake.
_LONGEST = 1000


def last_day(hours: Hours, begun: datetime | date, days: int) -> date:
    """`days` working days after that day, which itself does not count. LookupError when there are not so many."""
    day = begun.astimezone(VIETNAM).date() if isinstance(begun, datetime) else begun
    for _ in range(_LONGEST):
        if days == 0:
            return day
        day += _DAY
        days -= hours.is_working_day(day)
    raise LookupError("no working days")
