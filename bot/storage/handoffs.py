"""Hand-overs to officers as the database has them. Their rules are in `bot.desk.handoff`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from bot.storage.desk_tables import handoff

_handoff = handoff.c
_ALIVE = ("waiting", "open")
# Whoever has been with an officer already waits in front of those who have not.
_ORDER = (_handoff.claimed.is_(None), _handoff.asked, _handoff.id)
_MINE = _handoff.sender == bindparam("_sender"), _handoff.state.in_(_ALIVE)
_CURRENT = select(handoff).where(*_MINE).order_by(*_ORDER)
_HEARD = update(handoff).where(*_MINE)


@dataclass(frozen=True)
class Handoff:
    """One wish to speak with an officer; the columns are explained at the table. `waited` is in seconds."""

    id: int
    sender: Optional[str]
    channel: str
    state: str
    asked: datetime
    subject: Optional[str] = None
    procedure: Optional[str] = None
    unit: Optional[str] = None
    wanted: Optional[str] = None
    officer: Optional[str] = None
    claimed: Optional[datetime] = None
    replied: Optional[datetime] = None
    waited: Optional[int] = None
    person_at: Optional[datetime] = None
    officer_at: Optional[datetime] = None
    closed: Optional[datetime] = None
    outcome: Optional[str] = None
    note: Optional[str] = None


def add(session: Session, sender: str, channel: str, at: datetime, **values: Any) -> int:
    row = {"sender": sender, "channel": channel, "state": "waiting", "asked": at, **values}
    return int(session.execute(insert(handoff).values(**row)).inserted_primary_key[0])


def change(session: Session, was: Handoff, **values: Any) -> bool:
    """Whether nobody else has changed its state or its officer in between; only then is it written."""
    same = (
        _handoff.id == was.id,
        _handoff.state == was.state,
        _handoff.officer.is_(None) if was.officer is None else _handoff.officer == was.officer,
    )
    return bool(session.execute(update(handoff).where(*same).values(**values)).rowcount)


def find(session: Session, number: int) -> Optional[Handoff]:
    return next(iter(_all(session, _handoff.id == number)), None)


def current(session: Session, sender: str) -> Optional[Handoff]:
    """The one that waits or is open; nobody has two."""
    row = session.execute(_CURRENT, {"_sender": sender}).mappings().first()
    return Handoff(**row) if row else None


def waiting(session: Session) -> list[Handoff]:
    """The queue, next one first."""
    return _all(session, _handoff.state == "waiting")


def open_ones(session: Session) -> list[Handoff]:
    return _all(session, _handoff.state == "open")


def closed(session: Session, since: datetime, until: datetime) -> list[Handoff]:
    """Those closed from `since` up to before `until`."""
    return _all(session, _handoff.state == "closed", _handoff.closed >= since, _handoff.closed < until)


def waits(session: Session, since: datetime) -> list[int]:
    """Seconds of working time that people waited, of those who were claimed since."""
    query = select(_handoff.waited).where(_handoff.claimed >= since, _handoff.waited.is_not(None))
    return list(session.scalars(query))


def heard(session: Session, sender: str, at: datetime) -> None:
    """The person said something while his hand-over waits or is open."""
    session.execute(_HEARD, {"_sender": sender, "person_at": at})


def forget(session: Session, sender: str, at: datetime) -> None:
    """It stays as a figure: neither whose it was nor what it was about."""
    alive = update(handoff).where(_handoff.sender == sender, _handoff.state.in_(_ALIVE))
    session.execute(alive.values(state="closed", outcome="left", closed=at))
    session.execute(update(handoff).where(_handoff.sender == sender).values(**NOTHING))


# What is left of it for figures has none of these.
NOTHING: dict[str, Any] = {"sender": None, "subject": None, "note": None}


def _all(session: Session, *where: Any) -> list[Handoff]:
    rows = session.execute(select(handoff).where(*where).order_by(*_ORDER)).mappings()
    return [Handoff(**row) for row in rows]
