"""Databases to test on: a SQLite file, and PostgreSQL where a server answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from bot.storage import schema
from bot.storage.database import UnitOfWork, engine

POSTGRESQL = "postgresql+psycopg2://root@127.0.0.1:5432"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own for each test, without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'motcua.db'}"
    else:
        yield from _throw_away_database()


@pytest.fixture
def database_url(empty_url: str) -> str:
    """The same with our tables."""
    schema.upgrade(empty_url)
    return empty_url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """For what does not depend on the database."""
    url = f"sqlite:///{tmp_path / 'motcua.db'}"
    schema.upgrade(url)
    return url


@pytest.fixture
def uow(database_url: str) -> Iterator[UnitOfWork]:
    with UnitOfWork(engine(database_url)) as work:
        yield work


def _throw_away_database() -> Iterator[str]:
    server = create_engine(f"{POSTGRESQL}/test", isolation_level="AUTOCOMMIT", future=True)
    name = f"motcua_test_{uuid4().hex[:12]}"
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except OperationalError as error:
        pytest.skip(f"PostgreSQL does not answer at {POSTGRESQL}: {error.orig}")
    url = f"{POSTGRESQL}/{name}"
    yield url
    engine(url).dispose()
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()
