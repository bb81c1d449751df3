"""Units of work that write from the first statement on, and 'insert, or else' on both databases."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

from sqlalchemy import Table, bindparam, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import TextClause

from bot.storage.database import UnitOfWork, unusable


class Writing(UnitOfWork):
    """For work that reads what it is going to change.

    SQLite gives its one write lock at once: taken only at the first change, what was read before
    could be outdated by then. PostgreSQL locks the rows that are asked for.
    """

    def __enter__(self) -> Writing:
        super().__enter__()
        if self._engine.dialect.name == "sqlite":
            self._begin()
        return self

    def __exit__(self, *error: Any) -> None:
        try:
            super().__exit__(*error)
        finally:
            if self._engine.dialect.name == "sqlite":
                _turnstile(self._engine).release()

    def _begin(self) -> None:
        _turnstile(self._engine).acquire()
        try:
            self.session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        except DBAPIError as error:
            _turnstile(self._engine).release()
            self.session.close()
            raise unusable(str(self._engine.url), error) from error


@cache
def _turnstile(engine: Engine) -> Lock:
    """Threads of one process queue here: SQLite would let them sleep and look again, up to 0.1 s each time."""
    return Lock()


def insert_or_ignore(session: Session, table: Table, row: dict[str, Any]) -> bool:
    """Whether the row is new; one with the same unique values stays as it is."""
    return bool(session.execute(_insert(table, tuple(row), "DO NOTHING"), row).rowcount)


def insert_or_update(session: Session, table: Table, key: str, row: dict[str, Any], *changed: str) -> None:
    """The row; where its key is known already, the columns `changed` take the new values."""
    values = ", ".join(f'"{name}" = excluded."{name}"' for name in changed)
    session.execute(_insert(table, tuple(row), f'("{key}") DO UPDATE SET {values}'), row)


@cache
def _insert(table: Table, names: tuple[str, ...], otherwise: str) -> TextClause:
    """Both databases speak it alike, while SQLAlchemy 1.4 compiles its own form anew at every use."""
    columns = ", ".join(f'"{name}"' for name in names)
    holes = ", ".join(f":{name}" for name in names)
    query = text(f'INSERT INTO "{table.name}" ({columns}) VALUES ({holes}) ON CONFLICT {otherwise}')
    return query.bindparams(*(bindparam(name, type_=table.c[name].type) for name in names))
