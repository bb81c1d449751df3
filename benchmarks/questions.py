"""The labelled questions that are measured on, and how they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.plan import Plan
from benchmarks.variants import NO_MARKS, TYPOS, variants
from bot.commands.eval import read
from bot.settings import ROOT
from bot.text.writing import is_marked

# How a question is written: with marks, without them, or with slips and abbreviations.
MARKED, UNMARKED, NOISY = "with marks", "without marks", "typos and shorthand"
_SHORTHAND = ("shorthand",)


def files(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """Each file's questions and, behind them, their variants."""
    return {_name(path): _with_variants(_some(read(path), plan.questions)) for path in paths(plan)}


def paths(plan: Plan) -> list[Path]:
    return list(plan.files) or sorted((ROOT / "data").glob("dev/*.jsonl")) + sorted(
        (ROOT / "data").glob("eval/*.jsonl")
    )


def originals(plan: Plan) -> list[str]:
    """The texts as they were written, for measuring speed."""
    return [question["text"] for path in paths(plan) for question in _some(read(path), plan.questions)]


def writing(question: dict[str, Any]) -> str:
    group = question.get("group") or ""
    if group.endswith(TYPOS) or group in _SHORTHAND:
        return NOISY
    return UNMARKED if group.endswith(NO_MARKS) or not is_marked(question["text"]) else MARKED


def is_variant(question: dict[str, Any]) -> bool:
    return (question.get("group") or "").endswith((NO_MARKS, TYPOS))


def _with_variants(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # A file may bring its own variants; they are not varied once more.
    return [*questions, *variants(one for one in questions if writing(one) == MARKED)]


def _some(questions: list[dict[str, Any]], most: int | None) -> list[dict[str, Any]]:
    """Evenly spread, so that every group is met."""
    if most is None or most >= len(questions):
        return questions
    return [questions[at * len(questions) // most] for at in range(most)]


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
