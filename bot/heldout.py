"""Questions that the assistant is measured with: nothing near them may be learnt from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from bot.settings import ROOT
from bot.text.tokens import words
from bot.text.writing import plain

DATA = ROOT / "data"
# As tests/test_heldout.py judges: the same words but for one or two, in nearly the same order.
_SAME_WORDS = 0.8
_SAME_ORDER = 0.9
# Greetings and the like: everybody writes 'xin chào'.
_TOO_SHORT = 3


def is_held_out(text: str, data: Path = DATA) -> bool:
    """Whether it is, or nearly is, a question of data/eval or data/dev; where none are kept, nothing is."""
    spoken = _spoken(text)
    asked = frozenset(spoken.split())
    if len(asked) < _TOO_SHORT:
        return False
    return any(
        len(asked & said) >= _SAME_WORDS * len(asked | said)
        and SequenceMatcher(None, spoken, other, autojunk=False).ratio() >= _SAME_ORDER
        for other, said in _held_out(data)
    )


@cache
def _held_out(data: Path) -> tuple[tuple[str, frozenset[str]], ...]:
    spoken = {_spoken(text) for text in _texts(data)}
    return tuple((one, frozenset(one.split())) for one in sorted(spoken))


def _texts(data: Path) -> Iterator[str]:
    for folder in ("eval", "dev"):
        for path in sorted((data / folder).glob("*.jsonl")):
            yield from (json.loads(line)["text"] for line in path.read_text("utf-8").splitlines() if line)


def _spoken(text: str) -> str:
    return " ".join(map(plain, words(text)))
