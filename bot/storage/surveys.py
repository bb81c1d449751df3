"""The survey: offered once after a talk with an officer, open to everybody on its own page; answered as one likes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Optional

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot.feedback.model import FORGOTTEN, PAGE, Response, Sheet
from bot.storage import feedback
from bot.storage.desk_tables import handoff
from bot.storage.feedback_tables import survey, survey_answer
from bot.storage.ratings import about
from bot.storage.writing import insert_or_update

# Whoever was asked is left in peace for so long, whether he answered or not.
REST = timedelta(days=30)
_FILLED_IN = ("agency", "respondent", "comment", "counter", "procedure")


def offer(session: Session, number: int, agency: str, now: datetime) -> Optional[int]:
    """The survey's number for a closed hand-over; None when it was offered already, or the person not long ago."""
    talk = session.execute(select(handoff).where(handoff.c.id == number)).mappings().first()
    if talk is None or talk["sender"] is None or _was_asked(session, talk["sender"], number, now):
        return None
    row = {name: talk[name] for name in ("sender", "channel", "procedure", "outcome")}
    row |= about(session, talk["procedure"])
    made = session.execute(insert(survey).values(**row, handoff=number, agency=agency, at=now))
    return int(made.inserted_primary_key[0])


def note(session: Session, sender: str, response: Response, now: datetime) -> bool:
    """Keeps what was said last; False when the survey is not this person's."""
    said = {"consented": response.consents, "respondent": response.respondent}
    values = {name: value for name, value in said.items() if value is not None}
    mine = survey.c.id == response.survey, survey.c.sender == sender
    if not session.execute(update(survey).where(*mine).values(**values, changed=now)).rowcount:
        return False
    if response.factor is not None:
        _score(session, response, now)
    _gather(session, sender, response.survey)
    return True


def comment(session: Session, sender: str, number: int, text: str, now: datetime) -> bool:
    """`text` is masked already."""
    mine = survey.c.id == number, survey.c.sender == sender
    if not session.execute(update(survey).where(*mine).values(comment=text, changed=now)).rowcount:
        return False
    _gather(session, sender, number)
    return True


def fill_in(session: Session, sender: str, sheet: Sheet, now: datetime) -> None:
    """Keeps what was filled in last by this person, on this day in Vietnam, for this place: once, and whole."""
    key = _key(sender, sheet.counter, sheet.procedure, now)
    row = {name: getattr(sheet, name) for name in _FILLED_IN} | about(session, sheet.procedure)
    row |= {"key": key, "sender": sender, "channel": PAGE, "consented": True, "at": now, "changed": now}
    # What was said first is the moment that counts; two that are sent together make one row on both databases.
    insert_or_update(session, survey, "key", [row], "respondent", "comment", "changed")
    found = session.execute(select(survey.c.id, survey.c.at).where(survey.c.key == key)).one()
    session.execute(delete(survey_answer).where(survey_answer.c.survey == found.id))
    for factor, score in sheet.scores.items():
        _score(session, Response(found.id, factor=factor, score=score), now)
    feedback.gather(session, sender, found.at)


def has_filled_in(
    session: Session, sender: str, counter: Optional[str], procedure: Optional[str], now: datetime
) -> bool:
    """Whether the person has done so today for this place."""
    query = select(survey.c.id).where(survey.c.key == _key(sender, counter, procedure, now))
    return session.execute(query).first() is not None


def _key(sender: str, counter: Optional[str], procedure: Optional[str], now: datetime) -> str:
    return f"{sender} {feedback.beginning(now):%Y-%m-%d} {counter or ''}|{procedure or ''}"


def forget(session: Session, sender: str) -> None:
    query = update(survey).where(survey.c.sender == sender)
    session.execute(query.values(sender=FORGOTTEN, key=None))


def erase_comments(session: Session, sender: str) -> None:
    mine = survey.c.sender == sender, survey.c.comment.is_not(None)
    session.execute(update(survey).where(*mine).values(comment=None))


def _gather(session: Session, sender: str, number: int) -> None:
    at = session.execute(select(survey.c.at).where(survey.c.id == number)).scalar_one()
    feedback.gather(session, sender, at)


def _was_asked(session: Session, sender: str, number: int, now: datetime) -> bool:
    lately = (survey.c.sender == sender) & (survey.c.at > now - REST)
    query = select(survey.c.id).where((survey.c.handoff == number) | lately)
    return session.execute(query.limit(1)).first() is not None


def _score(session: Session, response: Response, now: datetime) -> None:
    """A factor that is skipped after all has no score any more."""
    where = survey_answer.c.survey == response.survey, survey_answer.c.factor == response.factor
    session.execute(delete(survey_answer).where(*where))
    if response.score is not None:
        row = {"survey": response.survey, "factor": response.factor, "score": response.score}
        session.execute(insert(survey_answer).values(**row, changed=now))
