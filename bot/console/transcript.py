"""What was said in a conversation, line by line, with what the assistant made of each question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.console.visit import Visit
from bot.storage import desk_views

# A longer answer is folded behind its first lines.
_FOLDED = 480
_SHOWN = 240


@dataclass(frozen=True)
class Said:
    """One line. `number` None: a question of before lines were kept, known by its turn alone."""

    number: int | None
    at: datetime
    author: str
    staff: str | None
    text: str
    buttons: tuple[str, ...]
    turn: dict[str, Any] | None

    @property
    def begins(self) -> str:
        """What is shown of a long text at first: whole lines; all of a short one."""
        if len(self.text) <= _FOLDED or self.author != "assistant":
            return self.text
        cut = self.text.rfind("\n", 0, _SHOWN)
        return self.text[: cut if cut > 0 else self.text.rfind(" ", 0, _SHOWN)]

    @property
    def goes_on(self) -> str:
        return self.text[len(self.begins) :].lstrip()


def transcript(visit: Visit, sender: str | None, after: int = 0) -> list[Said]:
    """Oldest first. The judgement of a question stands with the first line that answers it, if any does."""
    if sender is None:
        return []
    rows = visit.rows(desk_views.transcript(sender, after))[::-1]
    first: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: (row["author"] != "assistant", row["number"])):
        first.setdefault(row["turn"], row["number"])
    return [_said(row, row["outcome"] is not None and first[row["turn"]] == row["number"]) for row in rows]


def with_turns(said: Iterable[Said], turns: Iterable[Any]) -> list[Said]:
    """The same, with the questions of before lines were kept."""
    kept = list(said)
    known = {one.turn["id"] for one in kept if one.turn}
    older = [_alone(turn) for turn in turns if turn["id"] not in known]
    return sorted([*older, *kept], key=lambda one: one.at)


def _said(row: Any, judged: bool) -> Said:
    return Said(
        number=row["number"],
        at=row["at"],
        author=row["author"],
        staff=row["staff"],
        text=row["text"],
        buttons=tuple(title for title, _ in (*row["buttons"], *row["rating"])),
        turn=_turn(row, row["turn"]) if judged else None,
    )


def _alone(turn: Any) -> Said:
    return Said(None, turn["at"], "person", None, turn["text"] or "", (), _turn(turn, turn["id"]))


def _turn(row: Any, number: int) -> dict[str, Any]:
    return {"id": number, **{name: row[name] for name in ("outcome", "procedure", "aspects", "confidence")}}
