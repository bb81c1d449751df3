"""Who wants to be forgotten is in no table any more, whatever tables there will be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, Float, Integer, Table, insert, select

from bot.storage import senders
from bot.storage.database import engine
from bot.storage.tables import UTC, metadata, now
from bot.storage.writing import Writing

SENDER = "web:0123456789abcdef"
# Of a finished event its key is kept for a while, so that the channel's repetition is not taken for news.
FINISHED = {"inbox": {"state": "done"}, "outbox": {"state": "sent"}, "petition": {"state": "closed"}}


def tables_of_people() -> list[Table]:
    return [table for table in metadata.sorted_tables if "sender" in table.c]


def filled(table: Table) -> dict[str, Any]:
    """A row with something in every column."""
    return {column.name: _value(column) for column in table.columns} | FINISHED.get(table.name, {})


def _value(column: Any) -> Any:
    kinds = {UTC: now(), JSON: ["?"], Boolean: True, Date: date(2026, 11, 27), Float: 0.5, Integer: 1}
    if column.name == "sender":
        return SENDER
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), f"{column.name} ?")


def rows(url: str) -> Iterator[tuple[str, str]]:
    with engine(url).connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield table.name, str(tuple(row))


@pytest.fixture
def everywhere(database_url: str) -> str:
    """The database in which one person has left a trace in every table that knows people."""
    with engine(database_url).begin() as connection:
        for table in tables_of_people():
            connection.execute(insert(table).values(**filled(table)))
    return database_url


def test_there_is_a_trace_in_every_table_before(everywhere: str) -> None:
    named = {name for name, row in rows(everywhere) if SENDER in row}
    assert named == {table.name for table in tables_of_people()}


def test_afterwards_there_is_none(everywhere: str) -> None:
    with Writing(engine(everywhere)) as uow:
        senders.erase(uow.session, SENDER)
        senders.forget_address(uow.session, SENDER)
        uow.commit()
    assert [row for row in rows(everywhere) if SENDER in row[1]] == []


def test_what_was_said_of_us_freely_goes_as_well(everywhere: str) -> None:
    with Writing(engine(everywhere)) as uow:
        senders.erase(uow.session, SENDER)
        uow.commit()
    assert [row for row in rows(everywhere) if "comment ?" in row[1]] == []
