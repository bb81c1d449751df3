"""Databases with our tables, copied from one that was migrated: migrating each anew took a tenth of the tests' time."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from bot.storage import schema
from bot.storage.database import engine, sqlite_path

POSTGRESQL = "postgresql+psycopg2://root@127.0.0.1:5432"


def make_tables(url: str) -> None:
    """As schema.upgrade does."""
    path = sqlite_path(url)
    if path is None or path.exists():
        schema.upgrade(url)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(_migrated(), path)


@cache
def _migrated() -> Path:
    folder = Path(mkdtemp(prefix="motcua-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    schema.upgrade(f"sqlite:///{folder / 'motcua.db'}")
    return folder / "motcua.db"


@contextmanager
def postgresql(template: str = "template1") -> Iterator[str]:
    """The URL of a new database, a copy of another one; gone afterwards. Skips where no server answers."""
    name = f"motcua_test_{uuid4().hex[:12]}"
    url = f"{POSTGRESQL}/{name}"
    try:
        _say(f"CREATE DATABASE {name} TEMPLATE {template}")
    except OperationalError as error:
        pytest.skip(f"PostgreSQL does not answer at {POSTGRESQL}: {error.orig}")
    yield url
    engine(url).dispose()
    _say(f"DROP DATABASE {name} WITH (FORCE)")


def _say(command: str) -> None:
    with _server().connect() as connection:
        connection.exec_driver_sql(command)


@cache
def _server() -> Engine:
    return create_engine(f"{POSTGRESQL}/test", isolation_level="AUTOCOMMIT", future=True)
