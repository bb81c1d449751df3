"""What people said, a row for each of them and day: gathered from ratings and surveys, reviewed by staff."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Optional

from sqlalchemy import and_, delete, func, insert, or_, select, text, update
from sqlalchemy.orm import Session

from bot.feedback.model import FORGOTTEN
from bot.storage.feedback_tables import feedback, rating, survey, survey_answer
from bot.text.writing import plain

_feedback, _rating, _survey = feedback.c, rating.c, survey.c
# Vietnam's: the day of which people and reports speak.
_ZONE = timezone(timedelta(hours=7))
# What a person can change by saying more; the rest is the staff's.
_SAID = ("satisfied", "reason", "score", "comment")


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None and empty leave it open. `until` itself is out.

    `open` leaves out what is answered or closed; `overdue` is a day: due before it, and still open.
    """

    since: Optional[datetime] = None
    until: Optional[datetime] = None
    satisfied: Optional[bool] = None
    reason: Optional[str] = None
    commented: bool = False
    procedure: Optional[str] = None
    field: Optional[str] = None
    channel: Optional[str] = None
    state: Optional[str] = None
    assignee: Optional[str] = None
    tag: Optional[str] = None
    overdue: Optional[date] = None
    text: str = ""


# --- Gathered ---------------------------------------------------------------------------------------------


def gather(session: Session, sender: str, at: datetime) -> None:
    """All that the person said on the day of `at`, as it is now; to be called after every change of it."""
    since = beginning(at)
    day = since, since + timedelta(days=1)
    values = _values(_ratings(session, sender, *day), _surveys(session, sender, *day))
    key = key_of(sender, at)
    if values is None:
        session.execute(delete(feedback).where(_feedback.key == key))
        return
    was = session.execute(select(feedback).where(_feedback.key == key)).mappings().first()
    if was is None:
        session.execute(insert(feedback).values(key=key, sender=sender, **values))
        return
    if any(was[name] != values[name] for name in _SAID):
        # Whoever has looked at it has not seen this.
        values["state"] = "new"
    session.execute(update(feedback).where(_feedback.id == was["id"]).values(**values))


def key_of(sender: str, at: datetime) -> str:
    """Of the row that has what this person said on that day."""
    return f"{sender} {at.astimezone(_ZONE):%Y-%m-%d}"


def beginning(at: datetime) -> datetime:
    """Of the day in Vietnam."""
    return datetime.combine(at.astimezone(_ZONE).date(), time(), _ZONE)


def _ratings(session: Session, sender: str, since: datetime, until: datetime) -> list[Any]:
    said = or_(_rating.satisfied.is_not(None), _rating.comment.is_not(None))
    query = select(rating).where(_rating.sender == sender, _rating.at >= since, _rating.at < until, said)
    return list(session.execute(query.order_by(_rating.at, _rating.id)).mappings())


def _surveys(session: Session, sender: str, since: datetime, until: datetime) -> list[Any]:
    mean = select(func.avg(survey_answer.c.score)).where(survey_answer.c.survey == _survey.id)
    query = select(survey, mean.scalar_subquery().label("score")).where(
        _survey.sender == sender, _survey.at >= since, _survey.at < until, _survey.consented.is_(True)
    )
    found = session.execute(query.order_by(_survey.at, _survey.id)).mappings()
    return [row for row in found if row["score"] is not None or row["comment"]]


def _values(ratings: Sequence[Any], surveys: Sequence[Any]) -> Optional[dict[str, Any]]:
    """None when nothing was said."""
    if not ratings and not surveys:
        return None
    last = (ratings or surveys)[-1]
    rated = [row["satisfied"] for row in ratings if row["satisfied"] is not None]
    comment = "\n".join(row["comment"] for row in (*ratings, *surveys) if row["comment"]) or None
    scores = [float(row["score"]) for row in surveys if row["score"] is not None]
    return {
        **{name: last[name] for name in ("agency", "channel", "procedure", "field")},
        "counter": next((row["counter"] for row in reversed(surveys) if row["counter"]), None),
        "at": max(row["changed"] or row["at"] for row in (*ratings, *surveys)),
        "turn": ratings[-1]["turn"] if ratings else None,
        "satisfied": all(rated) if rated else None,
        "rated": len(rated),
        "unsatisfied": rated.count(False),
        "reason": next((row["reason"] for row in reversed(ratings) if row["reason"]), None),
        "score": round(sum(scores) / len(scores), 2) if scores else None,
        "comment": comment,
        "plain": plain(comment or ""),
    }


