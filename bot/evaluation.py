"""Judging answers against labels, and the shares that `bot eval` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.feedback.figures import wilson

# Not answered with facts: nothing wrong can have been said.
_RESERVED = ("choices", "unknown", "declined", "handoff")


@dataclass(frozen=True)
class Judged:
    """One question with its label, what came out, and whether that was right."""

    text: str
    group: str
    expected: list[str]
    expected_aspects: list[str]
    procedure: str | None
    candidates: list[dict[str, Any]]
    aspects: list[str]
    outcome: str
    milliseconds: float
    top1: bool
    top3: bool
    aspects_right: bool

    @property
    def good(self) -> bool:
        """Procedure and all aspects right; for a question about none, that no procedure's facts were told."""
        right = self.top1 if self.expected else self.held_back
        return right and self.aspects_right

    @property
    def held_back(self) -> bool:
        return self.outcome in _RESERVED or self.procedure is None

    @property
    def answered_wrongly(self) -> bool:
        """Facts were told with confidence, about another procedure."""
        return self.outcome == "answered" and self.procedure is not None and not self.top1


@dataclass(frozen=True)
class Share:
    """right of total, with the 95 % interval of Wilson (1927)."""

    right: int
    total: int
    value: float
    low: float
    high: float

    @property
    def text(self) -> str:
        return f"{self.value:6.1%} ({self.low:.0%}–{self.high:.0%})"


@dataclass(frozen=True)
class Score:
    """One group's shares. None where the group has no question of that kind."""

    group: str
    questions: int
    top1: Share | None
    top3: Share | None
    aspects: Share | None
    both: Share | None
    answered_wrongly: Share | None
    declined_rightly: Share | None
    p50: float
    p95: float


def judge(question: dict[str, Any], turn: dict[str, Any]) -> Judged:
    """A label's procedure may be a code, a list of equally right codes, or null."""
    label = question["procedure"]
    expected = [label] if isinstance(label, str) else list(label or ())
    ranked = [turn["procedure"]] if turn["procedure"] else []
    ranked += [one["code"] for one in turn["candidates"] if one["code"] not in ranked]
    return Judged(
        text=question["text"],
        group=question.get("group") or "–",
        expected=expected,
        expected_aspects=list(question["aspects"]),
        procedure=turn["procedure"],
        candidates=turn["candidates"][:3],
        aspects=turn["aspects"],
        outcome=turn["outcome"],
        milliseconds=turn["milliseconds"],
        top1=bool(expected) and ranked[:1] != [] and ranked[0] in expected,
        top3=bool(set(expected) & set(ranked[:3])),
        aspects_right=set(turn["aspects"]) == set(question["aspects"]),
    )


def scores(judged: Sequence[Judged]) -> list[Score]:
    """One row a group in order of appearance, and the whole."""
    groups = list(dict.fromkeys(one.group for one in judged))
    table = [_score(group, [one for one in judged if one.group == group]) for group in groups]
    return [*table, _score("tất cả", judged)] if len(groups) != 1 else table


def _score(group: str, judged: Sequence[Judged]) -> Score:
    about = [one for one in judged if one.expected]
    outside = [one for one in judged if not one.expected]
    times = sorted(one.milliseconds for one in judged) or [0.0]
    return Score(
        group=group,
        questions=len(judged),
        top1=share([one.top1 for one in about]),
        top3=share([one.top3 for one in about]),
        aspects=share([one.aspects_right for one in judged]),
        both=share([one.top1 and one.aspects_right for one in about]),
        answered_wrongly=share([one.answered_wrongly for one in about]),
        declined_rightly=share([one.held_back for one in outside]),
        p50=times[len(times) // 2],
        p95=times[min(len(times) - 1, int(len(times) * 0.95))],
    )


def share(flags: Sequence[bool]) -> Share | None:
    """Wilson's interval: honest also for few questions and shares near 0 or 1."""
    total, right = len(flags), sum(flags)
    low, high = wilson(right, total)
    if low is None or high is None:
        return None
    return Share(right, total, right / total, low, high)
