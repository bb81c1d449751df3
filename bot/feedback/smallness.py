"""What may be told of few people: groups that would show them are taken together, or not told at all.

A count from 1 to 4 (K - 1) is small: of those for whom the answer was 'yes', of those for whom it was 'no', or of both.
Small groups are merged, and as many of the next smallest with them as it takes, so that neither a group nor the
whole less the others tells a small count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.feedback.figures import Figure, share

# As many people as must be alike before they are told of.
K = 5


@dataclass(frozen=True)
class Told:
    """A figure as it may be published; `hidden`: only that it exists."""

    figure: Figure
    hidden: bool = False


def small(count: int) -> bool:
    return 0 < count < K


def safe(figure: Figure) -> bool:
    """Neither those counted, nor the others, nor all together are few."""
    rest = figure.denominator - figure.numerator
    return not any(map(small, (figure.numerator, rest, figure.denominator)))


def merged(figures: Sequence[Figure], name: str) -> list[Told]:
    """Groups of one dimension, which have nobody in common; what is taken together is called `name`.

    When even all together are too few, nothing of them is told.
    """
    order = sorted(figures, key=lambda one: (one.denominator, one.group or ""))
    return _merged(order, name, safe, _sum)


def merged_parts(figures: Sequence[Figure], name: str) -> list[Told]:
    """Parts of one whole, as reasons are: all have the same denominator, and only numerators are people."""
    order = sorted(figures, key=lambda one: (one.numerator, one.group or ""))
    return _merged(order, name, lambda one: not small(one.numerator) and not small(one.denominator), _part)


def all_or_none(figures: Sequence[Figure]) -> list[Told]:
    """Figures from which a mean is published, too: one left out could be computed from the mean."""
    whole = all(map(safe, figures))
    return [Told(one, not whole) for one in figures]


def _merged(
    order: Sequence[Figure],
    name: str,
    is_safe: Callable[[Figure], bool],
    add: Callable[[Sequence[Figure], str], Figure],
) -> list[Told]:
    """`order` from the smallest on."""
    apart = [one for one in order if is_safe(one)]
    together = [one for one in order if not is_safe(one)]
    while together and apart and not is_safe(add(together, name)):
        together.append(apart.pop(0))
    if together and not is_safe(add(together, name)):
        # Not even which groups there are.
        return [Told(replace(add(together, name), numerator=0, denominator=0, low=None, high=None), True)]
    kept = sorted(apart, key=lambda one: one.group or "")
    return [*map(Told, kept), *([Told(add(together, name))] if together else [])]


def _sum(figures: Sequence[Figure], name: str) -> Figure:
    first = figures[0]
    counts = sum(one.numerator for one in figures), sum(one.denominator for one in figures)
    return share(first.indicator, *counts, first.dimension, name)


def _part(figures: Sequence[Figure], name: str) -> Figure:
    first = figures[0]
    numerator = sum(one.numerator for one in figures)
    return share(first.indicator, numerator, first.denominator, first.dimension, name)
