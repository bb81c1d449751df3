"""The authority's profile as it is now: the file, and over it what staff changed in the console."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from bot.catalogue import agency
from bot.catalogue.agency import Agency, Pause
from bot.errors import Problem, SourceError, StorageError
from bot.settings import Settings
from bot.storage import agency_changes
from bot.storage.database import UnitOfWork, lasting_engine, shown, sqlite_path

logger = logging.getLogger(__name__)

# How often changes are looked for, in seconds: a switch is felt within seconds, and looking is cheap.
_PATIENCE = 2.0


@dataclass(frozen=True)
class State:
    """What counts: the profile, the server's settings with what the profile sets itself instead, and what of
    the changes could not be understood."""

    agency: Agency
    settings: Settings
    damage: tuple[Problem, ...] = ()


class Authority:
    """Safe to use from several threads. Looks into the database now and then: call it off the event loop.

    A database that is away for a moment must not silence anybody: the profile stays as it was. Where a change is
    not understood, the file stands, and with it the channels that were switched off by the last change that is.
    Making one raises SettingError and SourceError for a wrong file.
    """

    def __init__(self, settings: Settings) -> None:
        self._base = settings
        self._seen: str | None = None
        self._present = self._read({})
        self._is_known = False
        self._failure = ""
        self._looked: float | None = None
        self._looking = threading.Lock()

    @property
    def now(self) -> State:
        self._look()
        return self._present

    def seen(self) -> State | None:
        """What was seen last, without looking; None when it is time to look, or nobody ever could."""
        return self._present if self._is_known and self._is_fresh() else None

    @property
    def agency(self) -> Agency:
        return self.now.agency

    @property
    def settings(self) -> Settings:
        return self.now.settings

    def pause(self, channel: str) -> Pause | None:
        """Of a channel that is switched off. Raises as long as nobody could ever look, so that no switch is passed
        over; later the last known state holds."""
        self._look(must=True)
        return self._present.agency.pause(channel)

    def look_again(self) -> None:
        """After a change by this process itself: seen at the next question."""
        self._looked = None

    def checked(self, overlay: Mapping[str, Any]) -> dict[str, Any]:
        """An overlay in the form that is kept, if the whole profile with it is right. Raises SourceError."""
        shape = agency.profile(self._base.agencies, self._base.agency, overlay)
        longest = self._base.keep_days
        if (shape.limits.keep_days or 0) > longest:
            raise SourceError([Problem("", "", "limits.keep_days", f"không được lớn hơn {longest}")])
        # Its own JSON: what is kept has one form, whoever wrote it.
        return dict(json.loads(shape.json(include=set(overlay), exclude_none=True)))

    def overlay(self, session: Any) -> dict[str, Any]:
        """What stands over the file in the session's transaction, to be changed further. Beside what is damaged
        that is only which channels are off."""
        stored = agency_changes.text(session, self._base.agency)
        try:
            self._read(agency_changes.parsed(stored))
            return agency_changes.parsed(stored)
        except SourceError:
            return self._last_pauses(session)

    def with_changes(self, overlay: Mapping[str, Any]) -> Agency:
        """What the profile was, or would be, with these. Raises SourceError."""
        return self._read(overlay).agency

    def _look(self, must: bool = False) -> None:
        looked = None if must and not self._is_known else self._looked
        if looked is not None and self._is_fresh():
            return
        # Only the very first must wait for the other who looks.
        if self._looking.acquire(blocking=looked is None):
            try:
                self._looked = time.monotonic()
                self._take()
                self._failure = ""
            except Exception as error:
                if must and not self._is_known:
                    raise
                self._complain(error)
            finally:
                self._looking.release()

    def _is_fresh(self) -> bool:
        looked = self._looked
        return looked is not None and time.monotonic() - looked <= _PATIENCE

    def _take(self) -> None:
        url = self._base.database_url
        path = sqlite_path(url)
        # Looking alone would make an empty one.
        if path is not None and not path.exists():
            raise StorageError(f"{shown(url)}: chưa có dữ liệu.")
        with UnitOfWork(lasting_engine(url)) as uow:
            text = agency_changes.text(uow.session, self._base.agency)
            if text != self._seen or not self._is_known:
                self._present = self._understood(text, uow.session)
                self._seen, self._is_known = text, True

    def _understood(self, text: str, session: Any) -> State:
        try:
            return self._read(agency_changes.parsed(text))
        except SourceError as error:
            wrong = ", ".join(problem.field for problem in error.problems)
            logger.error("a change of the agency profile is damaged (%s): the file stands", wrong)
            return replace(self._read(self._last_pauses(session)), damage=tuple(error.problems))

    def _last_pauses(self, session: Any) -> dict[str, Any]:
        """Which channels are off by the latest change of which that can be understood; else by the file."""
        for text in agency_changes.texts(session, self._base.agency):
            try:
                found = agency_changes.parsed(text)
                pauses = {"pauses": found["pauses"]} if "pauses" in found else {}
                self._read(pauses)
                return pauses
            except SourceError:
                continue
        return {}

    def _complain(self, error: Exception) -> None:
        """Once, not every few seconds."""
        failure = type(error).__name__
        if failure != self._failure:
            logger.error("changes of the agency profile unreadable, it stays as it was: %s", error)
        self._failure = failure

    def _read(self, overlay: Mapping[str, Any]) -> State:
        found = agency.load(self._base.agencies, self._base.agency, overlay)
        limits: dict[str, Any] = dict(found.limits)
        # People were told how long what they say is kept: never longer than the server's settings allow.
        if "keep_days" in limits:
            limits["keep_days"] = min(limits["keep_days"], self._base.keep_days)
        return State(found, replace(self._base, **limits))


@cache
def authority(settings: Settings) -> Authority:
    """One for all of a process that speak for the same authority over the same database."""
    return Authority(settings)
