"""A server's commits leave SQLite's journal to a thread, which keeps it short."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from sqlalchemy import text

from bot.storage.checkpoints import write_back
from bot.storage.database import build_engine, lasting_engine, sqlite_path

PIECE = "x" * 4000


def journal_of(url: str) -> Path:
    path = sqlite_path(url)
    assert path is not None
    return path.with_name(f"{path.name}-wal")


def fill(url: str, pieces: int) -> None:
    with lasting_engine(url).begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS piece (text TEXT)"))
        connection.execute(text("INSERT INTO piece VALUES (:piece)"), [{"piece": PIECE}] * pieces)


def is_written_back(path: Path) -> bool:
    """Whether the file alone, without its journal, has more than a few pages."""
    return path.stat().st_size > 500 * 4096


def test_no_commit_of_a_server_writes_the_journal_back(sqlite_url: str) -> None:
    with lasting_engine(sqlite_url).connect() as connection:
        assert connection.execute(text("PRAGMA wal_autocheckpoint")).scalar() == 16_000


def test_a_long_journal_is_written_back_meanwhile(sqlite_url: str) -> None:
    path = sqlite_path(sqlite_url)
    assert path is not None
    fill(sqlite_url, 1_500)
    deadline = time.monotonic() + 20
    while not is_written_back(path):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_writer_is_not_kept_waiting_and_loses_nothing(sqlite_url: str) -> None:
    path = sqlite_path(sqlite_url)
    assert path is not None
    fill(sqlite_url, 10)
    with lasting_engine(sqlite_url).begin() as connection:
        connection.execute(text("INSERT INTO piece VALUES ('held')"))
        write_back(path)
    with build_engine(sqlite_url).connect() as other:
        assert other.execute(text("SELECT count(*) FROM piece")).scalar() == 11


def test_one_thread_looks_after_all_files(tmp_path: Path) -> None:
    for number in range(20):
        lasting_engine(f"sqlite:///{tmp_path / str(number)}.db")
    assert sum(thread.name == "checkpoints" for thread in threading.enumerate()) == 1
