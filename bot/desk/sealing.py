"""What was encrypted under a former secret is encrypted under the present one, while servers go on.

Every value tells by itself under which secret it was closed, so that a run which was broken off is gone on with by
running again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.desk.seal import Seal
from bot.errors import Unreadable
from bot.storage import sealed
from bot.storage.sealed import Sealed


@dataclass(frozen=True)
class Count:
    """Of one column: closed under the first secret, under one of the others, under none that is known."""

    present: int = 0
    former: int = 0
    lost: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.present + other.present, self.former + other.former, self.lost + other.lost)


def count(engine: Any, seal: Seal) -> dict[str, Count]:
    """By column. Changes nothing."""
    found = {}
    for column in sealed.COLUMNS:
        found[column.name] = sum(
            (_judged(seal, value) for batch in sealed.batches(engine, column) for value in batch.values()),
            Count(),
        )
    return found


def rotate(engine: Any, seal: Seal, column: Sealed, told: Callable[[int], object]) -> int:
    """How many were closed anew. `told` hears of each batch how many were looked at."""
    done = 0
    for batch in sealed.batches(engine, column):
        former = {key: value for key, value in batch.items() if _judged(seal, value).former}
        done += sealed.replace(
            engine, column, {key: (value, seal.closed_anew(value)) for key, value in former.items()}
        )
        told(len(batch))
    return done


def _judged(seal: Seal, value: str) -> Count:
    if seal.is_present(value):
        return Count(present=1)
    try:
        seal.open(value)
    except Unreadable:
        return Count(lost=1)
    return Count(former=1)
