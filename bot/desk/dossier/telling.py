"""What is said to somebody who asks for his dossier; None where he asks for something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.catalogue.agency import Agency
from bot.catalogue.working import VIETNAM
from bot.desk.certainty import sure
from bot.desk.dossier.code import codes, has_broken, words_beside
from bot.desk.dossier.standing import Standing
from bot.desk.secrets import holds_secrets
from bot.desk.talk import Line, Reply, State, Understood
from bot.desk.words import hotline, is_emergency
from bot.errors import DossierSystemAway, TooManyDossiers, UnknownDossier

# Asked beside a code these want something else of it, unless the code is nearly all that is said.
_ELSEWHERE = ("ask_complaint", "request_officer", "ask_payment", "give_feedback")
_FEW = 3

Ask = Callable[[str], Standing]


@cache
def sentences() -> dict[str, Any]:
    return dict(yaml.safe_load(files("bot.desk.dossier").joinpath("words.yml").read_text("utf-8")))


def about_dossier(
    agency: Agency, heard: Understood, state: State, ask: Ask | None, now: datetime
) -> Reply | None:
    """`ask` is None where no one-stop system is configured."""
    found = codes(heard.text)
    broken = not found and has_broken(heard.text)
    if is_emergency(heard.question) or _wants_something_else(heard):
        return None
    if found:
        text, outcome = _looked_up(agency, found[0], ask, now)
        text += f"\n{sentences()['one']}" if ask and len(found) > 1 else ""
    elif broken:
        text, outcome = sentences()["shape"], "answered"
    elif ask and heard.intent == "ask_status" and not sure(heard):
        text, outcome = sentences()["send"], "answered"
    else:
        return None
    return Reply((Line(text=text),), outcome, replace(state, misses=0, choices=()), aspects=("status",))


def warned(reply: Reply, text: str) -> Reply:
    """The same, with a warning where something was said that belongs to nobody else."""
    if not holds_secrets(text, "status" in reply.aspects):
        return reply
    return replace(reply, lines=(Line(text=sentences()["careful"]), *reply.lines))


def told(agency: Agency, standing: Standing, now: datetime) -> str:
    own = sentences()
    due = _moment(standing.due) if standing.due else ""
    lines = [own["told"].format(code=standing.code, state=own["states"][standing.state])]
    if standing.is_overdue(now):
        lines.append(own["overdue"].format(due=due, **_places(agency)))
    elif due and standing.state in ("accepted", "processing"):
        lines.append(own["due"].format(due=due))
    lines.append(own["source"].format(agency=agency.name, since=_moment(standing.since)))
    return "\n".join(lines)


def _wants_something_else(heard: Understood) -> bool:
    return heard.intent in _ELSEWHERE and len(words_beside(heard.text)) > _FEW


def _looked_up(agency: Agency, code: str, ask: Ask | None, now: datetime) -> tuple[str, str]:
    """The text and the outcome; what could not be told is not counted as answered."""
    if ask is None:
        return _said("none", agency, code), "answered"
    try:
        return told(agency, ask(code), now), "answered"
    except UnknownDossier:
        return _said("unknown", agency, code), "answered"
    except TooManyDossiers:
        return _said("many", agency, code), "declined"
    except DossierSystemAway:
        return _said("away", agency, code), "unknown"


def _said(name: str, agency: Agency, code: str) -> str:
    return str(sentences()[name]).format(code=code, **_places(agency))


def _places(agency: Agency) -> dict[str, str]:
    return {"portal": agency.portal_name, "url": agency.portal_url, "ask": hotline(agency)}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
