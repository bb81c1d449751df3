"""The stored catalogue: reading it, changing it with a record of every change, and undoing.

Procedures answered here are detached: read or edit them freely, then give them to `apply`,
the one way to change the catalogue. It moves the version counter before it does
anything else: that row's lock makes all changes queue, so each sees what the one before left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.catalogue.model import Procedure
from bot.errors import CatalogueMoved
from bot.storage import snapshot, tables
from bot.storage.mapping import CHILDREN

# Below the number of bound parameters that any SQLite allows in one statement.
_CHUNK = 500
_VERSION = select(tables.catalogue_version.c.number)

Progress = Callable[[int], object]
# code → what it becomes; None deletes it.
Changes = Mapping[str, Optional[Procedure]]


@dataclass(frozen=True)
class Signature:
    """Who made a change, what kind, when; the batch number keeps what was done in one go together."""

    who: str
    action: str
    batch: int
    at: datetime = field(default_factory=tables.now)


def version(session: Session) -> int:
    """A number that moves with every change: one cheap read tells whether to reload."""
    return int(session.execute(_VERSION).scalar_one())


def hold(session: Session) -> int:
    """The version, held: until the end of this transaction nobody else changes the catalogue."""
    return int(session.execute(_VERSION.with_for_update()).scalar_one())


def load_all(session: Session) -> list[Procedure]:
    """Every procedure with all its parts, by code. Read it in a `snapshot` unit of work."""
    return _detached(session, select(Procedure).order_by(tables.procedure.c.code))


def by_code(session: Session, code: str) -> Optional[Procedure]:
    return by_codes(session, [code]).get(code)


def by_codes(session: Session, codes: Iterable[str]) -> dict[str, Procedure]:
    """Those of the codes that exist."""
    found: dict[str, Procedure] = {}
    for chunk in _chunks(sorted(set(codes))):
        query = select(Procedure).where(tables.procedure.c.code.in_(chunk))
        found.update((procedure.code, procedure) for procedure in _detached(session, query))
    return found


def all_codes(session: Session) -> set[str]:
    return set(session.execute(select(tables.procedure.c.code)).scalars())


def fields(session: Session) -> dict[str, str]:
    """code → its field."""
    return dict(session.execute(select(tables.procedure.c.code, tables.procedure.c.field)).all())


def codes_by_field(session: Session) -> dict[str, list[str]]:
    """field → its codes in force, the most asked-for (smallest rank above 0) first."""
    table = tables.procedure.c
    rows = session.execute(
        select(table.field, table.code)
        .where(table.state == "in_force")
        .order_by(table.field, table.rank == 0, table.rank, table.code)
    )
    grouped: dict[str, list[str]] = {}
    for name, code in rows:
        grouped.setdefault(name, []).append(code)
    return grouped


def apply(
    session: Session,
    changes: Changes,
    who: str,
    action: str,
    expected_version: Optional[int] = None,
    progress: Progress = lambda done: None,
) -> Optional[int]:
    """Make each code what `changes` says, recording who did it; answers the number of this change.

    What is equal already is left alone; with nothing left to do the answer is None. The caller
    commits. Raises CatalogueMoved when somebody changed the catalogue after `expected_version`.
    """
    batch = _next_version(session)
    if expected_version is not None and batch != expected_version + 1:
        raise CatalogueMoved()
    changed = False
    for chunk in _chunks(list(changes)):
        before = by_codes(session, chunk)
        real = {code: changes[code] for code in chunk if changes[code] != before.get(code)}
        if real:
            _write(session, real, before)
            _record(session, real, before, Signature(who, action, batch))
            changed = True
        progress(len(chunk))
    if not changed:
        _set_version(session, batch - 1)
    return batch if changed else None


def replace_all(
    session: Session, procedures: Iterable[Procedure], who: str, action: str = "import"
) -> Optional[int]:
    """Make the catalogue exactly these procedures; whatever else was there is deleted."""
    wanted: dict[str, Optional[Procedure]] = {procedure.code: procedure for procedure in procedures}
    return apply(session, {**dict.fromkeys(all_codes(session)), **wanted}, who, action)


def _detached(session: Session, query: Any) -> list[Procedure]:
    """Free of the session: an edit to them is stored by `apply` or not at all, never by the way."""
    found = list(session.execute(query).scalars())
    for procedure in found:
        session.expunge(procedure)
    return found


def _next_version(session: Session) -> int:
    table = tables.catalogue_version
    session.execute(update(table).values(number=table.c.number + 1))
    return version(session)


def _set_version(session: Session, number: int) -> None:
    session.execute(update(tables.catalogue_version).values(number=number))


def _write(session: Session, changes: Changes, before: Mapping[str, Procedure]) -> None:
    kept = {code: after for code, after in changes.items() if after is not None}
    _delete_missing(session, [code for code in changes if code not in kept])
    _insert_new(session, [after for code, after in kept.items() if code not in before])
    _update_old(session, [after for code, after in kept.items() if code in before])
    ids = _ids(session, list(kept))
    for name, (_, table) in CHILDREN.items():
        session.execute(delete(table).where(table.c.procedure_id.in_(list(ids.values()))))
        rows = [
            {**part, "procedure_id": ids[code], "position": position}
            for code, after in kept.items()
            for position, part in enumerate(snapshot.children(after, name))
        ]
        if rows:
            session.execute(insert(table), rows)


def _insert_new(session: Session, procedures: Sequence[Procedure]) -> None:
    if procedures:
        session.execute(insert(tables.procedure), [snapshot.scalars(procedure) for procedure in procedures])


def _update_old(session: Session, procedures: Sequence[Procedure]) -> None:
    if not procedures:
        return
    rows = [snapshot.scalars(procedure) for procedure in procedures]
    columns = {name: bindparam(f"new_{name}") for name in rows[0] if name != "code"}
    same = tables.procedure.c.code == bindparam("new_code")
    statement = update(tables.procedure).where(same).values(columns)
    # The connection, not the session: the ORM would look for entities to synchronise.
    session.connection().execute(
        statement, [{f"new_{name}": value for name, value in row.items()} for row in rows]
    )


def _delete_missing(session: Session, codes: Sequence[str]) -> None:
    if codes:
        session.execute(delete(tables.procedure).where(tables.procedure.c.code.in_(codes)))


def _ids(session: Session, codes: Sequence[str]) -> dict[str, int]:
    table = tables.procedure.c
    rows = session.execute(select(table.code, table.id).where(table.code.in_(codes)))
    return dict(rows.all())


def _record(session: Session, changes: Changes, before: Mapping[str, Procedure], by: Signature) -> None:
    rows = [
        {**vars(by), "code": code, "before": _json(before.get(code)), "after": _json(after)}
        for code, after in changes.items()
    ]
    session.execute(insert(tables.revision), rows)


def _json(procedure: Optional[Procedure]) -> Optional[dict[str, Any]]:
    return snapshot.to_json(procedure) if procedure else None


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
