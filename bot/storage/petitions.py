"""Petitions as the database has them. Their rules are in `bot.desk.petitions`; a contact comes here encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Optional

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.storage.petition_tables import DRAFT, OPEN, UNTOLD, petition, petition_step
from bot.text.writing import plain

_petition, _step = petition.c, petition_step.c


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None and empty leave it open. `first` and `last` are the days between which it is due."""

    state: Optional[str] = None
    kind: Optional[str] = None
    unit: Optional[str] = None
    channel: Optional[str] = None
    cause: Optional[str] = None
    first: Optional[date] = None
    last: Optional[date] = None
    is_open: Optional[bool] = None
    text: str = ""


# --- The person's side ------------------------------------------------------------------------------------


def draft(session: Session, sender: str) -> Optional[Any]:
    """What the person has begun and not sent; nobody has two."""
    query = select(petition).where(_petition.sender == sender, _petition.state == DRAFT)
    return session.execute(query.order_by(_petition.id.desc()).limit(1)).mappings().first()


def begin(session: Session, sender: str, channel: str, agency: str, text: str, at: datetime) -> None:
    """A new draft, instead of the one before."""
    drop(session, sender)
    row = {"sender": sender, "channel": channel, "agency": agency, "state": DRAFT, "text": text, "at": at}
    session.execute(insert(petition).values(**row, plain=plain(text), attachments=[]))


def fill(session: Session, sender: str, **values: Any) -> None:
    """Another part of the draft."""
    mine = _petition.sender == sender, _petition.state == DRAFT
    session.execute(update(petition).where(*mine).values(**values))


def send(session: Session, sender: str, **values: Any) -> Optional[int]:
    """The draft becomes a petition; its number, or None when there is no draft (any more)."""
    found = draft(session, sender)
    if found is None:
        return None
    words = plain(" ".join(filter(None, (found["text"], found["place"], found["about"]))))
    sent = update(petition).where(_petition.id == found["id"], _petition.state == DRAFT)
    session.execute(sent.values(**values, state="received", plain=words))
    return int(found["id"])


def drop(session: Session, sender: str) -> None:
    session.execute(delete(petition).where(_petition.sender == sender, _petition.state == DRAFT))


def latest(session: Session, sender: str) -> Optional[Any]:
    """The person's last one that was sent."""
    query = select(petition).where(_petition.sender == sender, _petition.state != DRAFT)
    return session.execute(query.order_by(_petition.id.desc()).limit(1)).mappings().first()


def sent_since(session: Session, sender: str, since: datetime) -> int:
    mine = _petition.sender == sender, _petition.state != DRAFT, _petition.at >= since
    return int(session.scalar(select(func.count()).select_from(petition).where(*mine)) or 0)


def by_code(session: Session, code: str) -> Optional[Any]:
    return session.execute(select(petition).where(_petition.code == code)).mappings().first()


def rate(session: Session, number: int, sender: str, satisfied: bool) -> bool:
    """False when it is not this person's, or has not been answered."""
    mine = _petition.id == number, _petition.sender == sender, _petition.state.in_(("answered", "closed"))
    return bool(session.execute(update(petition).where(*mine).values(satisfied=satisfied)).rowcount)


# --- The staff's side -------------------------------------------------------------------------------------


def one(number: int) -> Any:
    return select(petition).where(_petition.id == number, _petition.state != DRAFT)


def listed(wanted: Wanted) -> Any:
    """What is still to be done first, by its last day; then what is done, the latest first."""
    order = case((_petition.state.in_(OPEN), 0), else_=1)
    done = case((_petition.state.in_(OPEN), None), else_=_petition.done).desc()
    due = case((_petition.state.in_(OPEN), _petition.due))
    return select(petition).where(*conditions(wanted)).order_by(order, due, done, _petition.id)


def how_many(wanted: Wanted) -> Any:
    return select(func.count()).select_from(petition).where(*conditions(wanted))


def units() -> Any:
    """To whom petitions were forwarded."""
    query = select(_petition.unit).where(_petition.unit.is_not(None))
    return query.group_by(_petition.unit).order_by(_petition.unit)


def conditions(wanted: Wanted) -> list[Any]:
    found = [_petition.state != DRAFT]
    if wanted.cause == UNTOLD:
        found += [_petition.state == "closed", _petition.cause.is_(None)]
    elif wanted.cause:
        found.append(_petition.cause == wanted.cause)
    for name in ("state", "kind", "unit", "channel"):
        value = getattr(wanted, name)
        found += [_petition[name] == value] if value else []
    if wanted.is_open is not None:
        found.append(_petition.state.in_(OPEN) if wanted.is_open else _petition.state.not_in(OPEN))
    found += [_petition.due >= wanted.first] if wanted.first else []
    found += [_petition.due <= wanted.last] if wanted.last else []
    # Every word, anywhere; autoescape: a % that is typed is a % that is looked for. A code is looked for as typed.
    words = plain(wanted.text).split()
    return found + [
        _petition.plain.contains(word, autoescape=True) | (func.lower(_petition.code) == word)
        for word in words
    ]


def change(session: Session, number: int, version: int, was: Sequence[str], **values: Any) -> bool:
    """False, and nothing written, when somebody was faster or it is in none of these states."""
    same = _petition.id == number, _petition.version == version, _petition.state.in_(was)
    query = update(petition).where(*same).values(**values, version=version + 1)
    return bool(session.execute(query).rowcount)


def add_step(
    session: Session,
    number: int,
    step: str,
    at: datetime,
    staff: Optional[str] = None,
    detail: Optional[str] = None,
    told: bool = False,
) -> None:
    row = {"petition": number, "step": step, "at": at, "staff": staff, "detail": detail, "told": told}
    session.execute(insert(petition_step).values(**row))


def steps(number: int) -> Any:
    """Oldest first."""
    return select(petition_step).where(_step.petition == number).order_by(_step.id)


def published(agency: str, limit: int) -> Any:
    """What the public may read, the latest first: neither the person's words nor who he is."""
    columns = (_petition.published_matter, _petition.published_answer, _petition.published, _petition.kind)
    shown = select(*columns).where(_petition.agency == agency, _petition.published.is_not(None))
    return shown.order_by(_petition.published.desc(), _petition.id.desc()).limit(limit)


# --- Forgotten --------------------------------------------------------------------------------------------


def forget(session: Session, sender: str) -> None:
    """Drafts go; what was sent stays without contact and without the way back to the person."""
    drop(session, sender)
    query = update(petition).where(_petition.sender == sender)
    session.execute(query.values(sender=None, contact=None))


# What a figure is counted from, and what was published, stays.
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("place", "procedure", "about", "contact", "sender", "answer")),
    "text": "",
    "plain": "",
    "attachments": [],
}


def empty(session: Session, where: Sequence[Any]) -> None:
    """The words of these go, the person's and the staff's."""
    numbers = list(session.scalars(select(_petition.id).where(*where)))
    if not numbers:
        return
    said = update(petition_step).where(_step.petition.in_(numbers), _step.step != "rated")
    session.execute(said.values(detail=None))
    session.execute(update(petition).where(_petition.id.in_(numbers)).values(**_EMPTY))


def waits_for_answer(sender: Any) -> Any:
    """Whether the person of that column waits for an answer to a petition."""
    query = select(_petition.id).where(_petition.sender == sender, _petition.state.in_(OPEN))
    return query.exists()
