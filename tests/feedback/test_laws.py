"""What holds for the figures of any rows: order does not matter, parts make up the whole, nothing is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.catalogue.working import VIETNAM
from bot.feedback.figures import Figure
from bot.feedback.indicators import DIMENSIONS, measured, petitions, satisfaction
from bot.feedback.periods import Period, period
from bot.storage.database import UnitOfWork, engine
from bot.storage.petition_tables import KINDS
from bot.storage.tallies import Span
from tests.feedback.rows import AGENCY, petitioned, rated

QUARTER = period("2026-Q3")
# From before the quarter to after it, and its last moments.
moments = some.one_of(
    some.integers(-30, 120).map(lambda days: QUARTER.since + timedelta(days=days)),
    some.integers(-2, 2).map(lambda seconds: QUARTER.until + timedelta(seconds=seconds)),
)
rows = some.lists(
    some.fixed_dictionaries(
        {
            "satisfied": some.sampled_from([True, False, None]),
            "at": moments,
            "field": some.sampled_from([None, "dat_dai", "xay_dung", "lao_dong"]),
            "procedure": some.sampled_from([None, "A", "B"]),
            "channel": some.sampled_from(["web", "zalo", "telegram"]),
            "asked": some.booleans(),
        }
    ),
    max_size=12,
)
anywhere = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def url(sqlite_url: str) -> Iterator[str]:
    yield sqlite_url
    engine(sqlite_url).dispose()


def figures(url: str, given_rows: list[dict[str, Any]], *periods: Period) -> list[list[Figure]]:
    """Of each period. The rows are gone afterwards: nothing is committed."""
    with UnitOfWork(engine(url)) as uow:
        for row in given_rows:
            rated(uow, 1, **row)
        return [satisfaction(uow, Span(one.since, one.until, AGENCY)) for one in periods]


@anywhere
@given(rows, some.randoms())
def test_the_order_of_rows_does_not_matter(url: str, given_rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = list(given_rows)
    random.shuffle(shuffled)
    assert figures(url, given_rows, QUARTER) == figures(url, shuffled, QUARTER)


@anywhere
@given(rows)
def test_months_add_up_to_the_quarter(url: str, given_rows: list[dict[str, Any]]) -> None:
    whole, *months = figures(url, given_rows, QUARTER, *QUARTER.months)
    assert counts(whole) == sum_of(counts(month) for month in months)


@anywhere
@given(rows)
def test_the_groups_of_each_dimension_add_up_to_the_whole(url: str, given_rows: list[dict[str, Any]]) -> None:
    (told,) = figures(url, given_rows, QUARTER)
    overall = told[0]
    for dimension in DIMENSIONS:
        parts = [one for one in told if one.dimension == dimension]
        assert sum(one.numerator for one in parts) == overall.numerator
        assert sum(one.denominator for one in parts) == overall.denominator


def counts(told: list[Figure]) -> dict[Any, tuple[int, int]]:
    return {
        (one.indicator, one.dimension, one.group): (one.numerator, one.denominator)
        for one in told
        if one.denominator
    }


def sum_of(many: Any) -> dict[Any, tuple[int, int]]:
    total: dict[Any, tuple[int, int]] = {}
    for one in many:
        for key, (numerator, denominator) in one.items():
            before = total.get(key, (0, 0))
            total[key] = before[0] + numerator, before[1] + denominator
    return total


def test_an_empty_period_has_every_indicator_and_no_share(uow: UnitOfWork) -> None:
    results = measured(uow, period("2031"), AGENCY, date(2031, 12, 31), 180)
    assert {one.share for one in results if hasattr(one, "share")} == {None}
    assert {one.seconds for one in results if hasattr(one, "seconds")} == {None}


def test_the_zone_in_which_a_time_is_told_changes_nothing(uow: UnitOfWork) -> None:
    last = datetime(2026, 9, 30, 23, 59, 59, tzinfo=VIETNAM)
    rated(uow, 1, True, last)
    rated(uow, 1, True, last.astimezone(tz=None))
    (overall, *_) = satisfaction(uow, Span(QUARTER.since, QUARTER.until, AGENCY))
    assert overall.denominator == 2


days = some.integers(-10, 100).map(lambda number: QUARTER.first + timedelta(days=number))
petition_rows = some.lists(
    some.fixed_dictionaries(
        {
            "kind": some.sampled_from(KINDS),
            "due": days,
            "done": some.one_of(some.none(), moments),
            "at": moments,
            "satisfied": some.sampled_from([True, False, None]),
        }
    ),
    max_size=12,
)


def petition_figures(url: str, given_rows: list[dict[str, Any]], *periods: Period) -> list[list[Figure]]:
    """Of each period, as of a day after all of them. The rows are gone afterwards."""
    with UnitOfWork(engine(url)) as uow:
        for row in given_rows:
            petitioned(uow, 1, **row)
        spans = [Span(one.since, one.until, AGENCY) for one in periods]
        return [petitions(uow, span, date(2027, 1, 1)) for span in spans]


@anywhere
@given(petition_rows, some.randoms())
def test_the_order_of_petitions_does_not_matter(url: str, given_rows: Any, random: Any) -> None:
    shuffled = list(given_rows)
    random.shuffle(shuffled)
    assert petition_figures(url, given_rows, QUARTER) == petition_figures(url, shuffled, QUARTER)


@anywhere
@given(petition_rows)
def test_petitions_of_months_and_of_kinds_add_up_to_the_quarter(url: str, given_rows: Any) -> None:
    whole, *months = petition_figures(url, given_rows, QUARTER, *QUARTER.months)
    assert counts(whole) == sum_of(counts(month) for month in months)
    in_time = [one for one in whole if one.indicator == "petition_in_time"]
    overall, *kinds = in_time
    assert overall.denominator == sum(one.denominator for one in kinds)
    assert overall.numerator == sum(one.numerator for one in kinds)


@anywhere
@given(petition_rows)
def test_nobody_is_more_content_than_was_served_in_time(url: str, given_rows: Any) -> None:
    (told,) = petition_figures(url, given_rows, QUARTER)
    found = {one.indicator: one for one in told if one.dimension is None}
    assert found["petition_content"].numerator <= found["petition_in_time"].numerator
    assert found["petition_satisfied"].denominator <= found["petition_in_time"].denominator
