"""What was said, and how the conversation stands, as the page reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any

from bot.channels.web.words import words
from bot.channels.words import words as common
from bot.desk import handoff
from bot.storage import handoffs
from bot.storage.transcript import News, Said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

State = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """`forgotten`: there is no such conversation any more."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    state: State = field(default_factory=lambda: {"working": False, "handoff": None})
    forgotten: bool = False


def show(said: Said) -> dict[str, Any]:
    """One line. `key` is the page's own number of what the person sent."""
    is_officer = said.author == "officer"
    return {
        "number": said.number,
        "author": said.author,
        "staff": (said.officer or words()["officer"]) if is_officer else None,
        "text": _text(said),
        "buttons": [{"title": title, "id": one} for title, one in said.buttons],
        "rating": [{"title": title, "id": one} for title, one in said.rating],
        "at": said.at.isoformat(timespec="seconds"),
        "turn": said.turn,
        "outcome": said.outcome,
        "procedure": {"code": said.procedure, "name": said.title or ""} if said.procedure else None,
        "aspects": said.aspects or [],
        "key": said.key.rpartition("/")[2] if said.key else None,
    }


def _text(said: Said) -> str:
    """A list of choices is not said twice: here every choice is a button."""
    repeated = said.buttons and said.text.splitlines() == [title for title, _ in said.buttons]
    return str(common()["choose"]) if repeated else said.text


def standing(session: Session, news: News, now: datetime) -> State:
    return {"working": news.working, "handoff": _handoff(session, news, now)}


def _handoff(session: Session, news: News, now: datetime) -> State | None:
    """`position` 1: next. `wait`: minutes of working time that people usually waited lately, if that is known."""
    if news.handoff is None:
        return None
    found = handoffs.find(session, news.handoff)
    if news.state == "open" or found is None:
        officer = news.officer or words()["officer"]
        return {"state": "open", "position": None, "wait": None, "officer": officer}
    usual = handoff.expected(session, now)
    wait = ceil(usual.total_seconds() / 60) if usual else None
    return {"state": "waiting", "position": handoff.position(session, found), "wait": wait, "officer": None}
