"""The short survey after a talk with an officer: five questions, each of which may be passed over."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, Optional

from bot.desk.invitation import CONSENT, payload, sentences
from bot.desk.wishes import Told
from bot.feedback.model import FACTORS, Response
from bot.storage import surveys
from bot.storage.database import UnitOfWork

# Before the number of a survey, where a comment says what it is about.
MARK = "s"
# Asks for a comment; see `bot.desk.opinions`.
COMMENT = "/gop-y"
_RESPONDENT, _SKIP = "respondent", "-"


def pressed(given: list[str]) -> Optional[Told]:
    """What is kept of an answer, and the next question."""
    number, step, answer = int(given[0]), given[1], given[2]
    if step == CONSENT:
        then = _kept(Response(number, consents=answer == "1"))
        return _ask(number, _RESPONDENT, then) if answer == "1" else Told(sentences()["refused"], then=then)
    if step == _RESPONDENT:
        kept = None if answer == _SKIP else _kept(Response(number, respondent=answer))
        return _ask(number, FACTORS[0], kept)
    score = None if answer == _SKIP else int(answer)
    then = _kept(Response(number, factor=step, score=score))
    place = FACTORS.index(step) + 1
    return _ask(number, FACTORS[place], then) if place < len(FACTORS) else _finished(number, then)


def _ask(number: int, step: str, then: Any) -> Told:
    own = sentences()
    if step == _RESPONDENT:
        text, choices = own["respondent"], list(own["respondents"].items())
    else:
        title, asked = own["factors"][step]
        question = own["question"].format(place=FACTORS.index(step) + 1, title=title, text=asked)
        text = f"{question} {own['how_satisfied']}"
        choices = [(str(score), title) for score, title in enumerate(own["scores"], 1)]
    ways = [(title, payload(number, step, answer)) for answer, title in choices]
    return Told(text, (*ways, (own["skip"], payload(number, step, _SKIP))), then=then)


def _finished(number: int, then: Any) -> Told:
    own = sentences()
    return Told(
        f"{own['finished']} {own['may_write']}", ((own["write"], f"{COMMENT} {MARK}{number}"),), then=then
    )


def _kept(response: Response) -> Any:
    return partial(_keep, response)


def _keep(response: Response, uow: UnitOfWork, sender: str, now: datetime) -> None:
    surveys.note(uow.session, sender, response, now)
