"""The labelled questions that are measured on, and how they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.plan import Plan
from benchmarks.variants import NO_MARKS, TYPOS, variants
from bot.commands.eval import read
from bot.settings import ROOT

# How a question is written: with marks, without them, or with slips and abbreviations.
MARKED, UNMARKED, NOISY = "with marks", "without marks", "typos and shorthand"
_SHORTHAND, _UNMARKED_GROUP = "shorthand", "no_accents"
DATA = ROOT / "data"


def files(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """Folder → its questions, with the harder copies of the accented ones."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in paths(plan):
        found.setdefault(path.parent.name, []).extend(_some(read(path), plan.questions))
    return {name: _with_variants(questions) for name, questions in found.items()}


def paths(plan: Plan) -> list[Path]:
    return list(plan.files) or [*sorted(DATA.glob("dev/*.jsonl")), *sorted(DATA.glob("eval/*.jsonl"))]


def originals(plan: Plan) -> list[str]:
    """The texts as people wrote them, for measuring speed."""
    return [one["text"] for questions in files(plan).values() for one in questions if not is_variant(one)]


def writing(question: dict[str, Any]) -> str:
    group = question.get("group")
    if group in (TYPOS, _SHORTHAND):
        return NOISY
    return UNMARKED if group in (NO_MARKS, _UNMARKED_GROUP) else MARKED


def is_variant(question: dict[str, Any]) -> bool:
    return question.get("group") in (NO_MARKS, TYPOS)


def _with_variants(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """data/eval keeps its copies as files; for data/dev they are made here, with the same seed."""
    if any(map(is_variant, questions)):
        return questions
    return [*questions, *(one for copies in variants(questions).values() for one in copies)]


def _some(questions: list[dict[str, Any]], most: int | None) -> list[dict[str, Any]]:
    """Evenly spread, so that every group is met."""
    if most is None or most >= len(questions):
        return questions
    return [questions[at * len(questions) // most] for at in range(most)]
