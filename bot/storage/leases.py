"""Work that one process does at a time: it holds the lease until it gives it back or lets it run out."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from sqlalchemy import Column, Table, Text, delete, select, update
from sqlalchemy.orm import Session

from bot.storage.tables import UTC, metadata
from bot.storage.writing import insert_new

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", UTC, nullable=False),
)


def take(session: Session, name: str, holder: str, now: datetime, until: datetime) -> bool:
    """Whether `holder` has it from now on: nobody had it, its time was over, or it was his already."""
    free = (lease.c.until <= now) | (lease.c.holder == holder)
    taken = session.execute(
        update(lease).where(lease.c.name == name, free).values(holder=holder, until=until)
    )
    if taken.rowcount:
        return True
    return bool(insert_new(session, lease, [{"name": name, "holder": holder, "until": until}], ["name"]))


def give_back(session: Session, name: str, holder: str) -> None:
    session.execute(delete(lease).where(lease.c.name == name, lease.c.holder == holder))


def holder(session: Session, name: str) -> Optional[str]:
    """Who took it last, and has not given it back."""
    return session.scalar(select(lease.c.holder).where(lease.c.name == name))
