"""What procedures are called: which name is said whole, whose names share a phrase, what stands beside a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from bot.catalogue.model import Procedure
from bot.text.question import read

Words = tuple[str, ...]

# Less ('giấy phép') says nothing about what procedures have in common.
_SHORTEST_SHARED = 3
# One word alone ('đất') is no name.
_SHORTEST = 2


class Names:
    """Names, official names and aliases as plain words, by code. `pairs`: all pairs of words of the catalogue."""

    def __init__(
        self, procedures: Iterable[Procedure], pairs: Callable[[], Iterable[Words]] | None = None
    ) -> None:
        self._procedures = {one.code: one for one in procedures}
        self._names = {code: list(_names(one)) for code, one in self._procedures.items()}
        self._pairs_used = cache(lambda: set(pairs() if pairs else self._all_pairs()))
        self._by_pair: dict[Words, list[str]] = {}
        for code, names in self._names.items():
            if self._procedures[code].state == "in_force":
                for pair in {pair for name in names for pair in pairwise(name)}:
                    self._by_pair.setdefault(pair, []).append(code)

    def outlines(self, codes: Iterable[str]) -> dict[str, Procedure]:
        """Name, field and state of those that are known, in the order given; cheaper than whole procedures."""
        return {code: self._procedures[code] for code in codes if code in self._procedures}

    def called(self, words: Words) -> list[str]:
        """Procedures in force that are called exactly so."""
        return [code for code in self._likely(words) if words in self._names[code]]

    def holding(self, words: Words) -> list[str]:
        """Procedures in force in one of whose names these words, two at least, stand together."""
        return [
            code
            for code in self._likely(words)
            if any(_at(name, words) is not None for name in self._names[code])
        ]

    def cases(self, words: Words) -> list[str]:
        """Procedures in force whose title, or failing that whose official name, holds all these words together."""
        if len(words) < _SHORTEST_SHARED:
            return []
        held = self.holding(words)
        titled = [code for code in held if _at(read(self._procedures[code].title).plain, words) is not None]
        return titled or [
            code for code in held if _at(read(self._procedures[code].name).plain, words) is not None
        ]

    def _likely(self, words: Words) -> list[str]:
        """Procedures whose names have the rarest pair of these words."""
        return min((self._by_pair.get(pair, []) for pair in pairwise(words)), key=len, default=[])

    def is_strange(self, code: str, words: Words) -> bool:
        """Whether right after the name a pair of words stands that nobody uses.

        'xin hộ chiếu ngoại giao': 'ngoại giao' stands nowhere in the catalogue, so it is perhaps not
        the ordinary passport.
        """
        start, end = self._said(code, words)
        after = words[end : end + 2]
        if end - start < _SHORTEST or len(after) < 2 or any(map(str.isdecimal, after)):
            return False
        return after not in self._pairs_used() and (words[end - 1], after[0]) not in self._own_pairs(code)

    def _said(self, code: str, words: Words) -> tuple[int, int]:
        """Where the longest part of one of its names stands among the words."""
        names = self._names.get(code, [])
        runs = sorted(
            (
                (end - start, -start)
                for start in range(len(words))
                for end in range(start + 1, len(words) + 1)
            ),
            reverse=True,
        )
        for length, start in runs:
            run = words[-start : -start + length]
            if any(_at(name, run) is not None for name in names):
                return -start, -start + length
        return 0, 0

    def _all_pairs(self) -> Iterator[Words]:
        return (pair for code in self._procedures for pair in self._own_pairs(code))

    def _own_pairs(self, code: str) -> set[Words]:
        one = self._procedures[code]
        said = [*self._names[code], *(read(example.text).plain for example in one.examples)]
        return {pair for words in said for pair in pairwise(words)}


def _names(procedure: Procedure) -> Iterator[Words]:
    for name in dict.fromkeys((procedure.title, procedure.name, *procedure.aliases)):
        yield read(name).plain


def _at(words: Sequence[str], part: Sequence[str]) -> int | None:
    """Where `part` begins in `words`."""
    size = len(part)
    return next(
        (at for at in range(len(words) - size + 1) if tuple(words[at : at + size]) == tuple(part)), None
    )
