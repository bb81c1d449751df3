"""Work that one process does at a time: taken for a while, renewed, and taken over when its holder is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.desk.worker import Worker, is_gone
from bot.storage import leases
from bot.storage.database import engine
from bot.storage.writing import Writing


class Lease:
    """Over one database, for one process. Every method waits for it: call it off the event loop."""

    def __init__(self, database_url: str, name: str, lasts: timedelta) -> None:
        self._engine = engine(database_url)
        self._name = name
        self._lasts = lasts
        self._holder = Worker().claim()

    def hold(self, now: datetime) -> bool:
        """Whether it is ours from now on, until its time is over or `hold` is called again."""
        with Writing(self._engine) as uow:
            holder = leases.holder(uow.session, self._name)
            if holder is not None and is_gone(holder):
                leases.give_back(uow.session, self._name, holder)
            held = leases.take(uow.session, self._name, self._holder, now, now + self._lasts)
            uow.commit()
        return held

    def give_back(self) -> None:
        with Writing(self._engine) as uow:
            leases.give_back(uow.session, self._name, self._holder)
            uow.commit()
