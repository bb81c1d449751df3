"""Missed questions as staff work through them: in groups, and what was made of them."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.console import asked, lists
from bot.console.gathered import ASKABLE, DAYS, SOURCES, Group
from bot.console.suggesting import Suggestion
from bot.console.visit import Visit, missing
from bot.storage import lessons, questions
from bot.storage.lesson_tables import KINDS
from bot.text.writing import plain

CHANNELS = ("web", "telegram", "zalo", "zalo_bot")
_SHOWN_WORDINGS = 12
# Below, a suggestion is no more than the nearest name: shown to choose from, never chosen beforehand.
_LIKELY = 0.3


def groups(visit: Visit) -> Response:
    source, channel = lists.chosen(visit, "source", SOURCES), lists.chosen(visit, "channel", CHANNELS)
    found = [
        one
        for one in visit.console.gathered.groups(visit.session)
        if _is_wanted(one, plain(lists.searched(visit)).split(), source, channel)
    ]
    sheet = lists.cut(visit, found)
    return visit.show(
        "unanswered/groups.html",
        sheet=sheet,
        days=DAYS,
        sources=SOURCES,
        channels=CHANNELS,
        questions=sum(len(one.misses) for one in found),
        suggested={one.number: _likely(visit, one) for one in sheet.rows},
        taught=_just_taught(visit),
    )


def group(visit: Visit) -> Response:
    """One group by a question of it; a question that waits no more is shown as such."""
    number = visit.number()
    found = visit.console.gathered.of(visit.session, number)
    return shown(visit, found) if found else settled(visit, number)


def taught(visit: Visit) -> Response:
    """What was made of groups, newest first, the undone as well."""
    kind = lists.chosen(visit, "kind", KINDS)
    sheet = lists.sheet(visit, lessons.listed(kind))
    codes = [row["procedure"] for row in sheet.rows]
    return visit.show("unanswered/lessons.html", sheet=sheet, kinds=KINDS, titles=asked.titles(visit, codes))


def shown(
    visit: Visit, one: Group, status: int = 200, problem: str = "", typed: dict[str, Any] | None = None
) -> Response:
    found, aspects = suggested(visit, one)
    given = typed or {
        "text": one.text,
        "code": found[0].code if found and is_likely(found[0]) else "",
        "other": "",
        "aspects": aspects,
    }
    return visit.show(
        "unanswered/group.html",
        status,
        group=one,
        suggestions=found,
        given=given,
        problem=problem,
        askable=ASKABLE,
        shown_wordings=_SHOWN_WORDINGS,
    )


def settled(visit: Visit, number: int, status: int = 200) -> Response:
    """The page of a question that somebody has been faster with, or that was answered all along."""
    turn = missing(visit.session.execute(questions.one_turn(number)).mappings().first())
    return visit.show("unanswered/settled.html", status, turn=turn)


def suggested(visit: Visit, one: Group) -> tuple[list[Suggestion], list[str]]:
    """Procedures, the likeliest first, and the aspects that the group asks about."""
    suggester = visit.console.suggester
    found = suggester.procedures(one.text)
    code = found[0].code if found else None
    return found, one.aspects or suggester.aspects(one.text, code) or ["overview"]


def is_likely(one: Suggestion) -> bool:
    return one.confidence is not None and one.confidence >= _LIKELY


def _likely(visit: Visit, one: Group) -> Suggestion | None:
    found, _ = suggested(visit, one)
    return found[0] if found and is_likely(found[0]) else None


def _is_wanted(one: Group, words: list[str], source: str | None, channel: str | None) -> bool:
    if source and source not in dict(one.sources):
        return False
    if channel and channel not in dict(one.channels):
        return False
    return not words or any(all(word in plain(miss.text) for word in words) for miss in one.misses)


def _just_taught(visit: Visit) -> Any:
    """The lesson that the address tells of, so that it can be taken back at once."""
    text = visit.query.get("taught", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        return None
    return visit.session.execute(lessons.one(int(text))).mappings().first()
