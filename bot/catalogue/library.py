"""The index of the stored catalogue, kept up to date while questions come in."""

from __future__ import annotations

import logging
import threading
import time

from bot.catalogue.search import Index
from bot.storage import catalogue, snippets
from bot.storage.database import UnitOfWork, lasting_engine

logger = logging.getLogger(__name__)

# How often the version counter is looked at, in seconds: 'live within seconds', and cheap.
_PATIENCE = 1.0


class Library:
    """Answers with the newest finished index; a changed catalogue is indexed beside it, without a pause."""

    def __init__(self, database_url: str) -> None:
        self._engine = lasting_engine(database_url)
        self._index: Index | None = None
        self._version = -1
        self._looked = 0.0
        self._building = threading.Lock()

    def index(self) -> Index:
        """The current index; only the very first call waits for it to be built."""
        if self._index is None:
            with self._building:
                if self._index is None:
                    self._rebuild()
        elif time.monotonic() - self._looked > _PATIENCE:
            self._looked = time.monotonic()
            if self._stored_version() != self._version and self._building.acquire(blocking=False):
                threading.Thread(
                    target=self._rebuild_and_release, name="catalogue-index", daemon=True
                ).start()
        assert self._index is not None
        return self._index

    def _stored_version(self) -> int:
        try:
            with UnitOfWork(self._engine) as uow:
                return catalogue.version(uow.session)
        except Exception:
            # A database that is away for a moment must not silence the assistant: the last index still answers.
            logger.exception("catalogue version unreadable, keeping the present index")
            return self._version

    def _rebuild_and_release(self) -> None:
        try:
            self._rebuild()
        except Exception:
            logger.exception("catalogue index not rebuilt, keeping the present one")
        finally:
            self._building.release()

    def _rebuild(self) -> None:
        with UnitOfWork(self._engine, snapshot=True) as uow:
            version = catalogue.version(uow.session)
            procedures = snippets.procedures(uow.session)
        self._index = Index(procedures, self._index)
        self._version = version
        self._looked = time.monotonic()
        logger.info("catalogue index: %d procedures, version %d", len(procedures), version)
