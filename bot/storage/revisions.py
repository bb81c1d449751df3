"""The catalogue's history: what was changed, by whom, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.catalogue.model import Procedure
from bot.errors import UnknownRevision
from bot.storage import snapshot, tables
from bot.storage.catalogue import Changes


@dataclass(frozen=True)
class Revision:
    """One procedure's change. `before` None: it was created; `after` None: it was deleted."""

    id: int
    at: datetime
    who: str
    action: str
    batch: int
    code: str
    before: Optional[Procedure]
    after: Optional[Procedure]


@dataclass(frozen=True)
class Batch:
    """What was changed in one go, by number, newest of its kind first in lists."""

    number: int
    at: datetime
    who: str
    action: str
    codes: int


def batches(session: Session, limit: int = 20) -> list[Batch]:
    return [Batch(**row) for row in session.execute(all_batches().limit(limit)).mappings()]


def all_batches() -> Any:
    """A select with the columns of Batch."""
    table = tables.revision.c
    first = [func.min(table[name]).label(name) for name in ("at", "who", "action")]
    query = select(table.batch.label("number"), *first, func.count().label("codes"))
    return query.group_by(table.batch).order_by(table.batch.desc())


def of_code(session: Session, code: str, limit: int = 20) -> list[Revision]:
    """One procedure's changes, newest first."""
    table = tables.revision.c
    return _revisions(
        session, select(tables.revision).where(table.code == code).order_by(table.id.desc()).limit(limit)
    )


def of_batch(session: Session, number: int, codes: Iterable[str] = ()) -> list[Revision]:
    """The changes made in one go, all or those of some codes; UnknownRevision when there are none."""
    table = tables.revision.c
    query = select(tables.revision).where(table.batch == number).order_by(table.id)
    wanted = list(codes)
    found = _revisions(session, query.where(table.code.in_(wanted)) if wanted else query)
    if not found:
        raise UnknownRevision(number)
    return found


def one(session: Session, revision_id: int) -> Revision:
    found = _revisions(session, select(tables.revision).where(tables.revision.c.id == revision_id))
    if not found:
        raise UnknownRevision(revision_id)
    return found[0]


def undoing(revisions: Iterable[Revision]) -> Changes:
    """The changes that set each procedure back to what it was; what was created goes.

    Give them to `bot.storage.catalogue.apply` with action 'restore': an undo is a change
    like any other, recorded and itself undoable.
    """
    earliest: dict[str, Optional[Procedure]] = {}
    for revision in sorted(revisions, key=lambda each: each.id):
        earliest.setdefault(revision.code, revision.before)
    return earliest


def _revisions(session: Session, query: Any) -> list[Revision]:
    return [
        Revision(**{**row, "before": _procedure(row["before"]), "after": _procedure(row["after"])})
        for row in session.execute(query).mappings()
    ]


def _procedure(plain: Optional[dict[str, Any]]) -> Optional[Procedure]:
    return snapshot.from_json(plain) if plain is not None else None
