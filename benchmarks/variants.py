"""Harder copies of the held-out questions: without any mark, and with typing slips.

python -m benchmarks.variants writes data/eval/no_marks.jsonl and data/eval/typos.jsonl from the accented part of
data/eval/questions.jsonl; the same seed gives the same files.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.text.writing import plain

EVAL = Path(__file__).resolve().parent.parent / "data" / "eval"
ACCENTED, NO_MARKS, TYPOS = "accented", "no_marks", "typos"
SEED = 20261121
# Share of letters hit, as in the experiments this project started from: about every fourth syllable changes.
HIT = 0.10
_KEYS = "abcdefghijklmnopqrstuvwxyz"


def typed_badly(text: str, chance: random.Random) -> str:
    """Every tenth letter or so is replaced, left out, doubled or swapped with the next."""
    out: list[str] = []
    letters = list(text)
    at = 0
    while at < len(letters):
        letter = letters[at]
        if letter.isalpha() and chance.random() < HIT:
            slip = chance.choice(("other", "none", "double", "swap"))
            if slip == "other":
                out.append(chance.choice(_KEYS))
            elif slip == "double":
                out += [letter, letter]
            elif slip == "swap" and at + 1 < len(letters):
                out += [letters[at + 1], letter]
                at += 1
        else:
            out.append(letter)
        at += 1
    return "".join(out)


def without_marks(text: str) -> str:
    """Capitals stay where they were."""
    bare = plain(text)
    if len(bare) != len(text):
        return bare
    return "".join(b.upper() if a.isupper() else b for a, b in zip(text, bare, strict=True))


def variants(questions: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Group of harder copies → the copies, made from the accented part of the questions."""
    accented = [question for question in questions if question.get("group") == ACCENTED]
    chance = random.Random(SEED)
    return {
        NO_MARKS: [{**one, "text": without_marks(one["text"]), "group": NO_MARKS} for one in accented],
        TYPOS: [{**one, "text": typed_badly(one["text"], chance), "group": TYPOS} for one in accented],
    }


def write() -> None:
    """Both files, one JSON object a line."""
    lines = (EVAL / "questions.jsonl").read_text("utf-8").splitlines()
    for name, questions in variants(map(json.loads, lines)).items():
        rows = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions)
        (EVAL / f"{name}.jsonl").write_text(rows, "utf-8")


if __name__ == "__main__":
    write()
