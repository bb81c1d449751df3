"""The rows that a figure was counted from: the same conditions as bot/storage/tallies.py, as lists.

A test counts the rows of every figure again, on both databases.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Optional

from sqlalchemy import Text, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from bot.feedback.model import SATISFIED
from bot.storage import petition_tallies
from bot.storage.desk_tables import callback, handoff
from bot.storage.feedback_tables import rating, survey, survey_answer
from bot.storage.petition_tables import OPEN, petition
from bot.storage.petition_tallies import Due
from bot.storage.tables import fee, procedure, turn
from bot.storage.tallies import TRIAL, Span

NUMERATOR, DENOMINATOR = PARTS = ("numerator", "denominator")
# What the rows are: each kind has its own columns.
KINDS = ("ratings", "scores", "surveys", "questions", "handoffs", "callbacks", "petitions", "procedures")


@dataclass(frozen=True)
class Of:
    """Which figure: `dimension` and `group` as in Figure, `checked` the first day that counts as checked in time."""

    indicator: str
    part: str
    dimension: Optional[str] = None
    group: Optional[str] = None
    checked: Optional[date] = None
    overdue: Optional[date] = None
    """The first last day of petitions that is not over yet."""

    @property
    def whole(self) -> bool:
        return self.part == DENOMINATOR


def kind_of(indicator: str) -> Optional[str]:
    """One of KINDS; None for an indicator that there is not."""
    return next((kind for kind, codes in _INDICATORS.items() if indicator in codes), None)


def behind(session: Session, span: Span, of: Of, fields: Collection[str], without: Collection[str]) -> Any:
    """A select of the rows, newest first. `fields` are those that plans name, `without` aspects that ask for nothing.

    KeyError for an indicator that there is not.
    """
    kind = kind_of(of.indicator)
    if kind is None:
        raise KeyError(of.indicator)
    if kind == "ratings":
        return _ratings(span, of, fields)
    if kind == "questions":
        return _questions(session, span, of, without)
    if kind == "petitions":
        return _petitions(session, span, of)
    makers: dict[str, Callable[[Span, Of], Any]] = {
        "scores": _scores, "surveys": _surveys, "handoffs": _handoffs, "callbacks": _callbacks,
        "procedures": _procedures,
    }  # fmt: skip
    return makers[kind](span, of)


_OUTCOMES = {
    "answered": "answered",
    "asked_back": "choices",
    "unknown": "unknown",
    "declined": "declined",
    "handed_over": "handoff",
}
_INDICATORS: dict[str, tuple[str, ...]] = {
    "ratings": ("satisfaction", "satisfaction_named_fields", "response_rate", "reason"),
    "scores": ("factor",),
    "surveys": ("survey_satisfaction", "survey_response", "survey_unasked", "survey_page"),
    "questions": tuple(_OUTCOMES),
    "handoffs": ("officer_came", "wait_p50", "wait_p90"),
    "callbacks": ("callback_reached",),
    "petitions": (
        "petition_handled",
        "petition_in_time",
        "petition_content",
        "petition_satisfied",
        "petition_end",
    ),
    "procedures": ("online_full", "online_offered", "online_fee_known", "checked_in_time"),
}


def _ratings(span: Span, of: Of, fields: Collection[str]) -> Any:
    column = rating.c
    found = [*span.of(rating), column.asked.is_(True)]
    if of.dimension in ("field", "procedure", "channel", "online_level", "outcome"):
        found.append(func.coalesce(column[of.dimension], "") == (of.group or ""))
    if of.indicator == "satisfaction_named_fields":
        found.append(column.field.in_(fields))
    if of.indicator == "response_rate":
        found += [] if of.whole else [column.satisfied.is_not(None)]
    elif of.indicator == "reason":
        found.append(column.reason.is_not(None) if of.whole else column.reason == of.group)
    else:
        found.append(column.satisfied.is_not(None) if of.whole else column.satisfied.is_(True))
    return select(rating).where(*found).order_by(column.at.desc(), column.id.desc())


def _scores(span: Span, of: Of) -> Any:
    found = [*span.of(survey), survey_answer.c.factor == of.group]
    found += [] if of.whole else [survey_answer.c.score >= SATISFIED]
    query = select(survey, survey_answer.c.factor, survey_answer.c.score).select_from(
        survey_answer.join(survey)
    )
    return query.where(*found).order_by(survey.c.at.desc(), survey_answer.c.id.desc())


def _surveys(span: Span, of: Of) -> Any:
    answered = exists(select(survey_answer.c.id).where(survey_answer.c.survey == survey.c.id))
    everyone = of.whole and of.indicator == "survey_response"
    found = [*span.of(survey), *([] if everyone else [answered])]
    if of.indicator == "survey_response":
        found.append(survey.c.handoff.is_not(None))
    elif of.indicator == "survey_page":
        found += _on_the_page(of)
    elif of.indicator == "survey_unasked" and not of.whole:
        found.append(survey.c.handoff.is_(None))
    query = select(survey, literal(None).label("factor"), literal(None).label("score"))
    return query.where(*found).order_by(survey.c.at.desc(), survey.c.id.desc())


def _on_the_page(of: Of) -> list[Any]:
    found = [survey.c.handoff.is_(None)]
    if of.dimension:
        column = survey.c.counter if of.dimension == "counter" else survey.c.procedure
        found.append(column == of.group)
    if not of.whole:
        each = select(survey_answer.c.survey).group_by(survey_answer.c.survey)
        found.append(survey.c.id.in_(each.having(func.avg(survey_answer.c.score) >= SATISFIED)))
    return found


def _questions(session: Session, span: Span, of: Of, without: Collection[str]) -> Any:
    aspects = cast(turn.c.aspects, Text)
    inside = (*span.of(turn), turn.c.channel != TRIAL)
    # As in tallies.asked: neither database compares JSON, and the combinations are few.
    told = session.scalars(select(aspects).where(*inside).group_by(aspects)).all()
    empty = [text for text in told if (named := set(json.loads(text or "[]"))) and not named - set(without)]
    found = [*inside, func.coalesce(aspects, "[]").not_in(empty)]
    found += [] if of.whole else [turn.c.outcome == _OUTCOMES[of.indicator]]
    return select(turn).where(*found).order_by(turn.c.at.desc(), turn.c.id.desc())


def _handoffs(span: Span, of: Of) -> Any:
    column = handoff.c
    found = [*span.of(handoff)]
    if of.indicator != "officer_came":
        # A wait is one row's; those before it stand above it.
        waited = and_(*found, column.waited.is_not(None))
        return select(handoff).where(waited).order_by(column.waited, column.id)
    found += [] if of.whole else [column.claimed.is_not(None)]
    return select(handoff).where(*found).order_by(column.asked.desc(), column.id.desc())


def _callbacks(span: Span, of: Of) -> Any:
    column = callback.c
    state = column.state != "cancelled" if of.whole else column.state == "reached"
    known = [each for each in column if each.name != "phone"]
    return select(*known).where(*span.of(callback), state).order_by(column.at.desc(), column.id.desc())


def _petitions(session: Session, span: Span, of: Of) -> Any:
    """Neither text nor contact: whoever may read them follows the number."""
    column = petition.c
    hidden = ("code", "text", "plain", "contact", "sender", "answer", "place", "about")
    query = select(*(each for each in column if each.name not in hidden)).order_by(column.due, column.id)
    if of.indicator == "petition_handled":
        done = [] if of.whole else [column.state.not_in(OPEN)]
        return query.where(*span.of(petition), *petition_tallies.counted(), *done)
    if of.indicator == "petition_end":
        same = [] if of.whole else [petition_tallies.end() == of.group]
        return query.where(*petition_tallies.ended(span), *same)
    assert of.overdue is not None
    due = petition_tallies.due(session, span, of.overdue)
    due = [one for one in due if of.dimension is None or one.kind == of.group]
    return query.where(column.id.in_([one.number for one in due if _JUDGED[of.indicator, of.part](one)]))


_JUDGED: dict[tuple[str, str], Callable[[Due], bool]] = {
    ("petition_in_time", NUMERATOR): lambda one: one.in_time,
    ("petition_in_time", DENOMINATOR): lambda one: True,
    ("petition_content", NUMERATOR): lambda one: one.content,
    ("petition_content", DENOMINATOR): lambda one: True,
    ("petition_satisfied", NUMERATOR): lambda one: one.satisfied is True,
    ("petition_satisfied", DENOMINATOR): lambda one: one.satisfied is not None,
}


def _procedures(span: Span, of: Of) -> Any:
    column = procedure.c
    found: list[Any] = [column.state == "in_force"]
    if of.indicator == "online_fee_known":
        costs = [fee.c.procedure_id == column.id, fee.c.state.in_(("known", "provincial"))]
        costs += [] if of.whole else [fee.c.online_amount.is_not(None)]
        found.append(exists(select(fee.c.id).where(*costs)))
    elif of.indicator == "checked_in_time":
        found += [] if of.whole else [column.checked >= of.checked]
    elif of.whole:
        found.append(column.online_level.is_not(None))
    else:
        offered = [column.online_level == "full"]
        offered += [column.online_level == "partial"] if of.indicator == "online_offered" else []
        found.append(or_(*offered))
    return select(procedure).where(*found).order_by(column.name, column.code)
