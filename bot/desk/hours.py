"""When the desk is open: the authority's working days and hours, lunch break and public holidays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache

import holidays

from bot.catalogue.agency import Agency
from bot.catalogue.authority import authority
from bot.catalogue.working import MIDNIGHT, VIETNAM, Working
from bot.settings import Settings

_DAY = timedelta(days=1)
# No authority closes for longer; a profile that says so has a mistake.
_LONGEST_CLOSED = 366

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """All times must have a zone. Days begin in Vietnam; what is answered is in Vietnamese time."""

    working: Working

    @classmethod
    def of(cls, agency: Agency) -> Hours:
        return _hours(agency.working)

    def is_open(self, at: datetime) -> bool:
        return self.closing(at) is not None

    def closing(self, at: datetime) -> datetime | None:
        """When the spell ends that `at` lies in: lunch or the evening. None while the desk is closed."""
        return next((end for begin, end in self._spans(_day(at)) if begin <= at < end), None)

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself while the desk is open, else when it opens next. LookupError when it never does."""
        for number in range(_LONGEST_CLOSED):
            for begin, end in self._spans(_day(at) + number * _DAY):
                if at < end:
                    return max(begin, at.astimezone(VIETNAM))
        raise LookupError("closed for a year")

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """Working time from one moment to the other; none when the second is not later."""
        total = timedelta()
        day = _day(begin)
        while day <= _day(end):
            for opens, closes in self._spans(day):
                total += max(min(closes, end) - max(opens, begin), timedelta())
            day += _DAY
        return total

    def is_working_day(self, day: date) -> bool:
        if day in self.working.open or day in self.working.closed:
            return day in self.working.open
        if day in self._holidays:
            return False
        return day.weekday() in self.working.days or day in self._holidays.weekend_workdays

    @cached_property
    def _holidays(self) -> holidays.HolidayBase:
        """Of Vietnam, days off in lieu included, as far as the library knows them."""
        return holidays.country_holidays("VN")

    def _spans(self, day: date) -> Iterator[Span]:
        if self.is_working_day(day):
            for begin, end in self.working.spells:
                yield _moment(day, begin), _moment(day, end)


@lru_cache(maxsize=8)
def _hours(working: Working) -> Hours:
    """The same for the same hours: it has looked up the holidays."""
    return Hours(working)


def hours_here() -> Hours:
    """Of the authority that this installation speaks for."""
    return Hours.of(authority(Settings.from_env()).agency)


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()


def _moment(day: date, at: time) -> datetime:
    if at == MIDNIGHT:
        day, at = day + _DAY, time.min
    return datetime.combine(day, at, VIETNAM)
