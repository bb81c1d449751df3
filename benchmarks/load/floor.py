"""What a turn cannot do without: the hops of its HTTP requests and the commits that make it last."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import requests
from sqlalchemy import text

from benchmarks.measure import percentile
from bot.storage.database import lasting_engine
from bot.storage.writing import Writing

# To the server with the question, to it again for the answer, and from it to the action server.
HOPS = 3
# Taken in, claimed, begun, the turn recorded, answered, sent.
COMMITS = 6
_TIMES = 200


def hop(address: str) -> float:
    """Milliseconds of a request that does nothing, p50."""
    times = []
    with requests.Session() as session:
        for _ in range(_TIMES):
            begun = time.perf_counter()
            session.get(f"{address}/webhooks/web/health", timeout=20).raise_for_status()
            times.append((time.perf_counter() - begun) * 1000)
    return percentile(times, 0.5)


def commit(folder: Path) -> float:
    """Milliseconds of writing one row to a database of the kind measured, p50."""
    with TemporaryDirectory(dir=folder) as own:
        engine = lasting_engine(f"sqlite:///{own}/commits.db")
        with Writing(engine) as uow:
            uow.session.execute(text("CREATE TABLE row (number INTEGER PRIMARY KEY, text TEXT)"))
            uow.commit()
        times = []
        for _ in range(_TIMES):
            begun = time.perf_counter()
            with Writing(engine) as uow:
                uow.session.execute(text("INSERT INTO row (text) VALUES (:text)"), {"text": "x" * 400})
                uow.commit()
            times.append((time.perf_counter() - begun) * 1000)
        engine.dispose()
    return percentile(times, 0.5)
