"""The transcript of a conversation: what the person, the assistant and the officers said, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.storage import tables
from bot.storage.desk_tables import line

Buttons = Sequence[tuple[str, str]]
_ADD = insert(line)


@dataclass(frozen=True)
class Line:
    """One thing that was said. `author` is one of AUTHORS; `buttons` and `rating` are pairs of title and id.

    `turn` is the row of `turn` that it asked or answers, `key` the id under which the channel sent it.
    """

    number: int
    sender: str
    at: datetime
    author: str
    text: str
    staff: Optional[str] = None
    buttons: tuple[tuple[str, str], ...] = ()
    rating: tuple[tuple[str, str], ...] = ()
    turn: Optional[int] = None
    key: Optional[str] = None


def add(
    session: Session,
    sender: str,
    author: str,
    text: str,
    at: datetime,
    *,
    staff: Optional[str] = None,
    buttons: Buttons = (),
    rating: Buttons = (),
    turn: Optional[int] = None,
    key: Optional[str] = None,
) -> int:
    """Its number. To be called while the sender's row is locked: then numbers follow the order of commits."""
    row = _row(Line(0, sender, at, author, text, staff, tuple(buttons), tuple(rating), turn, key))
    return int(session.execute(_ADD, row).inserted_primary_key[0])


def add_all(session: Session, said: Sequence[Line]) -> None:
    """Several at once, in this order; their numbers are given as `add` gives them."""
    if said:
        session.execute(_ADD, [_row(one) for one in said])


def after(session: Session, sender: str, number: int, limit: int = 200) -> list[Line]:
    """What was said since that line, oldest first."""
    query = select(line).where(line.c.sender == sender, line.c.number > number)
    return [_line(row) for row in session.execute(query.order_by(line.c.number).limit(limit)).mappings()]


def last(session: Session, sender: str, limit: int = 200) -> list[Line]:
    """The latest lines, oldest first."""
    query = select(line).where(line.c.sender == sender).order_by(line.c.number.desc()).limit(limit)
    return [_line(row) for row in session.execute(query).mappings()][::-1]


def first_after(session: Session, sender: str, author: str, at: datetime) -> Optional[datetime]:
    """When that author said something first since; None when nothing."""
    said = line.c.sender == sender, line.c.author == author, line.c.at > at
    query = select(line.c.at).where(*said).order_by(line.c.number).limit(1)
    found: Optional[datetime] = session.execute(query).scalar()
    return found


def forget(session: Session, sender: str) -> None:
    session.execute(delete(line).where(line.c.sender == sender))


def is_orphan() -> Any:
    """The last words to people who have gone."""
    return ~select(tables.sender.c.sender).where(tables.sender.c.sender == line.c.sender).exists()


def _row(one: Line) -> dict[str, Any]:
    pairs = {name: [list(pair) for pair in getattr(one, name)] for name in ("buttons", "rating")}
    return {name: value for name, value in {**vars(one), **pairs}.items() if name != "number"}


def _line(row: Any) -> Line:
    pairs = {name: tuple((title, one) for title, one in row[name]) for name in ("buttons", "rating")}
    return Line(**{**row, **pairs})
