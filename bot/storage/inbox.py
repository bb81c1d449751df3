"""What arrived, until it is finished; afterwards only that it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.storage import tables
from bot.storage.writing import insert_new

_inbox = tables.inbox.c


@dataclass(frozen=True)
class Event:
    """An event whose turn it is. `attempts` counts this one. The body is encrypted."""

    id: int
    body: str
    attempts: int


@dataclass(frozen=True)
class Arrived:
    """What arrived from whom, under its key. The body is encrypted."""

    channel: str
    key: str
    sender: str
    body: str


def add(session: Session, events: Sequence[Arrived], now: datetime) -> list[bool]:
    """Which are new, numbered in this order: what comes again under its key is passed over."""
    more = {"at": now, "state": "new", "attempts": 0}
    rows = [{**vars(event), **more} for event in events]
    new = set(insert_new(session, tables.inbox, rows, ("channel", "key")))
    told = []
    for event in events:
        told.append((event.channel, event.key) in new)
        new.discard((event.channel, event.key))
    return told


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
