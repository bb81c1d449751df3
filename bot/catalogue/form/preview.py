"""What the assistant would say with a draft, beside what it says now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Literal, Optional

from bot.catalogue import answers, facts
from bot.catalogue.agency import Agency
from bot.catalogue.model import Procedure

ASPECTS = (*facts.FACTS, *facts.PROFILE)
Kind = Literal["same", "new", "gone"]


@dataclass(frozen=True)
class Told:
    """The answer to one aspect, line by line."""

    aspect: str
    lines: list[tuple[Kind, str]]

    @property
    def is_changed(self) -> bool:
        return any(kind != "same" for kind, _ in self.lines)


@dataclass(frozen=True)
class Teller:
    """Answers as the assistant gives them on that day."""

    agency: Agency
    today: date
    stale_days: int

    def answer(self, procedure: Procedure, aspect: str, successor: Optional[Procedure]) -> str:
        return answers.answer(
            procedure, [aspect], self.agency, self.today, self.stale_days, successor, full=True
        ).text


def compare(
    teller: Teller,
    before: Optional[Procedure],
    after: Procedure,
    successors: tuple[Optional[Procedure], Optional[Procedure]] = (None, None),
) -> list[Told]:
    """Every aspect; `successors` are those of before and after. `before` None: all of it is new."""
    old, new = successors
    return [
        Told(
            aspect,
            list(
                _lines(
                    teller.answer(before, aspect, old) if before else "", teller.answer(after, aspect, new)
                )
            ),
        )
        for aspect in ASPECTS
    ]


def _lines(before: str, after: str) -> Iterator[tuple[Kind, str]]:
    old, new = before.splitlines(), after.splitlines()
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (("same", line) for line in new[start:end])
            continue
        yield from (("gone", line) for line in old[first:last])
        yield from (("new", line) for line in new[start:end])
