"""The survey after a talk with an officer: offered once, answered as far as somebody likes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Optional

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot.feedback.model import FORGOTTEN, Response
from bot.storage import feedback
from bot.storage.desk_tables import handoff
from bot.storage.feedback_tables import survey, survey_answer
from bot.storage.ratings import about

# Whoever was asked is left in peace for so long, whether he answered or not.
REST = timedelta(days=30)


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


def forget(session: Session, sender: str) -> None:
    session.execute(update(survey).where(survey.c.sender == sender).values(sender=FORGOTTEN))


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
