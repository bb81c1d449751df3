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
        self._folded: dict[str, str] = {}
        self._filling = threading.Lock()

    def find(self, session: Any, text: str) -> set[str]:
        """Codes whose names have every word typed, as typed or with shorthand written out."""
        typed = plain(clean(text)).split()
        meant = " ".join(read(text).plain).split()
        return {
            code
            for code, names in self._current(session).items()
            if any(words and all(word in names for word in words) for words in (typed, meant))
        }

    def _current(self, session: Any) -> dict[str, str]:
        with self._filling:
            version = catalogue.version(session)
            if version != self._version:
                self._folded = {
                    row["code"]: _folded(row) for row in session.execute(procedures.listed()).mappings()
                }
                self._version = version
            return self._folded


def _folded(row: Any) -> str:
    return plain(" | ".join([row["code"], row["name"], row["short_name"] or "", *row["aliases"]]))
