"""Periods by the clock of Vietnam."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.feedback.periods import period, recent

names = some.builds(
    lambda year, part: f"{year}{part}",
    some.integers(2000, 2099),
    some.one_of(
        some.just(""),
        some.integers(1, 4).map(lambda n: f"-Q{n}"),
        some.integers(1, 12).map(lambda n: f"-{n:02}"),
    ),
)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_its_first_and_its_last_day(name: str, first: date, last: date) -> None:
    assert (period(name).first, period(name).last) == (first, last)


def test_a_quarter_begins_and_ends_at_midnight_in_vietnam() -> None:
    quarter = period("2026-Q3")
    assert quarter.since == datetime(2026, 6, 30, 17, 0, tzinfo=timezone.utc)
    assert quarter.until == datetime(2026, 9, 30, 17, 0, tzinfo=timezone.utc)


@given(names)
def test_months_make_up_the_period_without_gap_and_overlap(name: str) -> None:
    whole = period(name)
    months = whole.months
    assert (months[0].since, months[-1].until) == (whole.since, whole.until)
    assert all(one.until == next.since for one, next in pairwise(months))
    assert all(period(month.name) == month for month in months)


@given(some.integers(2000, 2098))
def test_quarters_make_up_the_year(year: int) -> None:
    quarters = [period(f"{year}-Q{number}") for number in range(1, 5)]
    assert quarters[-1].until == period(f"{year + 1}").since
    assert sum((one.until - one.since for one in quarters), timedelta()) == (
        period(str(year)).until - period(str(year)).since
    )


@pytest.mark.parametrize(
    "text", ["", "2026-Q5", "2026-13", "2026-00", "26-Q1", "1999", "2026-Q3 ", "２０２６", "2026-9"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        period(text)


@given(some.dates(date(2002, 1, 1), date(2099, 12, 31)))
def test_a_report_may_be_asked_for_the_present_and_some_before(today: date) -> None:
    periods = recent(today)
    assert len({one.name for one in periods}) == len(periods) == 14
    quarters, months, years = periods[:6], periods[6:12], periods[12:]
    assert all(group[0].first <= today <= group[0].last for group in (quarters, months, years))
    for group in (quarters, months, years):
        assert all(one.since == before.until for one, before in pairwise(group))
