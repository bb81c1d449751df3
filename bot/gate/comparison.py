"""Two models on the same questions: field by field, and question by question."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

from bot.catalogue.labels import FIELDS
from bot.evaluation import Share, share
from bot.gate.scores import OUTSIDE, Scores

ALL = "all"
# A loss that chance alone would bring once in a hundred times is none of chance. One in twenty would be too many: a
# comparison asks about every field at once.
LEVEL = 0.01
# In small fields no test can tell: there, a loss of so many questions that are also so large a part counts.
FEWEST, PART = 3, 0.1


@dataclass(frozen=True)
class Row:
    """One field: what each model has right, which questions one has right and the other has not."""

    field: str
    live: Share
    candidate: Share
    gained: int
    lost: int

    @property
    def has_fallen(self) -> bool:
        """More was lost than chance loses, or so much that nobody should have to wonder."""
        net = self.lost - self.gained
        return net > 0 and (self.chance <= LEVEL or (net >= FEWEST and net >= PART * self.live.total))

    @property
    def chance(self) -> float:
        """How often two equally good models would differ by as much, or more, in this direction: the exact sign test
        (McNemar, 1947) over the questions that only one of them has right."""
        differ = self.lost + self.gained
        return sum(comb(differ, lost) for lost in range(self.lost, differ + 1)) / 2**differ


def compare(live: Scores, candidate: Scores) -> list[Row]:
    """The whole first, then fields as the catalogue lists them; both must have been measured alike."""
    assert (live.key, live.catalogue) == (candidate.key, candidate.catalogue)
    names = [ALL, *(name for name in (*FIELDS, OUTSIDE) if name in live.fields)]
    return [_row(name, live, candidate) for name in names]


def fallen(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.has_fallen]


def _row(name: str, live: Scores, candidate: Scores) -> Row:
    pairs = [
        (old, new)
        for field, old, new in zip(live.fields, live.right, candidate.right, strict=True)
        if name in (ALL, field)
    ]
    old, new = share([one for one, _ in pairs]), share([one for _, one in pairs])
    assert old is not None
    assert new is not None
    gained = sum(new and not old for old, new in pairs)
    return Row(name, old, new, gained, sum(old and not new for old, new in pairs))
