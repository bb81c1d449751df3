"""What is to be said: in order for each sender, marked before it is handed over and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from bot.storage import tables

_outbox = tables.outbox.c
_OPEN = ("waiting", "sending")
# Letters back that a choice by number may refer to.
_RECENT = 10

# Title and id of each button.
Buttons = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Letter:
    """One message to a person, as its channel will show it."""

    id: int
    sender: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    state: str
    attempts: int
    due: Optional[datetime]
    notice: bool = False
    reason: Optional[str] = None
    at: Optional[datetime] = None
    by: Optional[str] = None
    """Who had it in hand last; see bot.desk.journal."""


def add(
    session: Session,
    sender: str,
    text: str,
    now: datetime,
    buttons: Buttons = (),
    event: Optional[int] = None,
    notice: bool = False,
) -> int:
    """Its number; it is sent when what was said before it is."""
    row: dict[str, Any] = {
        "sender": sender,
        "text": text,
        "buttons": [list(one) for one in buttons],
        "at": now,
    }
    more = {"event": event, "notice": notice, "state": "waiting", "attempts": 0}
    return int(session.execute(insert(tables.outbox).values(**row, **more)).inserted_primary_key[0])


def first(session: Session, sender: str) -> Optional[Letter]:
    """The one whose turn it is, due or not; later ones wait for it."""
    where = _outbox.sender == sender, _outbox.state.in_(_OPEN)
    return _one(session, select(tables.outbox).where(*where).order_by(_outbox.id).limit(1))


def find(session: Session, letter: int, sender: str) -> Optional[Letter]:
    return _one(session, select(tables.outbox).where(_outbox.id == letter, _outbox.sender == sender))


def last_offer(session: Session, sender: str) -> Buttons:
    """Title and id of the buttons that the person was shown last, a few letters back at most."""
    query = select(_outbox.buttons).where(_outbox.sender == sender, _outbox.state != "refused")
    recent = session.scalars(query.order_by(_outbox.id.desc()).limit(_RECENT))
    return next((tuple((title, one) for title, one in buttons) for buttons in recent if buttons), ())


def mark(session: Session, letter: int, state: str, **values: Any) -> None:
    """Another state, and what else there is to note: reason, attempts, due, message."""
    session.execute(update(tables.outbox).where(_outbox.id == letter).values(state=state, **values))


def undelivered(session: Session, limit: int = 50) -> list[Letter]:
    """Given up, or perhaps not arrived: for staff, newest first, each with its reason."""
    query = select(tables.outbox).where(_outbox.state.in_(("refused", "unsure")))
    rows = session.execute(query.order_by(_outbox.id.desc()).limit(limit)).mappings()
    return [_letter(row) for row in rows]


def unsent(session: Session) -> int:
    return int(session.scalar(select(func.count()).where(_outbox.state.in_(_OPEN))) or 0)


def _one(session: Session, query: Any) -> Optional[Letter]:
    row = session.execute(query).mappings().first()
    return _letter(row) if row else None


def _letter(row: Any) -> Letter:
    values = {name: row[name] for name in Letter.__dataclass_fields__}
    return Letter(**{**values, "buttons": tuple((title, one) for title, one in row["buttons"])})
