"""Units of work that write from the first statement on, and 'insert, or else' on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.storage.database import UnitOfWork, unusable

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Writing(UnitOfWork):
    """For work that reads what it is going to change.

    SQLite gives its one write lock at once: taken only at the first change, what was read before
    could be outdated by then. PostgreSQL locks the rows that are asked for.
    """

    def __enter__(self) -> Writing:
        super().__enter__()
        try:
            if self._engine.dialect.name == "sqlite":
                self.session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        except DBAPIError as error:
            self.session.close()
            raise unusable(str(self._engine.url), error) from error
        return self


def insert_or_ignore(session: Session, table: Table, row: dict[str, Any]) -> bool:
    """Whether the row is new; one with the same unique values stays as it is."""
    query = _insert(session, table).values(**row).on_conflict_do_nothing()
    return bool(session.execute(query).rowcount)


def insert_or_update(session: Session, table: Table, key: str, row: dict[str, Any], *changed: str) -> None:
    """The row; where its key is known already, the columns `changed` take the new values."""
    query = _insert(session, table).values(**row)
    values = {name: query.excluded[name] for name in changed}
    session.execute(query.on_conflict_do_update(index_elements=[key], set_=values))


def _insert(session: Session, table: Table) -> Any:
    return _INSERT[session.get_bind().dialect.name](table)
