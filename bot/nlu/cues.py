"""What in a question tells its aspect: a few words in a row, and how it begins and ends."""

from __future__ import annotations

from bot.text.features import word_grams
from bot.text.question import Question
from bot.text.writing import plain


def cues(question: Question) -> list[str]:
    """Distinct cue names of a question."""
    words = question.plain
    found = list(word_grams(words, 3))
    if any(plain(word) != word for word in question.words):
        found += word_grams(question.words, 2, "^")
    found += ["<" + " ".join(words[:1]), "<<" + " ".join(words[:2])]
    found += [">" + " ".join(words[-1:]), ">>" + " ".join(words[-2:])]
    return list(dict.fromkeys(found))
