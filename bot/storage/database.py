"""Where the data is: one engine per URL, and the unit of work around every use of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Optional

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, NoSuchModuleError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, QueuePool

from bot.errors import StorageError
from bot.storage import checkpoints

BUSY_MILLISECONDS = 5000
# Of a server to SQLite: as many as its threads, because opening one takes longer than most of what is asked.
_CONNECTIONS = 16

# libpq's, in seconds (the last one in milliseconds): a cable that is cut tells nobody, and without these a thread
# would wait for a quarter of an hour for an answer that cannot come.
_NOTICED = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
}


@cache
def engine(url: str) -> Engine:
    """The engine for a database URL; the same one for the same URL."""
    return build_engine(url)


@cache
def lasting_engine(url: str) -> Engine:
    """For servers: SQLite's connections stay open, each serving one thread after the other.

    Closing the last one writes the whole journal back, which took most of the time of recording a turn.
    Commands have the other engine: after them the file alone is whole.
    """
    path = sqlite_path(url)
    if path is None:
        return engine(url)
    made = build_engine(
        url, poolclass=QueuePool, pool_size=_CONNECTIONS, connect_args={"check_same_thread": False}
    )
    _leave_exchanged_files(made, path)
    event.listen(made, "connect", _leave_the_journal)
    checkpoints.write_back_beside(path)
    return made


def build_engine(url: str, foreign_keys: bool = True, **options: Any) -> Engine:
    """A fresh engine. Migrations switch foreign keys off: rebuilding a table would cascade."""
    address = parse_url(url)
    if address.get_backend_name() == "sqlite":
        _make_folder(address)
        options.setdefault("poolclass", NullPool)
    else:
        options.setdefault("pool_pre_ping", True)
        options.setdefault("connect_args", _NOTICED)
    try:
        made = create_engine(address, future=True, json_serializer=_json, **options)
    except (NoSuchModuleError, ImportError) as error:
        raise StorageError(f"{shown(url)}: thiếu trình kết nối cho cơ sở dữ liệu này ({error}).") from error
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _sqlite_settings(foreign_keys))
    return made


def parse_url(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise StorageError(
            "MOTCUA_DATABASE_URL không đúng dạng sqlite:////đường/dẫn/motcua.db "
            "hoặc postgresql://người_dùng@máy_chủ/tên_cơ_sở_dữ_liệu."
        ) from error


def shown(url: str) -> str:
    """The URL fit for messages: without its password."""
    return str(parse_url(url).render_as_string(hide_password=True))


def sqlite_path(url: str) -> Optional[Path]:
    """The file behind a SQLite URL; None for any other database."""
    address = parse_url(url)
    if address.get_backend_name() != "sqlite":
        return None
    if address.database in (None, "", ":memory:"):
        raise StorageError("Cần một tệp SQLite: cơ sở dữ liệu trong bộ nhớ mất khi tắt máy.")
    return Path(address.database)


class UnitOfWork:
    """All or nothing: what is not committed when the block is left has not happened.

    `snapshot=True` reads everything as of one moment, while others may go on writing;
    use it for reading only.
    """

    session: Session

    def __init__(self, engine: Engine, snapshot: bool = False) -> None:
        self._engine = engine
        self._snapshot = snapshot

    def __enter__(self) -> UnitOfWork:
        self.session = Session(self._engine, future=True, expire_on_commit=False)
        try:
            if self._snapshot:
                self._take_snapshot()
        except DBAPIError as error:
            self.session.close()
            raise unusable(str(self._engine.url), error) from error
        return self

    def commit(self) -> None:
        self.session.commit()

    def rollback(self) -> None:
        self.session.rollback()

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.session.close()
        if isinstance(error, DBAPIError):
            raise unusable(str(self._engine.url), error) from error

    def _take_snapshot(self) -> None:
        if self._engine.dialect.name == "sqlite":
            # sqlite3 opens a transaction only before writing; without one, each SELECT sees another moment.
            self.session.connection().exec_driver_sql("BEGIN")
        else:
            self.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def unusable(url: str, error: DBAPIError) -> StorageError:
    """The driver's complaint as ours, with the cure where one is known."""
    url = shown(url)
    detail = str(error.orig).strip()
    if "no such table" in detail or "UndefinedTable" in type(error.orig).__name__:
        return StorageError(f"{url}: chưa có dữ liệu. Hãy chạy trước: bot catalogue import data/catalogue")
    if "locked" in detail:
        return StorageError(f"{url}: đang có tiến trình khác ghi dữ liệu. Xin thử lại sau ít phút.")
    return StorageError(f"{url}: không dùng được cơ sở dữ liệu ({detail}).")


def _make_folder(address: URL) -> None:
    path = sqlite_path(address.render_as_string(hide_password=False))
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{path}: không tạo được thư mục ({error.strerror}).") from error


def _sqlite_settings(foreign_keys: bool) -> Any:
    def on_connect(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        # The timeout first: switching to WAL can itself meet another process doing so.
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    return on_connect


def _leave_the_journal(connection: Any, record: Any) -> None:
    connection.execute(f"PRAGMA wal_autocheckpoint={checkpoints.LATEST}")


def _leave_exchanged_files(made: Engine, path: Path) -> None:
    """A connection to a file that was moved away or replaced is not used again."""

    def on_connect(connection: Any, record: Any) -> None:
        record.info["file"] = _identity(path)

    def on_checkout(connection: Any, record: Any, proxy: Any) -> None:
        if record.info["file"] != _identity(path):
            raise DisconnectionError(f"{path} is another file than before")

    event.listen(made, "connect", on_connect)
    event.listen(made, "checkout", on_checkout)


def _identity(path: Path) -> Optional[tuple[int, int]]:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
