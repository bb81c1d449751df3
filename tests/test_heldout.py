"""What is measured on was never learnt from. Failures name places, never the held-out words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from math import ceil
from pathlib import Path

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.loading import load_data

from benchmarks import variants
from bot.catalogue.source.collection import read_all
from bot.settings import ROOT
from bot.text.tokens import words
from bot.text.writing import plain

HELD_OUT = [
    *sorted((ROOT / "data" / "eval").glob("*.jsonl")),
    *sorted((ROOT / "data" / "dev").glob("*.jsonl")),
]
# The same words but for one or two, in nearly the same order.
SAME_WORDS = 0.8
SAME_ORDER = 0.9
# Greetings and the like: everybody writes 'xin chào'.
TOO_SHORT = 3


@dataclass(frozen=True)
class Line:
    """One question, as its words without marks; `place` is where it stands."""

    place: str
    spoken: str

    @property
    def words(self) -> frozenset[str]:
        return frozenset(self.spoken.split())


def line(place: str, text: str) -> Line:
    return Line(place, " ".join(map(plain, words(text))))


def held_out(path: Path) -> list[Line]:
    rows = path.read_text("utf-8").splitlines()
    return [line(f"{path.name}:{at}", json.loads(row)["text"]) for at, row in enumerate(rows, 1)]


def _learnt() -> Iterator[Line]:
    for procedure in read_all(ROOT / "data" / "catalogue"):
        for example in procedure.examples:
            yield line(f"data/catalogue: {procedure.code}", example.text)
    for path in sorted((ROOT / "data" / "nlu").glob("**/*.yml")):
        for message in load_data(str(path)).training_examples:
            yield line(f"data/nlu/{path.name}", message.get(TEXT))


class Learnt:
    """Everything the assistant learns from, by word."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = [(one, one.words) for one in lines]
        self._by_word: dict[str, list[int]] = {}
        for at, (_, said) in enumerate(self._lines):
            for word in said:
                self._by_word.setdefault(word, []).append(at)
        self.exact = {one.spoken: one for one, _ in self._lines}

    def __len__(self) -> int:
        return len(self._lines)

    def like(self, question: Line) -> Line | None:
        """A line that is nearly this question."""
        asked = question.words
        # Sharing so many words, two questions share one of the rarest of either.
        rare = sorted(asked, key=lambda word: len(self._by_word.get(word, ())))
        rare = rare[: len(asked) - ceil(SAME_WORDS * len(asked)) + 1]
        for at in {at for word in rare for at in self._by_word.get(word, ())}:
            other, said = self._lines[at]
            if len(asked & said) >= SAME_WORDS * len(asked | said) and _same_order(question, other):
                return other
        return None


def _same_order(one: Line, other: Line) -> bool:
    return SequenceMatcher(None, one.spoken, other.spoken, autojunk=False).ratio() >= SAME_ORDER


@cache
def learnt() -> Learnt:
    return Learnt(_learnt())


def test_there_is_something_to_compare() -> None:
    assert {path.name for path in HELD_OUT} >= {"questions.jsonl", "no_marks.jsonl", "typos.jsonl"}
    assert all(held_out(path) for path in HELD_OUT)
    assert len(learnt()) > 5000


@pytest.mark.parametrize("path", HELD_OUT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_held_out_question_is_learnt_from(path: Path) -> None:
    found = [
        f"{question.place} is in {learnt().exact[question.spoken].place}"
        for question in held_out(path)
        if question.spoken in learnt().exact and len(question.words) >= TOO_SHORT
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", HELD_OUT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_held_out_question_is_nearly_learnt_from(path: Path) -> None:
    found = [
        f"{question.place} is nearly in {other.place}"
        for question in held_out(path)
        if len(question.words) >= TOO_SHORT and (other := learnt().like(question))
    ]
    assert not found, "\n".join(found)


def test_a_question_that_is_nearly_learnt_would_be_noticed() -> None:
    few = Learnt(
        iter(
            [line("here", "gia hạn giấy phép lao động cần những giấy tờ gì"), line("there", "phí bao nhiêu")]
        )
    )
    assert few.like(line("?", "Gia han giay phep lao dong can nhung giay to gi a?")) is not None
    assert few.like(line("?", "gia hạn giấy phép lao động mất bao lâu")) is None


def test_no_question_is_held_out_twice() -> None:
    """Of one file; a copy without marks may equal its original that had none."""
    for path in HELD_OUT:
        texts = Counter(json.loads(row)["text"] for row in path.read_text("utf-8").splitlines())
        assert [count for count in texts.values() if count > 1] == [], path.name


@pytest.mark.parametrize("name", [variants.NO_MARKS, variants.TYPOS])
def test_the_harder_copies_are_made_by_the_seeded_script(name: str) -> None:
    rows = (ROOT / "data" / "eval" / "questions.jsonl").read_text("utf-8").splitlines()
    made = "".join(
        json.dumps(one, ensure_ascii=False) + "\n" for one in variants.variants(map(json.loads, rows))[name]
    )
    same = made == (ROOT / "data" / "eval" / f"{name}.jsonl").read_text("utf-8")
    assert same, f"python -m benchmarks.variants would write another {name}.jsonl"
