"""Shares, intervals and waits, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binomtest

from bot.feedback.figures import FEW, Figure, known, mean, quantile, ranked, share, wilson

counts = some.integers(0, 3000).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n)))


@given(counts.filter(lambda pair: pair[1] > 0))
def test_the_interval_is_the_one_of_the_textbook(pair: tuple[int, int]) -> None:
    reference = binomtest(*pair).proportion_ci(0.95, method="wilson")
    assert wilson(*pair) == pytest.approx((reference.low, reference.high), abs=1e-12)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_one_that_newcombe_printed(
    successes: int, trials: int, low: float, high: float
) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@given(counts.filter(lambda pair: pair[1] > 0))
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(pair: tuple[int, int]) -> None:
    low, high = wilson(*pair)
    assert low is not None
    assert high is not None
    assert 0 <= low <= pair[0] / pair[1] + 1e-12
    assert pair[0] / pair[1] - 1e-12 <= high <= 1


@given(counts.filter(lambda pair: pair[1] > 0), some.integers(2, 9))
def test_more_answers_of_the_same_share_make_it_narrower(pair: tuple[int, int], times: int) -> None:
    one, many = wilson(*pair), wilson(pair[0] * times, pair[1] * times)
    assert (many[1] or 0) - (many[0] or 0) < (one[1] or 0) - (one[0] or 0)


def test_nothing_has_no_share_and_no_interval() -> None:
    nothing = share("satisfaction", 0, 0)
    assert (nothing.share, nothing.low, nothing.high, nothing.few) == (None, None, None, True)
    assert known("online_full", 0, 0, 0).share is None


def test_of_what_nothing_is_known_of_everything_is_possible() -> None:
    figure = known("online_full", 0, 0, 201)
    assert (figure.share, figure.low, figure.high) == (None, 0.0, 1.0)


@given(some.lists(some.integers(0, 10**6), min_size=1), some.integers(1, 100))
def test_a_quantile_is_a_value_that_so_many_do_not_exceed(values: list[int], percent: int) -> None:
    found = quantile(values, percent)
    assert found in values
    assert 100 * sum(value <= (found or 0) for value in values) >= percent * len(values)
    assert 100 * sum(value < (found or 0) for value in values) < percent * len(values)


def test_of_no_waits_there_is_no_quantile() -> None:
    assert quantile([], 50) is None


def test_few_answers_have_no_rank() -> None:
    figures = [share("satisfaction", n, n, "procedure", code) for code, n in (("B", FEW), ("A", FEW - 1))]
    figures.append(share("satisfaction", 1, 2 * FEW, "procedure", "C"))
    assert [one.group for one in ranked(figures)] == ["B", "C"]


def test_a_mean_needs_every_share() -> None:
    whole, none = Figure("factor", 1, 2), Figure("factor", 0, 0)
    assert mean("survey_satisfaction", [whole, none], 40).share is None
    assert float(mean("survey_satisfaction", [whole, whole], 40).share or 0) == 0.5
