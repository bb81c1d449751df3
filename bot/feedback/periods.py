"""Periods as an office counts them: years, quarters and months by the clock of Vietnam."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.catalogue.working import VIETNAM

_FORM = re.compile(r"(20\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class Period:
    """`first` and `last` are days that both count."""

    name: str
    first: date
    last: date

    @property
    def since(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time(), VIETNAM)

    @property
    def until(self) -> datetime:
        """The first moment that counts no more."""
        return datetime.combine(self.last + timedelta(days=1), time(), VIETNAM)

    def as_of(self, today: date) -> date:
        """The day whose state a report tells: today, of a period that is over its last day."""
        return min(today, self.last)

    @property
    def months(self) -> list[Period]:
        """The months that it is made of, oldest first."""
        first, last = self.first, self.last
        numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [_months(f"{number // 12}-{number % 12 + 1:02}", number, 1) for number in numbers]


def period(text: str) -> Period:
    """'2026', '2026-Q3' or '2026-09'. ValueError for anything else."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year = int(found[1]) * 12
    if found[2]:
        return _months(text, year + 3 * int(found[2]) - 3, 3)
    if found[3]:
        return _months(text, year + int(found[3]) - 1, 1)
    return _months(text, year, 12)


def recent(today: date) -> list[Period]:
    """What a report may be asked for: six quarters, the present one first, then six months and two years."""
    quarter, month = today.year * 4 + (today.month - 1) // 3, today.year * 12 + today.month - 1
    names = [f"{number // 4}-Q{number % 4 + 1}" for number in range(quarter, quarter - 6, -1)]
    names += [f"{number // 12}-{number % 12 + 1:02}" for number in range(month, month - 6, -1)]
    return [period(name) for name in (*names, str(today.year), str(today.year - 1))]


def _months(name: str, first: int, count: int) -> Period:
    """`first` counts months since the year 0."""
    after = first + count
    last = date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
    return Period(name, date(first // 12, first % 12 + 1, 1), last)
