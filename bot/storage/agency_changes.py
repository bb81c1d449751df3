"""What staff changed of the authority's profile, over the file: every state of it, the last one counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint, cast, func, select
from sqlalchemy.orm import Session

from bot.errors import Problem, SourceError
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


@dataclass(frozen=True)
class Change:
    """One state of it, and who made it. `stored`: see `parsed`."""

    number: int
    at: datetime
    who: str
    part: str
    note: Optional[str]
    stored: str


def text(session: Session, agency: str) -> str:
    """What counts now, as it is stored; empty where nothing was ever changed."""
    return next(iter(texts(session, agency, 1)), "")


def texts(session: Session, agency: str, most: int = 50) -> list[str]:
    """The latest states, the newest first."""
    stored = select(cast(agency_change.c.overlay, Text)).where(agency_change.c.agency == agency)
    return list(session.execute(stored.order_by(agency_change.c.number.desc()).limit(most)).scalars())


def parsed(stored: str) -> dict[str, Any]:
    """A stored state. Raises SourceError for what is none."""
    try:
        found = json.loads(stored or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SourceError([Problem("", "", "overlay", "cần các cặp tên: giá trị")])
    return found


def last(session: Session, agency: str, part: Optional[str] = None) -> int:
    """The number of the last change, or of the last that touched a part; 0 where there was none."""
    query = select(func.max(agency_change.c.number)).where(agency_change.c.agency == agency)
    if part is not None:
        query = query.where(agency_change.c.part.in_((part, ALL)))
    return int(session.execute(query).scalar() or 0)


def add(
    session: Session, agency: str, who: str, part: str, value: dict[str, Any], note: str = "", after: int = -1
) -> bool:
    """False when somebody else was faster; then nothing was written. `after`: the state that it was made from,
    else the last one."""
    number = (last(session, agency) if after < 0 else after) + 1
    row: dict[str, Any] = {"agency": agency, "number": number, "at": now(), "who": who, "part": part}
    row |= {"note": note or None, "overlay": value}
    return bool(insert_new(session, agency_change, [row], ("agency", "number")))


def history(session: Session, agency: str, most: int) -> list[Change]:
    """The latest changes, the newest first."""
    columns = [getattr(agency_change.c, name) for name in ("number", "at", "who", "part", "note")]
    query = select(*columns, cast(agency_change.c.overlay, Text)).where(agency_change.c.agency == agency)
    rows = session.execute(query.order_by(agency_change.c.number.desc()).limit(most))
    return [Change(*row) for row in rows]
