"""Procedures whose names go on as somebody has begun to type them, with marks or without."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.catalogue.model import Procedure
from bot.text.question import read
from bot.text.tokens import words
from bot.text.writing import canonical, clean, plain

# Longer is a question, not the beginning of a name.
_MOST_LETTERS = 120
# Names looked at closely, of those that hold all the words.
_CLOSELY = 200
# What speaks for a name. Together, the small ones never weigh more than words that stand together.
_TOGETHER, _MARKS, _BEGINS, _COVERED, _TITLE, _ASKED_FOR = 1.0, 0.2, 0.2, 0.3, 0.3, 0.1
_CERTAIN = 9.0
# Behind the last letter that a word may have.
_END = "\U0010ffff"

Words = tuple[str, ...]
# The same words without and with marks.
Reading = tuple[Words, Words]


@dataclass(frozen=True)
class Completed:
    code: str
    name: str


class Completion:
    """An index of the names of procedures in force."""

    def __init__(self, procedures: Iterable[Procedure], before: Completion | None = None) -> None:
        """Names that stood in the index `before` need not be read again."""
        self._read: dict[str, list[Reading]] = {}
        self._procedures = [one for one in procedures if one.state == "in_force"]
        self._names: list[Words] = []
        self._marked: list[Words] = []
        owners, bonus = array("i"), array("f")
        known: dict[str, array[int]] = {}
        for row, procedure in enumerate(self._procedures):
            for name, said in self._called(procedure, before._read if before else {}):
                for word in set(said[0]):
                    known.setdefault(word, array("i")).append(len(self._names))
                self._names.append(said[0])
                self._marked.append(said[1])
                owners.append(row)
                bonus.append(_asked_for(procedure) + (_TITLE if name == procedure.title else 0.0))
        self._vocabulary = sorted(known)
        self._places = [np.array(known[word], np.int32) for word in self._vocabulary]
        self._owners, self._bonus = np.array(owners, np.int32), np.array(bonus, np.float32)
        self._sizes = np.array([len(name) for name in self._names], np.float32)
        at = {word: number for number, word in enumerate(self._vocabulary)}
        self._firsts = np.array([at[name[0]] for name in self._names], np.int32)

    def _called(self, one: Procedure, known: Mapping[str, list[Reading]]) -> Iterator[tuple[str, Reading]]:
        for name in dict.fromkeys((one.title, one.name, *one.aliases)):
            self._read[name] = known.get(name) or _readings(name)
            yield from ((name, reading) for reading in self._read[name])

    def complete(self, typed: str, limit: int = 8) -> list[Completed]:
        """The best first: names that begin so, then those that hold the words together, else any that hold them."""
        scores = self._by_code(typed.strip())
        for said, marked in _readings(typed[:_MOST_LETTERS]):
            for row, score in self._scores(said, marked):
                scores[row] = max(score, scores.get(row, 0.0))
        best = sorted(scores, key=lambda row: (-scores[row], len(self._procedures[row].title), row))[:limit]
        # Words that stand together say what is meant; where they do, scattered ones are chance.
        least = _TOGETHER if best and scores[best[0]] >= _TOGETHER else 0.0
        found = [self._procedures[row] for row in best if scores[row] >= least]
        return [Completed(one.code, one.title) for one in found]

    def _by_code(self, typed: str) -> dict[int, float]:
        if not typed[:1].isdecimal():
            return {}
        return {row: _CERTAIN for row, one in enumerate(self._procedures) if one.code.startswith(typed)}

    def _scores(self, said: Words, marked: Words) -> Iterator[tuple[int, float]]:
        holding = np.ones(len(self._names), bool)
        for word in said:
            holding &= self._holding(word)
        places = np.flatnonzero(holding)
        rough = self._rough(places, said)
        if len(places) > _CLOSELY:
            kept = np.argsort(-rough, kind="stable")[:_CLOSELY]
            places, rough = places[kept], rough[kept]
        for place, score in zip(places.tolist(), rough.tolist(), strict=True):
            together = _TOGETHER * _stand_together(self._names[place], said)
            marks = _MARKS * _stand_together(self._marked[place], marked)
            yield int(self._owners[place]), score + together + marks

    def _rough(self, places: np.ndarray, said: Words) -> np.ndarray:
        """What is known of many names at once: how much of each was typed, and whether it begins so."""
        first, last = self._range(said[0])
        begins = (self._firsts[places] >= first) & (self._firsts[places] < last)
        covered = np.minimum(len(said) / self._sizes[places], 1.0)
        return np.asarray(_COVERED * covered + _BEGINS * begins + self._bonus[places])

    def _holding(self, beginning: str) -> np.ndarray:
        """Which names have a word that begins so."""
        found = np.zeros(len(self._names), bool)
        for places in self._places[slice(*self._range(beginning))]:
            found[places] = True
        return found

    def _range(self, beginning: str) -> tuple[int, int]:
        """Where words that begin so stand in the vocabulary."""
        return bisect_left(self._vocabulary, beginning), bisect_left(self._vocabulary, beginning + _END)


def _readings(text: str) -> list[Reading]:
    """The words as they stand, and with shorthand written out, each without and with marks.

    'gplđ' is a name, while the 'v' of 'giấy phép v' is not 'vậy' but the begin of a word.
    """
    bare = tuple(canonical(word) for word in words(clean(text)))
    return [(tuple(map(plain, said)), said) for said in dict.fromkeys((bare, read(text).words)) if said]


def _stand_together(name: Sequence[str], said: Sequence[str]) -> bool:
    size = len(said)
    return any(
        all(word.startswith(begin) for word, begin in zip(name[at : at + size], said, strict=True))
        for at in range(len(name) - size + 1)
    )


def _asked_for(procedure: Procedure) -> float:
    """What is asked for often: the smallest rank above 0."""
    return _ASKED_FOR / procedure.rank if procedure.rank else 0.0
