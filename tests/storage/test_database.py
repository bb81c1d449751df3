"""A server's connections to the database: kept, shared by threads, and left when the file is another one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from bot.errors import StorageError
from bot.storage import schema, tables, turns
from bot.storage.database import UnitOfWork, engine, lasting_engine, sqlite_path
from bot.storage.turns import Turn

TURN = Turn("người-1", "web", "lệ phí?", ["fee"], "answered")


def record(url: str) -> None:
    with UnitOfWork(lasting_engine(url)) as uow:
        turns.record(uow.session, TURN)
        uow.commit()


def recorded(url: str) -> int:
    """As another process sees it."""
    with UnitOfWork(engine(url)) as uow:
        return int(uow.session.execute(select(func.count()).select_from(tables.turn)).scalar_one())


def test_one_connection_serves_one_unit_of_work_after_the_other(sqlite_url: str) -> None:
    opened: list[object] = []
    event.listen(lasting_engine(sqlite_url), "connect", lambda connection, _: opened.append(connection))
    for _ in range(3):
        record(sqlite_url)
    assert len(opened) == 1


def test_what_is_committed_is_there_for_others_at_once(sqlite_url: str) -> None:
    for number in range(1, 4):
        record(sqlite_url)
        assert recorded(sqlite_url) == number


def test_what_is_not_committed_has_not_happened_although_the_connection_stays(sqlite_url: str) -> None:
    with UnitOfWork(lasting_engine(sqlite_url)) as uow:
        turns.record(uow.session, TURN)
    record(sqlite_url)
    assert recorded(sqlite_url) == 1


def test_many_threads_record_and_none_is_lost(database_url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, [database_url] * 80))
    assert recorded(database_url) == 80


def test_a_file_put_in_place_of_the_old_one_is_used_from_then_on(sqlite_url: str) -> None:
    record(sqlite_url)
    path = sqlite_path(sqlite_url)
    assert path is not None
    for leftover in path.parent.glob(f"{path.name}*"):
        leftover.rename(leftover.with_name(f"old-{leftover.name}"))
    schema.upgrade(sqlite_url)
    record(sqlite_url)
    assert recorded(sqlite_url) == 1


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'motcua.db'}"
    schema.upgrade(url)
    record(url)
    for leftover in tmp_path.glob("motcua.db*"):
        leftover.unlink()
    with pytest.raises(StorageError):
        record(url)
