"""Units of work that write from the first statement on, and 'insert, or else' on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import Table, bindparam, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import TextClause

from bot.storage.database import UnitOfWork, unusable

Rows = Sequence[dict[str, Any]]


class Writing(UnitOfWork):
    """For work that reads what it is going to change.

    SQLite gives its one write lock at once: taken only at the first change, what was read before
    could be outdated by then. PostgreSQL locks the rows that are asked for.
    """

    def __init__(self, engine: Engine, urgent: bool = False) -> None:
        """`urgent`: goes before everybody else of this process who waits to write to SQLite."""
        super().__init__(engine)
        self._turnstile = _turnstile(engine) if engine.dialect.name == "sqlite" else None
        self._urgent = urgent

    def __enter__(self) -> Writing:
        super().__enter__()
        if self._turnstile is not None:
            self._begin(self._turnstile)
        return self

    def __exit__(self, *error: Any) -> None:
        try:
            super().__exit__(*error)
        finally:
            if self._turnstile is not None:
                self._turnstile.leave(self._urgent)

    def _begin(self, turnstile: Turnstile) -> None:
        turnstile.enter(self._urgent)
        try:
            self.session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException as error:
            turnstile.leave(self._urgent)
            self.session.close()
            if isinstance(error, DBAPIError):
                raise unusable(str(self._engine.url), error) from error
            raise


class Turnstile:
    """Threads of one process queue here: SQLite would let them sleep and look again, up to 0.1 s each time.

    Who is not urgent queues for the second lock first, so that the urgent wait for one of the others at most.
    """

    def __init__(self) -> None:
        self._file = Lock()
        self._others = Lock()

    def enter(self, urgent: bool) -> None:
        if not urgent:
            self._others.acquire()
        self._file.acquire()

    def leave(self, urgent: bool) -> None:
        self._file.release()
        if not urgent:
            self._others.release()


@cache
def _turnstile(engine: Engine) -> Turnstile:
    return Turnstile()


def insert_new(session: Session, table: Table, rows: Rows, unique: Sequence[str]) -> list[tuple[Any, ...]]:
    """The unique values of those rows that are new; others stay as they are."""
    names = ", ".join(f'"{name}"' for name in unique)
    found = session.execute(*_insert(table, rows, f"DO NOTHING RETURNING {names}"))
    return [tuple(row) for row in found.all()]


def insert_or_update(session: Session, table: Table, key: str, rows: Rows, *changed: str) -> None:
    """The rows, no key twice; where a key is known already, the columns `changed` take the new values."""
    values = ", ".join(f'"{name}" = excluded."{name}"' for name in changed)
    session.execute(*_insert(table, rows, f'("{key}") DO UPDATE SET {values}'))


def _insert(table: Table, rows: Rows, otherwise: str) -> tuple[TextClause, dict[str, Any]]:
    query = _statement(table, tuple(rows[0]), len(rows), otherwise)
    return query, {f"{name}_{place}": row[name] for place, row in enumerate(rows) for name in row}


@lru_cache(maxsize=256)
def _statement(table: Table, names: tuple[str, ...], rows: int, otherwise: str) -> TextClause:
    """Both databases speak it alike, while SQLAlchemy 1.4 compiles its own form anew at every use."""
    columns = ", ".join(f'"{name}"' for name in names)
    holes = ", ".join(f"({', '.join(f':{name}_{place}' for name in names)})" for place in range(rows))
    query = text(f'INSERT INTO "{table.name}" ({columns}) VALUES {holes} ON CONFLICT {otherwise}')
    types = {name: table.c[name].type for name in names}
    return query.bindparams(
        *(bindparam(f"{name}_{place}", type_=types[name]) for place in range(rows) for name in names)
    )
