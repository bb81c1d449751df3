"""The database's shape: created, or brought up to what this software needs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Optional

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.errors import NewerDatabase, StorageError
from bot.storage.database import build_engine, shown, sqlite_path, unusable

MIGRATIONS = Path(__file__).with_name("migrations")
# Any number, the same for every process of ours: they queue for it instead of migrating twice.
_LOCK = 4_207_001


def upgrade(url: str, revision: str = "head") -> None:
    """Create the tables, or migrate older ones; an older SQLite file is copied aside first.

    Safe to call at every start and from several processes at once. Raises NewerDatabase when
    the database belongs to a later version of the software; nothing is changed then.
    """
    made = build_engine(url, foreign_keys=False, poolclass=NullPool)
    try:
        with made.connect() as connection:
            if _is_current(connection, url, revision):
                return
            connection.rollback()
            _lock(connection)
            # Another process may have finished the work while this one waited.
            if not _is_current(connection, url, revision):
                _back_up(url, current(connection))
                _run(connection, revision)
            connection.commit()
    except DBAPIError as error:
        raise unusable(url, error) from error


def exists(url: str) -> bool:
    """Whether our tables are there, of whatever version; never makes any."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return False
    try:
        with build_engine(url, poolclass=NullPool).connect() as connection:
            return current(connection) is not None
    except DBAPIError as error:
        raise unusable(url, error) from error


def revisions(url: str) -> tuple[Optional[str], Optional[str]]:
    """The database's and the one that this software needs. Raises NewerDatabase for one that it does not know."""
    try:
        with build_engine(url, poolclass=NullPool).connect() as connection:
            return _known(connection, url), scripts().get_current_head()
    except DBAPIError as error:
        raise unusable(url, error) from error


def is_ready(url: str) -> bool:
    """Whether the database answers and has the tables that this software needs; never raises."""
    try:
        here, needed = revisions(url)
    except StorageError:
        return False
    return here == needed


def current(connection: Connection) -> Optional[str]:
    """The revision the database is at; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str) -> bool:
    """Whether tables of that revision can be brought up to the present one."""
    return revision in {script.revision for script in scripts().walk_revisions()}


def scripts() -> ScriptDirectory:
    return _scripts(MIGRATIONS)


@cache
def _scripts(folder: Path) -> ScriptDirectory:
    """Read once: servers are asked every few seconds whether they are ready."""
    return ScriptDirectory(str(folder))


def _is_current(connection: Connection, url: str, revision: str) -> bool:
    here = _known(connection, url)
    wanted = scripts().get_current_head() if revision == "head" else revision
    # An intermediate target is asked for by tests only; never go back from a later one.
    return here == wanted


def _known(connection: Connection, url: str) -> Optional[str]:
    """The revision the database is at. Raises NewerDatabase for one that this software does not know."""
    here = current(connection)
    if here and not knows(here):
        raise NewerDatabase(shown(url), here)
    return here


def _config(connection: Optional[Connection] = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        # Explicit, because sqlite3 would run each CREATE TABLE in a transaction of its own.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _run(connection: Connection, revision: str) -> None:
    command.upgrade(_config(connection), revision)


def _back_up(url: str, revision: Optional[str]) -> None:
    path = sqlite_path(url)
    if path is None or revision is None:
        return
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    copy = path.with_name(f"{path.name}.{revision}-{stamp}.bak")
    # SQLite's own backup: a plain copy would miss what is still in the WAL.
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
