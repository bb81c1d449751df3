"""What the page may know without a conversation: who answers, names of procedures, dossiers, forms."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Any, Optional

from bot.catalogue.agency import Agency
from bot.catalogue.authority import State, authority
from bot.catalogue.checklist import Checklist, checklist
from bot.catalogue.completions import Completions
from bot.catalogue.model import DossierItem
from bot.catalogue.papers import Papers
from bot.catalogue.shelf import Shelf
from bot.catalogue.words import day
from bot.channels.web.driver import CHANNEL
from bot.channels.web.forms import Forms
from bot.channels.web.requests import Refused
from bot.channels.web.words import words
from bot.desk import clock
from bot.desk.hours import Hours
from bot.desk.words import hotline
from bot.errors import MotCuaError
from bot.feedback import places
from bot.feedback.places import Kind, Place
from bot.settings import Settings

logger = logging.getLogger(__name__)


class Information:
    """Reads files and the database: call it off the event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._shelf = Shelf(settings.database_url)
        self._completions = Completions(settings.database_url)
        self._forms = Forms(settings.forms)

    def warm(self) -> None:
        """What takes long the first time, done before somebody waits for it."""
        try:
            self._completions.complete("")
        except MotCuaError:
            logger.warning("no catalogue to complete names from yet; the first question will try again")

    def agency(self, at: datetime) -> dict[str, Any]:
        """Who answers, when, and what becomes of what is written. Empty where the profile cannot be read."""
        own = words()
        present = self._present
        profile = present.agency if present else None
        days = (present.settings if present else self._settings).keep_days
        return {
            "name": profile.name if profile else "",
            "hotline": (profile.hotline if profile else None) or "",
            "notice": _notice(profile, at),
            "greeting": own["greeting"],
            "suggestions": own["suggestions"],
            "privacy": "\n\n".join(filter(None, (own["privacy"].format(days=days), self._results))),
            "languages": ["vi", "en"],
            **_hours(profile, at),
        }

    def authority(self) -> str:
        """Its name; empty where the profile cannot be read."""
        return self._profile.name if self._profile else ""

    def place(self, kind: Kind, code: str) -> Optional[Place]:
        """What a survey is about; None for what we do not have."""
        return places.find(kind, code, self._profile, self._shelf)

    def suggest(self, typed: str) -> list[dict[str, str]]:
        return [{"code": one.code, "name": one.name} for one in self._completions.complete(typed)]

    def dossier(self, code: str) -> dict[str, Any]:
        """Raises Refused for a code that the catalogue does not have."""
        procedure = self._shelf.procedures([code]).get(code)
        present = self._present
        if procedure is None or present is None:
            raise Refused(404, "unknown_procedure")
        after = procedure.superseded_by
        successor = self._shelf.procedures([after]).get(after) if after else None
        told = checklist(procedure, present.agency, date.today(), present.settings.stale_days, successor)
        return _shown(told) | {"forms": self._forms.of(told.procedure.code)}

    def form(self, code: str, name: str) -> tuple[bytes, dict[str, str]]:
        return self._forms.read(code, name)

    @property
    def _results(self) -> str:
        """Where the published results stand; empty unless we know our own address."""
        public = self._settings.public_url.rstrip("/")
        return str(words()["results"].format(address=public)) if public else ""

    @property
    def _profile(self) -> Optional[Agency]:
        present = self._present
        return present.agency if present else None

    @property
    def _present(self) -> Optional[State]:
        try:
            return authority(self._settings).now
        except MotCuaError:
            logger.exception("agency profile unreadable, the page goes without")
            return None


def _hours(profile: Optional[Agency], at: datetime) -> dict[str, Any]:
    """Whether the desk is open, until when or from when on, and the hours of a week, in words."""
    if profile is None:
        return {"open": False, "hours": "", "opens": None, "closes": None}
    hours = Hours.of(profile)
    closes = hours.closing(at)
    return {
        "open": closes is not None,
        "hours": clock.week(profile.working),
        "opens": None if closes else _opening(hours, at),
        "closes": words()["closes"].format(at=clock.moment(closes, at)) if closes else None,
    }


def _notice(profile: Optional[Agency], at: datetime) -> str:
    """That nobody answers here for now, and the notice of these days."""
    if profile is None:
        return ""
    off = words()["paused"].format(hotline=hotline(profile)) if profile.pause(CHANNEL) else ""
    return " ".join(filter(None, (off, profile.notice_at(at))))


def _opening(hours: Hours, at: datetime) -> Optional[str]:
    try:
        return str(words()["opens"].format(at=clock.moment(hours.next_opening(at), at)))
    except LookupError:
        return None


def _shown(told: Checklist) -> dict[str, Any]:
    procedure = told.procedure
    return {
        "code": procedure.code,
        "name": procedure.title,
        "groups": [_group(group) for group in told.groups],
        "warnings": told.warnings,
        "source": told.source,
        "checked": day(procedure.checked) if procedure.checked else None,
        "portal": procedure.source_url,
    }


def _group(group: Papers) -> dict[str, Any]:
    return {"case": group.case, "items": [_item(item) for item in group.items]}


def _item(item: DossierItem) -> dict[str, Any]:
    """Photographs are counted as such, and a name that begins with its number needs no other."""
    shown = ("name", "originals", "copies", "form", "mandatory")
    told = {name: getattr(item, name) for name in shown}
    if item.name[:1].isdigit():
        return told | {"originals": None, "copies": None}
    if item.originals and item.name.startswith(words()["photo"]):
        return told | {
            "name": words()["photos"].format(name=item.name, count=item.originals),
            "originals": None,
        }
    return told
