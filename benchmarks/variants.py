"""The same question as typed without marks, and with slips of the finger: python -m benchmarks.variants FILE"""

from __future__ import annotations

import json
import random
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.text.writing import is_marked

SEED = 20261121
RATE = 0.10
# Keys beside each other on a keyboard: people hit the neighbour, not just any letter.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SLIPS = ("substitution", "deletion", "doubling", "swap")
NO_MARKS, TYPOS = "no marks", "typos"


def without_marks(text: str) -> str:
    """Letters without any mark, đ included; upper and lower case stay."""
    split = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(one for one in split if unicodedata.category(one) != "Mn"))


def with_typos(text: str, chance: random.Random) -> str:
    """Each letter is hit with probability RATE; digits, codes and signs stay."""
    letters = list(unicodedata.normalize("NFC", text))
    out: list[str] = []
    at = 0
    while at < len(letters):
        letter = letters[at]
        if not letter.isalpha() or chance.random() >= RATE:
            out.append(letter)
        else:
            after = letters[at + 1] if at + 1 < len(letters) and letters[at + 1].isalpha() else ""
            hit, used = _slip(letter, after, chance)
            out.append(hit)
            at += used
        at += 1
    return "".join(out)


def _slip(letter: str, after: str, chance: random.Random) -> tuple[str, int]:
    """What is typed instead, and how many further letters that uses up."""
    kind = chance.choice(_SLIPS)
    if kind == "swap" and after:
        return after + letter, 1
    if kind == "deletion":
        return "", 0
    if kind == "doubling":
        return letter * 2, 0
    return _neighbour(letter, chance), 0


def _neighbour(letter: str, chance: random.Random) -> str:
    plain = without_marks(letter).lower()
    for row in _ROWS:
        if plain in row:
            at = row.index(plain)
            near = chance.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2])
            return near.upper() if letter.isupper() else near
    return letter


def variants(questions: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Two of every question that was typed with marks and is about a procedure."""
    chance = random.Random(SEED)
    for question in questions:
        if not is_marked(question["text"]) or not question["procedure"]:
            continue
        group = question.get("group") or "–"
        for kind, text in (
            (NO_MARKS, without_marks(question["text"])),
            (TYPOS, with_typos(question["text"], chance)),
        ):
            yield {**question, "text": text, "group": f"{group}, {kind}"}


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    for one in variants(json.loads(line) for line in lines if line.strip()):
        print(json.dumps(one, ensure_ascii=False))
