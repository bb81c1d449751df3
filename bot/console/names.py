"""Procedures found by the words of their names, with marks or without, in any order."""

from __future__ import annotations

import threading
from typing import Any

from bot.storage import catalogue, procedures
from bot.text.question import read
from bot.text.writing import clean, plain


class Names:
    """What each procedure is called, folded once for each version of the catalogue."""

    def __init__(self) -> None:
        self._version = -1
        self._folded: dict[str, tuple[str, ...]] = {}
        self._filling = threading.Lock()

    def find(self, session: Any, text: str) -> dict[str, int]:
        """Codes whose names have every word typed, as typed or with shorthand written out, and how well:
        0 where the words stand together in the title, 1 all in the title, 2 in the full name, 3 in any name.
        """
        typed = plain(clean(text)).split()
        meant = " ".join(read(text).plain).split()
        ranks = {
            code: min(_rank(names, words) for words in (typed, meant) if words)
            for code, names in self._current(session).items()
            if typed or meant
        }
        return {code: rank for code, rank in ranks.items() if rank < _NOWHERE}

    def _current(self, session: Any) -> dict[str, tuple[str, ...]]:
        with self._filling:
            version = catalogue.version(session)
            if version != self._version:
                rows = session.execute(procedures.listed()).mappings()
                self._folded = {row["code"]: _folded(row) for row in rows}
                self._version = version
            return self._folded


_NOWHERE = 9


def _folded(row: Any) -> tuple[str, ...]:
    """From the title to everything that it is called."""
    title, name = row["short_name"] or row["name"], row["name"]
    everything = " | ".join([row["code"], title, name, *row["aliases"]])
    return plain(title), plain(name), plain(everything)


def _rank(names: tuple[str, ...], words: list[str]) -> int:
    if " ".join(words) in names[0]:
        return 0
    found = (place for place, name in enumerate(names, 1) if all(word in name for word in words))
    return next(found, _NOWHERE)
