"""Which officers are at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.desk_tables import presence
from bot.storage.writing import insert_or_update

# Without a sign of life for so long, an officer is away, whatever he said.
AWAY_AFTER = timedelta(minutes=2)


def seen(session: Session, staff: str, here: bool, now: datetime) -> None:
    """A sign of life of an officer; `here` is what he says himself."""
    row = {"staff": staff, "here": here, "seen": now}
    insert_or_update(session, presence, "staff", [row], "here", "seen")


def here(session: Session, since: datetime) -> list[str]:
    """Accounts of those who say that they are here and gave a sign of life since."""
    query = select(presence.c.staff).where(presence.c.here, presence.c.seen >= since)
    return list(session.scalars(query.order_by(presence.c.staff)))


def find(session: Session, staff: str) -> Any:
    """What an officer said last, and when he was seen; None when he never said anything."""
    return session.execute(select(presence).where(presence.c.staff == staff)).mappings().first()
