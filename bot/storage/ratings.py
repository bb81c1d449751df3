"""Ratings of answers: asked with the answer, said once by a person, changed as often as he likes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from bot.feedback.model import FORGOTTEN, Asking, Opinion
from bot.storage import feedback
from bot.storage.feedback_tables import rating, survey
from bot.storage.tables import procedure

_ASK = insert(rating)
_ABOUT = select(procedure.c.field, procedure.c.online_level).where(procedure.c.code == bindparam("_code"))


def ask(session: Session, sender: str, asking: Asking, now: datetime) -> None:
    """The answer is shown with the question whether it satisfied."""
    row = {**vars(asking), "aspects": list(asking.aspects), **about(session, asking.procedure)}
    session.execute(_ASK, {**row, "sender": sender, "at": now, "asked": True})


def note(session: Session, sender: str, opinion: Opinion, now: datetime) -> bool:
    """Keeps what was said last; False when that answer is not one this person was asked about."""
    said = {
        name: value
        for name in ("satisfied", "reason", "comment")
        if (value := getattr(opinion, name)) is not None
    }
    if opinion.satisfied:
        said["reason"] = None
    elif opinion.reason:
        said["satisfied"] = False
    if opinion.turn is not None:
        mine = rating.c.sender == sender, rating.c.turn == opinion.turn
        found = update(rating).where(*mine).values(**said, changed=now)
        if not session.execute(found).rowcount:
            return False
        feedback.gather(session, sender, session.execute(select(rating.c.at).where(*mine)).scalar_one())
        return True
    row = {"channel": opinion.channel, "agency": opinion.agency, "aspects": []}
    session.execute(_ASK, {**row, **said, "sender": sender, "at": now, "changed": now, "asked": False})
    feedback.gather(session, sender, now)
    return True


def last_asked(session: Session, sender: str, since: datetime) -> Optional[int]:
    """The turn whose answer the person was last asked to rate."""
    mine = rating.c.sender == sender, rating.c.asked.is_(True), rating.c.at >= since
    return session.scalar(select(rating.c.turn).where(*mine).order_by(rating.c.id.desc()).limit(1))


def comments(session: Session, agency: str, since: datetime, until: datetime) -> list[Any]:
    """(satisfied, reason, comment) of ratings and free comments, the latest first; then (None, None, …) of surveys."""
    said = select(rating.c.satisfied, rating.c.reason, rating.c.comment).where(
        rating.c.agency == agency, rating.c.at >= since, rating.c.at < until, rating.c.comment.is_not(None)
    )
    told = select(survey.c.comment).where(
        survey.c.agency == agency, survey.c.at >= since, survey.c.at < until, survey.c.comment.is_not(None)
    )
    rows: list[Any] = list(session.execute(said.order_by(rating.c.at.desc(), rating.c.id.desc())).all())
    ends = session.scalars(told.order_by(survey.c.at.desc(), survey.c.id.desc()))
    return [*rows, *((None, None, comment) for comment in ends)]


def about(session: Session, code: Optional[str]) -> dict[str, Any]:
    """Field and online level of a procedure as they are now; of none, or one unknown, nothing."""
    found = session.execute(_ABOUT, {"_code": code}).first() if code else None
    return {"field": found[0], "online_level": found[1]} if found else {"field": None, "online_level": None}


def forget(session: Session, sender: str) -> None:
    """The ratings remain; whose they were is no longer told."""
    session.execute(update(rating).where(rating.c.sender == sender).values(sender=FORGOTTEN))


def erase_comments(session: Session, sender: str) -> None:
    """What somebody wrote freely goes when he asks for it: masking does not know names."""
    mine = rating.c.sender == sender, rating.c.comment.is_not(None)
    session.execute(update(rating).where(*mine).values(comment=None))
