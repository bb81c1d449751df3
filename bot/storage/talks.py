"""What a conversation remembers between two turns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from bot.storage import tables
from bot.storage.writing import insert_or_update

_talk = tables.talk.c
_LOAD = select(_talk.slots).where(_talk.sender == bindparam("_sender"), _talk.at >= bindparam("_since"))

Slots = dict[str, Any]


def load(session: Session, sender: str, since: datetime) -> Slots:
    """Slots by name; none when the last turn was before `since`."""
    found = session.scalar(_LOAD, {"_sender": sender, "_since": since})
    return dict(found or {})


def save(session: Session, sender: str, slots: Slots, now: datetime) -> None:
    row = {"sender": sender, "slots": slots, "at": now}
    insert_or_update(session, tables.talk, "sender", [row], "slots", "at")


def senders(session: Session) -> list[str]:
    return list(session.scalars(select(_talk.sender)))


def purge(session: Session, before: datetime) -> None:
    session.execute(delete(tables.talk).where(_talk.at < before))
