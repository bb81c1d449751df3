"""People with an address, and officers, over one database: for tests of the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import text as sql

from bot.storage import lines, outbox, retention, senders
from bot.storage.database import engine
from bot.storage.senders import Met
from bot.storage.writing import Writing

# A Thursday, 09:00 in Vietnam.
NINE = datetime(2026, 11, 26, 2, tzinfo=timezone.utc)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
KEEP = timedelta(days=30)
OFFICER, COLLEAGUE = "quay1", "quay2"


class Counter:
    """`do` runs one step in a transaction of its own."""

    def __init__(self, url: str) -> None:
        self.url = url

    def meet(self, *people: str, now: datetime = NINE) -> None:
        self.do(lambda uow: senders.meet(uow.session, [Met(who, "test", "sealed") for who in people], now))

    def do(self, step: Callable[[Writing], Any]) -> Any:
        with Writing(engine(self.url)) as uow:
            done = step(uow)
            uow.commit()
        return done

    def tidy(self, now: datetime) -> None:
        retention.tidy(engine(self.url), now, retention.Terms(keep=KEEP))

    def transcript(self, sender: str) -> list[tuple[str, str]]:
        said: list[lines.Line] = self.do(lambda uow: lines.last(uow.session, sender))
        return [(line.author, line.text) for line in said]

    def letters(self, sender: str) -> list[str]:
        query = sql("SELECT text FROM outbox WHERE sender = :sender ORDER BY id")
        with engine(self.url).connect() as connection:
            return list(connection.execute(query, {"sender": sender}).scalars())

    def unsent(self) -> int:
        return int(self.do(lambda uow: outbox.unsent(uow.session)))
