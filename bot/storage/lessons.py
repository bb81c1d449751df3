"""Decisions about missed questions: kept with the questions they settle, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from bot.storage.lesson_tables import lesson
from bot.storage.tables import unanswered

_lesson, _unanswered = lesson.c, unanswered.c
# Below the number of bound parameters that any SQLite allows in one statement.
_CHUNK = 500


def add(session: Session, at: datetime, **values: Any) -> int:
    """The number of the new lesson; `values` are the table's columns."""
    made = session.execute(insert(lesson).values(at=at, **values))
    return int(made.inserted_primary_key[0])


def settle(session: Session, numbers: Sequence[int], state: str, who: str, at: datetime) -> int:
    """Marks unanswered questions, answers how many; those that somebody has marked already stay as they are."""
    marked = 0
    for start in range(0, len(numbers), _CHUNK):
        mine = _unanswered.id.in_(numbers[start : start + _CHUNK]), _unanswered.state == "new"
        values = {"state": state, "reviewed_by": who, "reviewed_at": at}
        marked += session.execute(update(unanswered).where(*mine).values(**values)).rowcount
    return marked


def undo(session: Session, row: Any, who: str, at: datetime) -> bool:
    """The lesson counts no more, and its questions are new again; False when it is undone already."""
    same = _lesson.id == row["id"], _lesson.undone_at.is_(None)
    if not session.execute(update(lesson).where(*same).values(undone_at=at, undone_by=who)).rowcount:
        return False
    settled = _unanswered.reviewed_at == row["at"], _unanswered.reviewed_by == row["who"]
    fresh = {"state": "new", "reviewed_by": None, "reviewed_at": None}
    session.execute(update(unanswered).where(*settled).values(**fresh))
    return True


def one(number: int) -> Any:
    return select(lesson).where(_lesson.id == number)


def listed(kind: Optional[str] = None) -> Any:
    """All of them, newest first; what was taken back as well."""
    query = select(lesson).order_by(_lesson.id.desc())
    return query.where(_lesson.kind == kind) if kind else query


def active(kind: Optional[str] = None) -> Any:
    """Those that count, in the order in which they were made."""
    query = select(lesson).where(_lesson.undone_at.is_(None)).order_by(_lesson.id)
    return query.where(_lesson.kind == kind) if kind else query


def state() -> Any:
    """One row that is another one after every lesson and every undoing."""
    return select(func.max(_lesson.id), func.count(_lesson.undone_at))
