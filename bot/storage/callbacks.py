"""Requests to be called back as the database has them; the phone number is encrypted before it comes here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.storage.desk_tables import callback

_callback = callback.c
PENDING = ("new", "not_reached")


@dataclass(frozen=True)
class Callback:
    """Somebody who wants to be called. `phone` is encrypted; None once it has been deleted."""

    id: int
    sender: Optional[str]
    channel: str
    at: datetime
    state: str
    phone: Optional[str] = None
    best: Optional[str] = None
    subject: Optional[str] = None
    procedure: Optional[str] = None
    tries: int = 0
    officer: Optional[str] = None
    updated: Optional[datetime] = None
    note: Optional[str] = None


def add(session: Session, sender: str, channel: str, at: datetime, **values: Any) -> int:
    row = {"sender": sender, "channel": channel, "at": at, "state": "new", "tries": 0, **values}
    return int(session.execute(insert(callback).values(**row)).inserted_primary_key[0])


def change(session: Session, number: int, was: Sequence[str], **values: Any) -> bool:
    """Whether its state was one of these; only then is it written."""
    query = update(callback).where(_callback.id == number, _callback.state.in_(was))
    return bool(session.execute(query.values(**values)).rowcount)


def find(session: Session, number: int) -> Optional[Callback]:
    return next(iter(_all(session, _callback.id == number)), None)


def pending(session: Session, sender: str) -> Optional[Callback]:
    """The person's request that is still to be met; nobody has two."""
    return next(iter(_all(session, _callback.sender == sender, _callback.state.in_(PENDING))), None)


def by_state(session: Session, *states: str) -> list[Callback]:
    """All in one of these states, longest asked for first."""
    return _all(session, _callback.state.in_(states))


def forget(session: Session, sender: str, at: datetime) -> None:
    """It stays as a figure, without number, words and person."""
    forget_where(session, at, _callback.sender == sender)


def forget_where(session: Session, at: datetime, *where: Any) -> None:
    """Nobody's number is kept for longer, called or not."""
    over = update(callback).where(*where, _callback.state.in_(PENDING))
    session.execute(over.values(state="cancelled", updated=at))
    nothing = {"sender": None, "phone": None, "best": None, "subject": None, "note": None}
    session.execute(update(callback).where(*where).values(**nothing))


def _all(session: Session, *where: Any) -> list[Callback]:
    rows = session.execute(select(callback).where(*where).order_by(_callback.at, _callback.id)).mappings()
    return [Callback(**row) for row in rows]
