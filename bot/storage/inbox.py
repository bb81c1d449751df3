"""What arrived, until it is finished; afterwards only that it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Optional, cast

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.storage import tables
from bot.storage.writing import insert_new

_inbox = tables.inbox.c
_EARLIEST = (
    select(_inbox.id, _inbox.body, _inbox.attempts, _inbox.key, _inbox.at)
    .where(_inbox.sender == bindparam("_sender"), _inbox.state == "new")
    .order_by(_inbox.id)
    .limit(1)
)
_BEGIN = update(tables.inbox).where(_inbox.id == bindparam("_id"))
_FINISH = _BEGIN.where(_inbox.state == "new").values(state="done", body=None)


@dataclass(frozen=True)
class Event:
    """An event whose turn it is. `attempts` counts this one. The body is encrypted."""

    id: int
    body: str
    attempts: int
    key: str = ""
    at: Optional[datetime] = None


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
    row = session.execute(_EARLIEST, {"_sender": sender}).first()
    if row is None:
        return None
    session.execute(_BEGIN, {"_id": row.id, "attempts": row.attempts + 1})
    return Event(row.id, row.body, row.attempts + 1, row.key, row.at)


def finish(session: Session, event: int) -> bool:
    """Whether it was unfinished until now; its body goes."""
    return bool(session.execute(_FINISH, {"_id": event}).rowcount)


def unfinished(session: Session) -> int:
    return int(session.scalar(select(func.count()).where(_inbox.state == "new")) or 0)


def oldest(session: Session) -> Optional[datetime]:
    """When the first came of those that are not finished."""
    found = session.scalar(select(_inbox.at).where(_inbox.state == "new").order_by(_inbox.id).limit(1))
    return found if found is None else cast(datetime, found)


def forget(session: Session, sender: str) -> None:
    """Of finished events the key stays for a while, so that a repetition is known; not whose it was."""
    mine = _inbox.sender == sender, _inbox.state == "done"
    session.execute(update(tables.inbox).where(*mine).values(sender=tables.NOBODY))
