"""A question as the rest of the software reads it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.text.privacy import unlabelled
from bot.text.shorthand import expand
from bot.text.tokens import codes, words
from bot.text.writing import canonical, clean, plain


@dataclass(frozen=True)
class Question:
    """`words`: lower case with marks as typed, shorthand written out; `plain`: without marks, spelling corrected."""

    text: str
    words: tuple[str, ...]
    plain: tuple[str, ...]
    codes: tuple[str, ...]


def read(text: str) -> Question:
    """The question with its spelling as typed; `bot.text.spelling` corrects `plain`."""
    line = clean(text)
    typed = words(unlabelled(line)) or words(line)
    found = tuple(expand([canonical(word) for word in typed]))
    return Question(line, found, tuple(plain(word) for word in found), tuple(codes(line)))
