"""What arrived, until it is finished; afterwards only that it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.storage import tables
from bot.storage.writing import insert_or_ignore

_inbox = tables.inbox.c


@dataclass(frozen=True)
class Event:
    """An event whose turn it is. `attempts` counts this one. The body is encrypted."""

    id: int
    body: str
    attempts: int


def add(session: Session, channel: str, key: str, sender: str, body: str, now: datetime) -> bool:
    """Whether it is new: what comes again under its key is passed over."""
    row = {"channel": channel, "key": key, "sender": sender, "body": body, "at": now}
    return insert_or_ignore(session, tables.inbox, {**row, "state": "new", "attempts": 0})


def take(session: Session, sender: str) -> Optional[Event]:
    """The sender's earliest unfinished event, begun once more."""
    query = select(_inbox.id, _inbox.body, _inbox.attempts).where(*_open(sender)).order_by(_inbox.id).limit(1)
    row = session.execute(query).first()
    if row is None:
        return None
    session.execute(update(tables.inbox).where(_inbox.id == row.id).values(attempts=row.attempts + 1))
    return Event(row.id, row.body, row.attempts + 1)


def finish(session: Session, event: int) -> bool:
    """Whether it was unfinished until now; its body goes."""
    query = update(tables.inbox).where(_inbox.id == event, _inbox.state == "new")
    return bool(session.execute(query.values(state="done", body=None)).rowcount)


def unfinished(session: Session) -> int:
    return int(session.scalar(select(func.count()).where(_inbox.state == "new")) or 0)


def purge(session: Session, before: datetime) -> None:
    """Keys of finished events, when no channel will send them again."""
    session.execute(delete(tables.inbox).where(_inbox.at < before, _inbox.state == "done"))


def _open(sender: str):  # type: ignore[no-untyped-def]
    return _inbox.sender == sender, _inbox.state == "new"
