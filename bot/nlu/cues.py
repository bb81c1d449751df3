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


def cue_position(question: Question, cue: str) -> int:
    """Where in the question a cue first stands, in words; begin and end cues at their place."""
    if cue[0] == "<":
        return 0
    if cue[0] == ">":
        return max(0, len(question.plain) - 1)
    source = question.words if cue[0] == "^" else question.plain
    wanted = cue.lstrip("^").split(" ")
    for start in range(len(source) - len(wanted) + 1):
        if list(source[start : start + len(wanted)]) == wanted:
            return start
    return len(source)
