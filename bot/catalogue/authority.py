"""The authority's profile as it is now: the file, and over it what staff changed in the console."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from bot.catalogue import agency
from bot.catalogue.agency import Agency
from bot.settings import Settings
from bot.storage import agency_changes
from bot.storage.database import UnitOfWork, lasting_engine

logger = logging.getLogger(__name__)

# How often changes are looked for, in seconds: a switch is felt within seconds, and looking is cheap.
_PATIENCE = 1.0


class Authority:
    """Safe to use from several threads. Looks into the database now and then: call it off the event loop.

    A database that is away for a moment, or a change that this version does not understand, must not silence
    anybody: the profile stays as it was. Making one raises SettingError and SourceError for a wrong file.
    """

    def __init__(self, settings: Settings) -> None:
        self._base = settings
        self._engine = lasting_engine(settings.database_url)
        self._overlay: Mapping[str, Any] = {}
        self._present = self._read({})
        self._looked: float | None = None
        self._looking = threading.Lock()

    @property
    def agency(self) -> Agency:
        self._look()
        return self._present[0]

    @property
    def settings(self) -> Settings:
        """The server's, with what the profile sets itself instead."""
        self._look()
        return self._present[1]

    def as_of(self, session: Any) -> Agency:
        """As the session's transaction sees it."""
        self._take(agency_changes.overlay(session, self._base.agency))
        return self._present[0]

    def look_again(self) -> None:
        """After a change by this process itself: seen at the next question."""
        self._looked = None

    def checked(self, overlay: Mapping[str, Any]) -> dict[str, Any]:
        """An overlay in the form that is kept, if the whole profile with it is right. Raises SourceError."""
        shape = agency.profile(self._base.agencies, self._base.agency, overlay)
        # Its own JSON: what is kept has one form, whoever wrote it.
        return dict(json.loads(shape.json(include=set(overlay), exclude_none=True)))

    def with_changes(self, overlay: Mapping[str, Any]) -> Agency:
        """What the profile was, or would be, with these. Raises SourceError."""
        return self._read(overlay)[0]

    def _look(self) -> None:
        looked = self._looked
        if looked is not None and time.monotonic() - looked <= _PATIENCE:
            return
        # Only the very first must wait for the other who looks.
        if self._looking.acquire(blocking=looked is None):
            try:
                self._looked = time.monotonic()
                with UnitOfWork(self._engine) as uow:
                    self._take(agency_changes.overlay(uow.session, self._base.agency))
            except Exception:
                logger.exception("changes of the agency profile unreadable, keeping the present one")
            finally:
                self._looking.release()

    def _take(self, overlay: Mapping[str, Any]) -> None:
        if overlay != self._overlay:
            self._present = self._read(overlay)
            self._overlay = overlay

    def _read(self, overlay: Mapping[str, Any]) -> tuple[Agency, Settings]:
        found = agency.load(self._base.agencies, self._base.agency, overlay)
        limits: Mapping[str, Any] = found.limits
        return found, replace(self._base, **limits)


@cache
def authority(settings: Settings) -> Authority:
    """One for all of a process that speak for the same authority over the same database."""
    return Authority(settings)
