"""Procedures with all their facts, kept in memory for as long as the catalogue stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from bot.catalogue.model import Procedure
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, lasting_engine

# Some kilobytes each; beyond, the shelf is cleared and fills again with what is asked for.
_MOST = 2000


@dataclass
class _Stock:
    """What was read at a version of the catalogue, or later."""

    version: int
    procedures: dict[str, Procedure] = field(default_factory=dict)


class Shelf:
    """Safe to use from several threads. Its procedures are shared: to be read only."""

    def __init__(self, database_url: str) -> None:
        self._engine = lasting_engine(database_url)
        self._stock = _Stock(-1)

    def procedures(self, codes: Collection[str]) -> dict[str, Procedure]:
        """Those of the codes that exist, as the catalogue is now: its version is one cheap read."""
        with UnitOfWork(self._engine) as uow:
            # Before the procedures: what is read at this version must not be older than it.
            stock = self._at(catalogue.version(uow.session))
            missing = [code for code in codes if code not in stock.procedures]
            if missing:
                stock.procedures.update(catalogue.by_codes(uow.session, missing))
        return {code: stock.procedures[code] for code in codes if code in stock.procedures}

    def _at(self, version: int) -> _Stock:
        stock = self._stock
        if stock.version != version or len(stock.procedures) > _MOST:
            # Another object: whoever still fills the old one fills what nobody will ask again.
            stock = self._stock = _Stock(version)
        return stock
