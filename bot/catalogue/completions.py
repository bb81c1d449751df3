"""Completion over the stored catalogue, made anew beside the present one when the catalogue has changed."""

from __future__ import annotations

import logging
import threading
import time

from bot.catalogue.completion import Completed, Completion
from bot.storage import catalogue, snippets
from bot.storage.database import UnitOfWork, lasting_engine

logger = logging.getLogger(__name__)

# How often the catalogue's version is looked at, in seconds.
_PATIENCE = 1.0


class Completions:
    """Safe to use from several threads; only the very first call waits for the index."""

    def __init__(self, database_url: str) -> None:
        self._engine = lasting_engine(database_url)
        self._index: Completion | None = None
        self._version = -1
        self._looked = 0.0
        self._building = threading.Lock()

    def complete(self, typed: str) -> list[Completed]:
        return self._present().complete(typed)

    def _present(self) -> Completion:
        if self._index is None:
            with self._building:
                if self._index is None:
                    self._build()
        elif time.monotonic() - self._looked > _PATIENCE:
            self._looked = time.monotonic()
            if self._has_changed() and self._building.acquire(blocking=False):
                threading.Thread(target=self._build_and_release, name="completion", daemon=True).start()
        assert self._index is not None
        return self._index

    def _has_changed(self) -> bool:
        with UnitOfWork(self._engine) as uow:
            return catalogue.version(uow.session) != self._version

    def _build(self) -> None:
        with UnitOfWork(self._engine, snapshot=True) as uow:
            version = catalogue.version(uow.session)
            procedures = snippets.names(uow.session)
        self._index = Completion(procedures, self._index)
        self._version = version
        self._looked = time.monotonic()

    def _build_and_release(self) -> None:
        try:
            self._build()
        except Exception:
            logger.exception("names not indexed, keeping the present index")
        finally:
            self._building.release()
