"""What is to be said: in order for each sender, marked before it is handed over and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.storage import tables

_outbox = tables.outbox.c
_OPEN = ("waiting", "sending")
# Why a letter was never sent whose reader is forgotten.
LEFT = "the person has left"
_ADD = insert(tables.outbox)
_FIRST = (
    select(tables.outbox)
    .where(_outbox.sender == bindparam("_sender"), _outbox.state.in_(_OPEN))
    .order_by(_outbox.id)
    .limit(1)
)
_MARK = update(tables.outbox).where(_outbox.id == bindparam("_id"))
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
    event: Optional[int] = None
    """The event that it answers; of what answers none, the text is not yet as the channel shows it."""
    attachment: Optional[dict[str, str]] = None
    """kind, name and path of a form."""


def add(
    session: Session,
    sender: str,
    text: str,
    now: datetime,
    buttons: Buttons = (),
    event: Optional[int] = None,
    notice: bool = False,
    attachment: Optional[dict[str, str]] = None,
) -> int:
    """Its number; it is sent when what was said before it is."""
    row: dict[str, Any] = {
        "sender": sender,
        "text": text,
        "buttons": [list(one) for one in buttons],
        "at": now,
    }
    more = {"event": event, "notice": notice, "attachment": attachment, "state": "waiting", "attempts": 0}
    return int(session.execute(_ADD, {**row, **more}).inserted_primary_key[0])


def first(session: Session, sender: str) -> Optional[Letter]:
    """The one whose turn it is, due or not; later ones wait for it."""
    return _one(session, _FIRST, {"_sender": sender})


def find(session: Session, letter: int, sender: str) -> Optional[Letter]:
    return _one(session, select(tables.outbox).where(_outbox.id == letter, _outbox.sender == sender))


def last_offer(session: Session, sender: str, letters: int = _RECENT) -> tuple[str, Buttons]:
    """The text and the buttons that the person was shown last, so many letters back at most."""
    query = select(_outbox.text, _outbox.buttons).where(_outbox.sender == sender, _outbox.state != "refused")
    recent = session.execute(query.order_by(_outbox.id.desc()).limit(letters))
    offers = ((row.text, tuple((title, one) for title, one in row.buttons)) for row in recent if row.buttons)
    return next(offers, ("", ()))


def mark(session: Session, letter: int, state: str, **values: Any) -> None:
    """Another state, and what else there is to note: reason, attempts, due, message."""
    session.execute(_MARK, {"_id": letter, "state": state, **values})


def undelivered(session: Session, limit: int = 50) -> list[Letter]:
    """Given up, or perhaps not arrived: for staff, newest first, each with its reason."""
    query = select(tables.outbox).where(_outbox.state.in_(("refused", "unsure")))
    rows = session.execute(query.order_by(_outbox.id.desc()).limit(limit)).mappings()
    return [_letter(row) for row in rows]


def unsent(session: Session) -> int:
    return int(session.scalar(select(func.count()).where(_outbox.state.in_(_OPEN))) or 0)


def oldest(session: Session) -> Optional[datetime]:
    """When the first was written of those that are not sent yet."""
    return session.scalar(select(func.min(_outbox.at)).where(_outbox.state.in_(_OPEN)))


def forget(session: Session, sender: str) -> None:
    """What arrived goes. Of what did not, staff still see when and why; not what it said, nor to whom."""
    session.execute(delete(tables.outbox).where(_outbox.sender == sender, _outbox.state == "sent"))
    mine = _outbox.sender == sender
    waiting = update(tables.outbox).where(mine, _outbox.state.in_(_OPEN))
    session.execute(waiting.values(state="refused", reason=LEFT, due=None))
    session.execute(
        update(tables.outbox).where(mine).values(sender=tables.NOBODY, text="", buttons=[], attachment=None)
    )


def is_over() -> Any:
    """Sent, or given up."""
    return _outbox.state.not_in(_OPEN)


def _one(session: Session, query: Any, values: Optional[dict[str, Any]] = None) -> Optional[Letter]:
    row = session.execute(query, values or {}).mappings().first()
    return _letter(row) if row else None


def _letter(row: Any) -> Letter:
    values = {name: row[name] for name in Letter.__dataclass_fields__}
    return Letter(**{**values, "buttons": tuple((title, one) for title, one in row["buttons"])})
