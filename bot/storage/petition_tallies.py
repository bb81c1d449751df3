"""Petitions counted for the indicators. What counts is said in bot/feedback/indicators.yml; here it is only counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Any, Optional

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from bot.storage.petition_tables import DRAFT, OPEN, OUTSIDE, UNTOLD, petition
from bot.storage.tallies import Span

_petition = petition.c
# Vietnam's, all year.
_ZONE = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Due:
    """A petition that had to be done. `satisfied` None: the person has not said."""

    number: int
    kind: Optional[str]
    in_time: bool
    satisfied: Optional[bool]

    @property
    def content(self) -> bool:
        """As Decision 766 counts: nobody has complained of what came in time."""
        return self.in_time and self.satisfied is not False


def counted() -> tuple[Any, ...]:
    """Sent, and not found to be outside the authority's competence."""
    return _petition.state != DRAFT, or_(_petition.cause.is_(None), _petition.cause.not_in(OUTSIDE))


def end() -> Any:
    """What came of one that is over: one of ENDS."""
    return case((_petition.state == "answered", "answered"), else_=func.coalesce(_petition.cause, UNTOLD))


def ended(span: Span) -> tuple[Any, ...]:
    """The conditions for what ended in the span, whenever it was sent; the competence does not matter here."""
    when = _petition.done >= span.since, _petition.done < span.until
    return _petition.agency == span.agency, _petition.state.not_in((DRAFT, *OPEN)), *when


def ends(session: Session, span: Span) -> dict[str, int]:
    """How many of those that ended in the span came to what."""
    each = select(end().label("end")).where(*ended(span)).subquery()
    found = session.execute(select(each.c.end, func.count()).group_by(each.c.end))
    return {name: int(count) for name, count in found}


def sent(session: Session, span: Span) -> tuple[int, int]:
    """Petitions that came in the span, and those of them that are done by now."""
    mine = (*span.of(petition), *counted())
    query = select(func.count()).select_from(petition)
    done = query.where(*mine, _petition.state.not_in(OPEN))
    return int(session.scalar(query.where(*mine)) or 0), int(session.scalar(done) or 0)


def due(session: Session, span: Span, overdue: date) -> list[Due]:
    """Those whose last day is in the span, without those that are open and due on `overdue` or later."""
    first, last = span.since.astimezone(_ZONE).date(), _last_day(span)
    mine = _petition.agency == span.agency, _petition.due >= first, _petition.due <= last
    columns = (_petition.id, _petition.kind, _petition.due, _petition.done, _petition.satisfied)
    found = session.execute(select(*columns).where(*mine, *counted()))
    # Here, not in SQL: when a day of Vietnam ends, the two databases say in two ways.
    return [
        Due(number, kind, done is not None and done.astimezone(_ZONE).date() <= day, satisfied)
        for number, kind, day, done, satisfied in found
        if done is not None or day < overdue
    ]


def _last_day(span: Span) -> date:
    return (span.until - timedelta(microseconds=1)).astimezone(_ZONE).date()