def forget(session: Session, sender: str) -> None:
    """What was said stays; whose it was is no longer told."""
    query = update(feedback).where(_feedback.sender == sender)
    session.execute(query.values(sender=FORGOTTEN, key=None))


def erase_comments(session: Session, sender: str) -> None:
    query = update(feedback).where(_feedback.sender == sender, _feedback.comment.is_not(None))
    session.execute(query.values(comment=None, plain=""))


# --- Looked at --------------------------------------------------------------------------------------------


def listed(wanted: Wanted) -> Any:
    """Rows, newest first."""
    return select(feedback).where(*conditions(wanted)).order_by(_feedback.at.desc(), _feedback.id.desc())


def how_many(wanted: Wanted) -> Any:
    return select(func.count()).select_from(feedback).where(*conditions(wanted))


def one(number: int) -> Any:
    return select(feedback).where(_feedback.id == number)


def numbered(numbers: Collection[int]) -> Any:
    return select(feedback).where(_feedback.id.in_(list(numbers))).order_by(_feedback.id)


def numbers(keys: Collection[str]) -> Any:
    """(key, number) of the rows that there are."""
    return select(_feedback.key, _feedback.id).where(_feedback.key.in_(list(keys)))


def conditions(wanted: Wanted) -> list[Any]:
    found = [_feedback.at >= wanted.since] if wanted.since else []
    found += [_feedback.at < wanted.until] if wanted.until else []
    found += [_feedback.satisfied.is_(wanted.satisfied)] if wanted.satisfied is not None else []
    for name in ("reason", "procedure", "field", "channel", "state", "assignee"):
        value = getattr(wanted, name)
        found += [_feedback[name] == value] if value else []
    if wanted.tag:
        # The first by itself says nothing more, but an index has only these.
        found += [_feedback.tags != text("''"), _feedback.tags.contains(f"|{wanted.tag}|", autoescape=True)]
    if wanted.overdue:
        found.append(and_(_feedback.due < wanted.overdue, _feedback.state.not_in(("answered", "closed"))))
    words = plain(wanted.text).split()
    if wanted.commented or words:
        found.append(_feedback.comment.is_not(None))
    # Every word, anywhere; autoescape: a % that is typed is a % that is looked for.
    return found + [_spelled(word).contains(word, autoescape=True) for word in words]


def _spelled(word: str) -> Any:
    """The column; for one or two letters in a way that keeps PostgreSQL from walking its whole index of threes."""
    return _feedback.plain if len(word) > 2 else _feedback.plain.concat("")


# --- Reviewed ---------------------------------------------------------------------------------------------


def review(session: Session, number: int, before: Optional[datetime], at: datetime, **values: Any) -> bool:
    """False, and nothing written, when somebody else has reviewed it after `before`."""
    same = _feedback.id == number, _feedback.reviewed_at == before
    return bool(session.execute(update(feedback).where(*same).values(**values, reviewed_at=at)).rowcount)


def review_all(session: Session, numbers: Collection[int], at: datetime, **values: Any) -> None:
    query = update(feedback).where(_feedback.id.in_(list(numbers)))
    session.execute(query.values(**values, reviewed_at=at))


def undo(session: Session, number: int, at: datetime, **before: Any) -> bool:
    """As it was before the review of that moment; False when it was reviewed again since."""
    same = _feedback.id == number, _feedback.reviewed_at == at
    return bool(session.execute(update(feedback).where(*same).values(**before)).rowcount)
