"""A database as one file, and back: SQLite by its own backup, PostgreSQL by pg_dump, while others go on writing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, inspect, select, table
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.errors import NewerDatabase, StorageError
from bot.storage import schema
from bot.storage.database import build_engine, parse_url, shown, sqlite_path, unusable
from bot.storage.tables import metadata

_VERSION = "alembic_version"
# Debian keeps the tools of each server apart and puts only some of them on the path.
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Dump:
    """What a dump holds: the revision of its tables, and how many rows each has."""

    revision: str
    rows: dict[str, int]


def kind(url: str) -> str:
    """'sqlite' or 'postgresql': dumps of one are nothing for the other."""
    return str(parse_url(url).get_backend_name())


def take(url: str, to: Path) -> Dump:
    """Everything as of one moment. Raises StorageError where there is nothing, or no tool to read it."""
    if not schema.exists(url):
        raise StorageError(f"{shown(url)}: chưa có dữ liệu để sao lưu.")
    path = sqlite_path(url)
    if path is None:
        return _take_postgresql(url, to)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
    return describe(to)


def describe(file: Path) -> Dump:
    """What a dump of SQLite holds."""
    with build_engine(f"sqlite:///{file}", poolclass=NullPool).connect() as connection:
        return _described(connection)


def put(file: Path, revision: str, url: str) -> Path | None:
    """The dump instead of all that is there, whole or not at all, and brought up to what this software needs.

    A SQLite file that was there stays beside it: its new name is given back. Nobody else may use the database
    meanwhile. Raises NewerDatabase, before anything is changed, for a dump of a later version.
    """
    if not schema.knows(revision):
        raise NewerDatabase(file.name, revision)
    path = sqlite_path(url)
    aside = None
    if path is None:
        schema.upgrade(url)
        _put_postgresql(file, url)
    else:
        aside = _put_sqlite(file, path)
    schema.upgrade(url)
    return aside


def _put_sqlite(file: Path, path: Path) -> Path | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = None
    if path.exists():
        aside = path.with_name(f"{path.name}.{datetime.now():%Y%m%d-%H%M%S}.bak")
        # Through SQLite: what is in the journal only belongs to it as well.
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(aside)) as target:
            source.backup(target)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(draft)) as target:
            source.backup(target)
            if target.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise StorageError(f"{file.name}: dữ liệu trong bản sao lưu đã hỏng.")
        # A journal of the old file would be played into the new one.
        for leftover in ("-wal", "-shm"):
            path.with_name(f"{path.name}{leftover}").unlink(missing_ok=True)
        draft.replace(path)
    except sqlite3.DatabaseError as error:
        raise StorageError(f"{file.name}: dữ liệu trong bản sao lưu đã hỏng ({error}).") from error
    finally:
        draft.unlink(missing_ok=True)
    return aside


def _take_postgresql(url: str, to: Path) -> Dump:
    made = build_engine(url, poolclass=NullPool)
    try:
        with made.connect() as connection, _reachable(url) as address:
            connection.execution_options(isolation_level="REPEATABLE READ")
            moment = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar()
            told = _described(connection)
            tables = [f"--table=public.{name}" for name in (*told.rows, _VERSION)]
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", *tables]
            _run([*address, tool("pg_dump"), *options, f"--file={to}", parse_url(url).database or ""])
            return told
    except DBAPIError as error:
        raise unusable(url, error) from error


def _put_postgresql(file: Path, url: str) -> None:
    """One transaction: without its tables first, then the dump's."""
    with _reachable(url) as address, tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "all.sql"
        _run([tool("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", str(file)])
        names = ", ".join((*metadata.tables, _VERSION))
        first = Path(folder) / "first.sql"
        first.write_text(f"DROP TABLE IF EXISTS {names} CASCADE;\n", "utf-8")
        options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        files = [f"--file={first}", f"--file={script}"]
        _run([*address, tool("psql"), *options, *files, f"--dbname={parse_url(url).database}"])


def tool(name: str) -> str:
    """The program, the newest of Debian's where it is not on the path. Raises StorageError with the cure."""
    newest = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]), reverse=True)
    found = next(map(str, newest), None) or shutil.which(name)
    if found is None:
        raise StorageError(f"Máy này chưa có {name}. Debian, Ubuntu: apt-get install postgresql-client")
    return found


def _described(connection: Connection) -> Dump:
    there = set(inspect(connection).get_table_names())
    names = sorted(there & set(metadata.tables))
    rows = {
        name: int(connection.scalar(select(func.count()).select_from(table(name))) or 0) for name in names
    }
    return Dump(schema.current(connection) or "", rows)


@contextmanager
def _reachable(url: str) -> Iterator[list[str]]:
    """`env` with the server's address; the password in a file, because everybody sees a command's words."""
    address = parse_url(url)
    given = {
        "PGHOST": address.query.get("host") or address.host,
        "PGPORT": address.port,
        "PGUSER": address.username,
    }
    given |= {f"PG{name.upper()}": value for name, value in address.query.items() if name.startswith("ssl")}
    with tempfile.NamedTemporaryFile("w", prefix="motcua-") as file:
        password = str(address.password or "").replace("\\", "\\\\").replace(":", "\\:")
        file.write(f"*:*:*:*:{password}\n")
        file.flush()
        kept = {"PGPASSFILE": file.name} if password else {}
        yield ["env", *(f"{name}={value}" for name, value in {**given, **kept}.items() if value)]


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        name = next(
            Path(word).name for word in command if Path(word).name in ("pg_dump", "pg_restore", "psql")
        )
        raise StorageError(f"{name}: {done.stderr.strip()[-500:]}")
