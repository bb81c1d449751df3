"""What staff changed of the authority's profile, over the file: every state of it, the last one counts."""

from __future__ import annotations

from typing import Any, Optional

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Session

from bot.storage.tables import UTC, Plain, metadata, now
from bot.storage.writing import insert_new

agency_change = Table(
    "agency_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agency", Text, nullable=False),
    # Counts from 1 within an agency: of two who save at once, the second finds it taken.
    Column("number", Integer, nullable=False),
    Column("at", UTC, nullable=False, default=now),
    Column("who", Text, nullable=False),
    # The part that was changed, or ALL when an earlier state came back.
    Column("part", Text, nullable=False),
    Column("note", Text),
    # All that differs from the file after this change: part → value.
    Column("overlay", Plain, nullable=False),
    UniqueConstraint("agency", "number"),
)
ALL = "all"


def overlay(session: Session, agency: str) -> dict[str, Any]:
    """What counts now; empty where nothing was ever changed."""
    query = select(agency_change.c.overlay).where(agency_change.c.agency == agency)
    found = session.execute(query.order_by(agency_change.c.number.desc()).limit(1)).scalar()
    return dict(found or {})


def last(session: Session, agency: str, part: Optional[str] = None) -> int:
    """The number of the last change, or of the last that touched a part; 0 where there was none."""
    query = select(func.max(agency_change.c.number)).where(agency_change.c.agency == agency)
    if part is not None:
        query = query.where(agency_change.c.part.in_((part, ALL)))
    return int(session.execute(query).scalar() or 0)


def add(session: Session, agency: str, who: str, part: str, value: dict[str, Any], note: str = "") -> bool:
    """False when somebody else was faster; then nothing was written."""
    number = last(session, agency) + 1
    row: dict[str, Any] = {"agency": agency, "number": number, "at": now(), "who": who, "part": part}
    row |= {"note": note or None, "overlay": value}
    return bool(insert_new(session, agency_change, [row], ("agency", "number")))


def history(agency: str) -> Any:
    """All changes, the newest first."""
    return (
        select(agency_change).where(agency_change.c.agency == agency).order_by(agency_change.c.number.desc())
    )


def one(agency: str, number: int) -> Any:
    return history(agency).where(agency_change.c.number == number)
