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
            zalo.interact(uow.session, self._names(address)[0], at)
            uow.commit()

    def last(self, address: str) -> datetime | None:
        with UnitOfWork(lasting_engine(self.database_url)) as uow:
            found = (zalo.last_interaction(uow.session, name) for name in self._names(address))
            return next((at for at in found if at is not None), None)

    def _names(self, address: str) -> list[str]:
        """The person's present one, then those of before the secret was changed: he may not have come back yet."""
        person = _person(address)
        return [self.seal.sender(self.channel, person), *self.seal.formerly(self.channel, person)]


def _person(address: str) -> str:
    anonymous = Anonymous.at(address)
    return anonymous.person if anonymous else address
