"""Who may write to SQLite next."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import QueuePool

from bot.storage.writing import Writing


@pytest.mark.parametrize("urgent", [True, False])
def test_whoever_gets_no_connection_lets_the_next_one_write(tmp_path: Path, urgent: bool) -> None:
    engine = create_engine(
        f"sqlite:///{tmp_path / 'motcua.db'}",
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=0.05,
        connect_args={"check_same_thread": False},
    )
    with engine.connect(), pytest.raises(NoConnection), Writing(engine, urgent):
        pass
    written = threading.Event()

    def write() -> None:
        with Writing(engine, urgent):
            written.set()

    threading.Thread(target=write, daemon=True).start()
    assert written.wait(5)
