"""Rows counted for the indicators. What counts is said in bot/feedback/indicators.yml; here it is only counted."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Optional

from sqlalchemy import Text, case, cast, distinct, func, select
from sqlalchemy.orm import Session

from bot.feedback.model import SATISFIED
from bot.storage.desk_tables import callback, handoff
from bot.storage.feedback_tables import rating, survey, survey_answer
from bot.storage.tables import fee, procedure, turn

# The channel of questions that staff try in the terminal.
TRIAL = "ask"


@dataclass(frozen=True)
class Span:
    """`since` counts, `until` does not; of one agency."""

    since: datetime
    until: datetime
    agency: str

    def of(self, table: Any) -> tuple[Any, ...]:
        column = table.c.asked if table is handoff else table.c.at
        inside = (column >= self.since, column < self.until)
        return (*inside, table.c.agency == self.agency) if "agency" in table.c else inside


@dataclass(frozen=True)
class Rated:
    """Answers alike in all that is told of them: how many asked to be rated, were, and satisfied."""

    field: Optional[str]
    procedure: Optional[str]
    channel: str
    online_level: Optional[str]
    outcome: Optional[str]
    asked: int
    rated: int
    satisfied: int


def rated(session: Session, span: Span) -> list[Rated]:
    """In one walk over the period: whoever wants parts or the whole adds up."""
    groups = [rating.c[name] for name in ("field", "procedure", "channel", "online_level", "outcome")]
    counts = func.count(), func.count(rating.c.satisfied), _how_many(rating.c.satisfied.is_(True))
    query = select(*groups, *counts).where(*span.of(rating), rating.c.asked.is_(True)).group_by(*groups)
    return [Rated(*row) for row in session.execute(query)]


def satisfied(session: Session, span: Span) -> tuple[int, int]:
    """Answers that satisfied, and those that were rated; from the index alone."""
    yes = _how_many(rating.c.satisfied.is_(True))
    query = select(yes, func.count(rating.c.satisfied)).where(*span.of(rating), rating.c.asked.is_(True))
    found, every = session.execute(query).one()
    return int(found), every


def reasons(session: Session, span: Span) -> dict[str, int]:
    """Of the answers that did not satisfy, by the reason given."""
    query = select(rating.c.reason, func.count()).where(
        *span.of(rating), rating.c.asked.is_(True), rating.c.reason.is_not(None)
    )
    return dict(_pairs(session.execute(query.group_by(rating.c.reason))))


@dataclass(frozen=True)
class Surveyed:
    """Surveys offered, agreed to, and answered in one factor at least; and answered on the page, unasked."""

    offered: int
    consented: int
    answered: int
    unasked: int


def surveyed(session: Session, span: Span) -> Surveyed:
    # Whoever comes to the page by himself was not asked: he neither raises nor lowers the share of those who answer.
    offered = survey.c.handoff.is_not(None)
    query = (
        select(
            func.count(distinct(case((offered, survey.c.id)))),
            func.count(distinct(case((offered & survey.c.consented.is_(True), survey.c.id)))),
            func.count(distinct(case((offered, survey_answer.c.survey)))),
            func.count(distinct(case((~offered, survey_answer.c.survey)))),
        )
        .select_from(survey.outerjoin(survey_answer))
        .where(*span.of(survey))
    )
    return Surveyed(*session.execute(query).one())


def scored(session: Session, span: Span) -> dict[str, tuple[int, int]]:
    """factor → (scores, those that count as satisfied)."""
    high = _how_many(survey_answer.c.score >= SATISFIED)
    query = select(survey_answer.c.factor, func.count(), high).select_from(survey_answer.join(survey))
    found = session.execute(query.where(*span.of(survey)).group_by(survey_answer.c.factor))
    return {factor: (count, satisfied) for factor, count, satisfied in found}


def sheets(session: Session, span: Span) -> tuple[int, int]:
    """Filled in on the page with one score at least: those satisfied on average, and all."""
    people = _people(span).subquery()
    high, every = session.execute(
        select(_how_many(people.c.mean >= SATISFIED), func.count(people.c.mean))
    ).one()
    return int(high), every


def sheets_at(session: Session, span: Span, place: str) -> dict[str, tuple[int, int]]:
    """counter or procedure → the same of those about it."""
    people = _people(span).where(survey.c[place].is_not(None)).subquery()
    where = people.c[place]
    counts = select(where, _how_many(people.c.mean >= SATISFIED), func.count()).group_by(where)
    return {name: (int(high), every) for name, high, every in session.execute(counts)}


def _people(span: Span) -> Any:
    """A row for each sheet: what it is about, and the mean of its scores."""
    columns = survey.c.id, survey.c.counter, survey.c.procedure
    joined = survey_answer.join(survey)
    query = select(*columns, func.avg(survey_answer.c.score).label("mean")).select_from(joined)
    return query.where(*span.of(survey), survey.c.handoff.is_(None)).group_by(*columns)


def asked(session: Session, span: Span, *without: str) -> Counter[str]:
    """Questions by outcome; those that ask for nothing but the aspects `without`, and trials, are left out."""
    # Grouped as text: neither database groups JSON, and the combinations are few.
    aspects = cast(turn.c.aspects, Text)
    query = select(turn.c.outcome, aspects, func.count()).where(*span.of(turn), turn.c.channel != TRIAL)
    counts: Counter[str] = Counter()
    for outcome, told, count in session.execute(query.group_by(turn.c.outcome, aspects)):
        named = set(json.loads(told or "[]"))
        if not named or named - set(without):
            counts[outcome] += count
    return counts


def waits(session: Session, span: Span) -> list[int]:
    """Seconds of working time from the wish for an officer to his coming, of those to whom one came."""
    query = select(handoff.c.waited).where(*span.of(handoff), handoff.c.waited.is_not(None))
    return sorted(session.scalars(query))


def handed_over(session: Session, span: Span) -> tuple[int, int]:
    """Wishes for an officer, and those to which one came."""
    query = select(func.count(), func.count(handoff.c.claimed)).where(*span.of(handoff))
    wished, claimed = session.execute(query).one()
    return wished, claimed


def called(session: Session, span: Span) -> Counter[str]:
    """Wishes to be called back, by what came of them."""
    query = select(callback.c.state, func.count()).where(*span.of(callback)).group_by(callback.c.state)
    return Counter(dict(_pairs(session.execute(query))))


def online_levels(session: Session) -> Counter[Optional[str]]:
    """Procedures in force by online level; None: not known."""
    level = procedure.c.online_level
    query = select(level, func.count()).where(procedure.c.state == "in_force").group_by(level)
    return Counter(dict(_pairs(session.execute(query))))


def checked_since(session: Session, day: date) -> tuple[int, int]:
    """Procedures in force: all, and those whose facts were checked on that day or later."""
    recent = _how_many(procedure.c.checked >= day)
    query = select(func.count(), recent).where(procedure.c.state == "in_force")
    every, checked = session.execute(query).one()
    return every, checked or 0


def with_fee(session: Session) -> tuple[int, int]:
    """Procedures in force that cost something, and those whose amount online is known."""
    costs = fee.c.state.in_(("known", "provincial"))
    online = func.count(distinct(case((fee.c.online_amount.is_not(None), procedure.c.id))))
    query = select(func.count(distinct(procedure.c.id)), online).select_from(fee.join(procedure))
    every, told = session.execute(query.where(procedure.c.state == "in_force", costs)).one()
    return every, told


def _pairs(rows: Any) -> list[tuple[Any, int]]:
    return [tuple(row) for row in rows]


def _how_many(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
