"""What was said in a conversation as its person may see it, and whether there is something new to see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from bot.storage import desk_tables, tables
from bot.storage.staff_tables import staff

_line, _sender, _inbox = desk_tables.line.c, tables.sender.c, tables.inbox.c
_turn, _procedure, _handoff = tables.turn.c, tables.procedure.c, desk_tables.handoff.c
# Below the number of bound parameters that any SQLite allows in one statement.
_CHUNK = 500


@dataclass(frozen=True)
class Said:
    """A line with what the record of turns knows of it. `officer`: his name as the public may read it."""

    number: int
    at: datetime
    author: str
    text: str
    buttons: list[list[str]]
    rating: list[list[str]]
    turn: Optional[int]
    key: Optional[str]
    officer: Optional[str]
    outcome: Optional[str]
    aspects: Optional[list[str]]
    procedure: Optional[str]
    title: Optional[str]


@dataclass(frozen=True)
class News:
    """How a conversation stands: its last line, whether an event of it waits since long, its hand-over."""

    number: int = 0
    leaving: bool = False
    working: bool = False
    handoff: Optional[int] = None
    state: Optional[str] = None
    officer: Optional[str] = None


_SAID = (
    select(
        _line.number, _line.at, _line.author, _line.text, _line.buttons, _line.rating, _line.turn, _line.key,
        staff.c.full_name.label("officer"), _turn.outcome, _turn.aspects, _turn.procedure,
        func.coalesce(_procedure.short_name, _procedure.name).label("title"),
    )
    .outerjoin_from(desk_tables.line, staff, staff.c.name == _line.staff)
    .outerjoin(tables.turn, _turn.id == _line.turn)
    .outerjoin(tables.procedure, _procedure.code == _turn.procedure)
)  # fmt: skip


def after(session: Session, sender: str, number: int, limit: int = 200) -> list[Said]:
    """The next lines, oldest first."""
    query = _SAID.where(_line.sender == sender, _line.number > number).order_by(_line.number).limit(limit)
    return [Said(**row) for row in session.execute(query).mappings()]


def last(session: Session, sender: str, limit: int = 200) -> list[Said]:
    """The latest lines, oldest first."""
    query = _SAID.where(_line.sender == sender).order_by(_line.number.desc()).limit(limit)
    return [Said(**row) for row in session.execute(query).mappings()][::-1]


def news(session: Session, senders: Collection[str], before: datetime) -> dict[str, News]:
    """Of those that have written and are not forgotten. `working`: an event from before that time is unfinished."""
    newest = select(func.max(_line.number)).where(_line.sender == _sender.sender).scalar_subquery()
    waits = exists().where(_inbox.sender == _sender.sender, _inbox.state == "new", _inbox.at < before)
    current = and_(_handoff.sender == _sender.sender, _handoff.state.in_(("waiting", "open")))
    query: Any = select(
        _sender.sender, newest, _sender.leaving, waits, _handoff.id, _handoff.state, staff.c.full_name
    ).outerjoin_from(tables.sender, desk_tables.handoff, current)
    query = query.outerjoin(staff, staff.c.name == _handoff.officer)
    told = sorted(senders)
    return {
        sender: News(number or 0, bool(leaving), bool(working), *rest)
        for start in range(0, len(told), _CHUNK)
        for sender, number, leaving, working, *rest in session.execute(
            query.where(_sender.sender.in_(told[start : start + _CHUNK]))
        )
    }
