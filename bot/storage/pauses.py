"""People whom an officer is answering: the assistant keeps silent for them until then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Table, Text, bindparam, delete, select, update
from sqlalchemy.orm import Session

from bot.storage.tables import UTC, metadata
from bot.storage.writing import insert_new

pause = Table(
    "pause",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("until", UTC, nullable=False),
)
_UNTIL = select(pause.c.until).where(
    pause.c.sender == bindparam("_sender"), pause.c.until > bindparam("_now")
)


def begin(session: Session, sender: str, until: datetime) -> None:
    """Silent until then; one who is silent for longer already stays so."""
    if not insert_new(session, pause, [{"sender": sender, "until": until}], ["sender"]):
        longer = (pause.c.sender == sender) & (pause.c.until < until)
        session.execute(update(pause).where(longer).values(until=until))


def until(session: Session, sender: str, now: datetime) -> datetime | None:
    """Until when the assistant keeps silent for the person; None when it speaks."""
    found = session.scalar(_UNTIL, {"_sender": sender, "_now": now})
    return found if isinstance(found, datetime) else None


def end(session: Session, sender: str) -> None:
    session.execute(delete(pause).where(pause.c.sender == sender))
