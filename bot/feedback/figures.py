"""What an indicator comes to: a share with its interval, or how long people waited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt

# Fewer answers are shown as such: no rank, no verdict.
FEW = 30
# The 97.5 % point of the normal distribution.
_Z = 1.959963984540054


@dataclass(frozen=True)
class Figure:
    """A share of `denominator`. `dimension` and `group` say of which part: ('field', 'dat_dai').

    `low` and `high` bound it, from 0 to 1: the 95 % interval of Wilson for what people did; for the catalogue,
    which is no sample, what the share would be if all that is unknown were 'no' or 'yes'.
    """

    indicator: str
    numerator: int
    denominator: int
    dimension: str | None = None
    group: str | None = None
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> Fraction | None:
        """None when there is nothing to share."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def few(self) -> bool:
        return self.denominator < FEW


@dataclass(frozen=True)
class Mean:
    """The mean of several shares; `people` is how many said something, and what the interval is counted from."""

    indicator: str
    share: Fraction | None
    people: int
    low: float | None = None
    high: float | None = None

    @property
    def few(self) -> bool:
        return self.people < FEW


@dataclass(frozen=True)
class Wait:
    """Of `count` waits, in seconds, the one that a given share did not exceed; None when nobody waited."""

    indicator: str
    count: int
    seconds: int | None

    @property
    def few(self) -> bool:
        return self.count < FEW


def share(
    indicator: str, numerator: int, denominator: int, dimension: str | None = None, group: str | None = None
) -> Figure:
    """With the interval of Wilson."""
    low, high = wilson(numerator, denominator)
    return Figure(indicator, numerator, denominator, dimension, group, low, high)


def known(indicator: str, numerator: int, denominator: int, unknown: int) -> Figure:
    """A share of the things that we know of, `unknown` further ones left out of it."""
    total = denominator + unknown
    if not total:
        return Figure(indicator, 0, 0)
    low, high = numerator / total, (numerator + unknown) / total
    return Figure(indicator, numerator, denominator, low=low, high=high)


def mean(indicator: str, shares: Iterable[Figure], people: int) -> Mean:
    """Unweighted. One person's answers hang together, so the interval counts people and not answers."""
    values = [one.share for one in shares]
    found = [value for value in values if value is not None]
    if not found or len(found) < len(values):
        return Mean(indicator, None, people)
    average = sum(found, Fraction(0)) / len(found)
    low, high = wilson(float(average) * people, people)
    return Mean(indicator, average, people, low, high)


def wilson(successes: float, trials: int) -> tuple[float | None, float | None]:
    """The 95 % score interval (Wilson 1927, without correction for continuity); (None, None) of no trials."""
    if not trials:
        return None, None
    share, spread = successes / trials, _Z**2 / trials
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / trials + spread / (4 * trials)) / (1 + spread)
    # Rounding must not push a bound past the share itself.
    return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))


def quantile(seconds: Sequence[int], percent: int) -> int | None:
    """The nearest rank: the smallest value that at least so many per cent of the values do not exceed."""
    if not seconds:
        return None
    return sorted(seconds)[max(0, ceil(len(seconds) * percent / 100) - 1)]


def ranked(figures: Iterable[Figure]) -> list[Figure]:
    """Best first, ties by name; those with too few answers have no rank and are left out."""
    ranks = [figure for figure in figures if not figure.few and figure.share is not None]
    return sorted(ranks, key=lambda one: (-(one.share or 0), one.group or ""))
