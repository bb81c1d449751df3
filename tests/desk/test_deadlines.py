"""The last day for an answer: working days, holidays, days that the authority moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.catalogue.agency import load
from bot.catalogue.working import VIETNAM
from bot.desk.deadlines import last_day
from bot.desk.hours import Hours
from bot.settings import Settings

WORKING = load(Settings().agencies, "dong-nai-kcn").working
HOURS = Hours(WORKING)


@pytest.mark.parametrize(
    ("begun", "days", "last"),
    [
        # A Thursday: Friday, then over a weekend.
        (date(2026, 11, 26), 1, date(2026, 11, 27)),
        (date(2026, 11, 26), 10, date(2026, 12, 10)),
        # On a Saturday: Monday is the first.
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        # Over 1 and 2 September, both off.
        (date(2026, 8, 31), 1, date(2026, 9, 3)),
        (date(2026, 11, 26), 0, date(2026, 11, 26)),
    ],
)
def test_days_off_do_not_count(begun: date, days: int, last: date) -> None:
    assert last_day(HOURS, begun, days) == last
    assert days_between(HOURS, begun, last) == days


def test_a_day_begins_at_midnight_in_vietnam() -> None:
    late = datetime(2026, 11, 26, 23, 59, tzinfo=VIETNAM)
    assert last_day(HOURS, late, 1) == date(2026, 11, 27)


def test_what_the_authority_closes_and_opens_counts() -> None:
    moved = replace(WORKING, closed=frozenset([date(2026, 11, 27)]), open=frozenset([date(2026, 11, 28)]))
    assert last_day(Hours(moved), date(2026, 11, 26), 1) == date(2026, 11, 28)


def test_an_authority_that_never_works_has_no_last_day() -> None:
    with pytest.raises(LookupError):
        last_day(Hours(replace(WORKING, days=())), date(2026, 11, 26), 3)


def days_between(hours: Hours, first: date, last: date) -> int:
    """Working days after the first up to the last, counted the other way round."""
    span = (last - first).days
    return sum(hours.is_working_day(first + number * timedelta(days=1)) for number in range(1, span + 1))
