"""The record of what was asked: one row a turn, and what staff should look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from bot.storage import tables


@dataclass(frozen=True)
class Turn:
    """One question and its outcome. `text` is masked already; `sender` is a pseudonym."""

    sender: str
    channel: str
    text: str
    aspects: list[str]
    outcome: str
    procedure: str | None = None
    confidence: float | None = None
    candidates: tuple[dict[str, Any], ...] = ()


# Built once: SQLAlchemy compiles a statement without values in it once, too.
_TURN = insert(tables.turn)
_UNANSWERED = insert(tables.unanswered)
_LATEST = select(func.max(tables.turn.c.id)).where(tables.turn.c.sender == bindparam("_sender"))


def record(session: Session, turn: Turn) -> None:
    """Keeps the turn; what was not answered is kept for staff as well."""
    row = {name: value for name, value in vars(turn).items() if name != "candidates"}
    session.execute(_TURN, row)
    if turn.text and turn.outcome in ("unknown", "declined"):
        session.execute(
            _UNANSWERED,
            {
                "sender": turn.sender,
                "text": turn.text,
                "aspects": turn.aspects,
                "candidates": list(turn.candidates),
                "outcome": turn.outcome,
            },
        )


def latest(session: Session, sender: str) -> int:
    """The row of what the person asked last; 0 when he has asked nothing."""
    return int(session.scalar(_LATEST, {"_sender": sender}) or 0)


def last_question(session: Session, sender: str, since: datetime) -> str | None:
    """What the person asked last that was no wish for an officer, masked; None when nothing since."""
    turn = tables.turn.c
    asked = turn.sender == sender, turn.at >= since, turn.outcome != "handoff", turn.text != ""
    query = select(turn.text).where(*asked).order_by(turn.id.desc()).limit(1)
    found = session.scalar(query)
    return str(found) if found else None
