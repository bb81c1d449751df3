"""Work that only one process may do: renewing a token that is good for one use, asking for updates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.desk.worker import Worker, is_gone
from bot.storage import leases
from bot.storage.database import engine
from bot.storage.writing import Writing


@dataclass(frozen=True)
class Lease:
    """Held for `lasts` from each `take`; at once free again when its holder's process has ended."""

    database_url: str
    name: str
    lasts: timedelta
    holder: str = field(default_factory=lambda: Worker().claim())

    def take(self, now: datetime) -> bool:
        """Whether it is ours from now on, or still."""
        with Writing(engine(self.database_url)) as uow:
            found = leases.holder(uow.session, self.name)
            if found and found != self.holder and is_gone(found):
                leases.give_back(uow.session, self.name, found)
            taken = leases.take(uow.session, self.name, self.holder, now, now + self.lasts)
            uow.commit()
        return taken

    def give_back(self) -> None:
        with Writing(engine(self.database_url)) as uow:
            leases.give_back(uow.session, self.name, self.holder)
            uow.commit()
