"""The door, somebody who writes to it, and a worker that takes the steps: for tests."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import text as sql

from bot.desk.door import Door, Visit
from bot.desk.inbox import Answered, Arrival, Draft, Task
from bot.desk.outbox import Words
from bot.desk.seal import Seal
from bot.storage.database import engine
from bot.storage.outbox import Letter

SECRET = "0123456789abcdef0123456789abcdef"
NOON = datetime(2026, 11, 25, 5, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
WORDS = Words("maybe lost", "again")


def made_door(database_url: str) -> Door:
    return Door(database_url, Seal(SECRET), WORDS)


def arrive(door: Door, key: str, person: str = "an", at: datetime = NOON, **body: Any) -> bool:
    return door.receive(Arrival("test", key, person, f"chat {person}", body), at)


def visit(door: Door, at: datetime = NOON) -> Visit:
    (found,) = door.claim(("test",), 9, at)
    return found


def task(door: Door, visit: Visit, outcome: Any = None, at: datetime = NOON) -> Task:
    job = door.step(visit, outcome, at)
    assert isinstance(job, Task)
    return job


def letter(door: Door, visit: Visit, outcome: Any = None, at: datetime = NOON) -> Letter:
    job = door.step(visit, outcome, at)
    assert isinstance(job, Letter)
    return job


def answer(door: Door, *texts: str, at: datetime = NOON, **more: Any) -> tuple[Visit, Letter]:
    """An event arrives and is answered so; the first letter is handed over."""
    arrive(door, f"answered at {at}", at=at)
    here = visit(door, at)
    drafts = tuple(Draft(one) for one in texts)
    return here, letter(door, here, Answered(task(door, here, at=at).event, drafts, **more), at)


def states(url: str) -> list[tuple[str, str]]:
    with engine(url).connect() as connection:
        rows = connection.execute(sql("SELECT text, state FROM outbox ORDER BY id"))
        return [(row.text, row.state) for row in rows]
