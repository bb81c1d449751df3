"""When each person last did something, by his pseudonym."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.channels.zalo.oa.messages import Anonymous
from bot.desk.seal import Seal
from bot.storage import zalo
from bot.storage.database import UnitOfWork, lasting_engine
from bot.storage.writing import Writing


@dataclass(frozen=True)
class StoredInteractions:
    """Over the database. A row goes with its conversation."""

    database_url: str
    seal: Seal
    channel: str

    def note(self, address: str, at: datetime) -> None:
        with Writing(lasting_engine(self.database_url)) as uow:
            zalo.interact(uow.session, self._sender(address), at)
            uow.commit()

    def last(self, address: str) -> datetime | None:
        with UnitOfWork(lasting_engine(self.database_url)) as uow:
            return zalo.last_interaction(uow.session, self._sender(address))

    def _sender(self, address: str) -> str:
        anonymous = Anonymous.at(address)
        return self.seal.sender(self.channel, anonymous.person if anonymous else address)
