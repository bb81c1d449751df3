"""Percentiles of times, and time itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from time import perf_counter


@dataclass
class Stopwatch:
    seconds: float = 0.0


@contextmanager
def timed(what: str = "") -> Iterator[Stopwatch]:
    """Wall seconds of a block; said aloud when it has a name."""
    watch, begun = Stopwatch(), perf_counter()
    yield watch
    watch.seconds = round(perf_counter() - begun, 3)
    if what:
        print(f"{what}: {watch.seconds:.1f} s", flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed; no interpolation, so it was really measured."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else 0.0


def spread(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and how many were measured."""
    return {
        "p50": round(percentile(milliseconds, 0.50), 3),
        "p95": round(percentile(milliseconds, 0.95), 3),
        "count": len(milliseconds),
    }
