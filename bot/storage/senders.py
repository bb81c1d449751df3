"""Conversations on messaging channels: met, held by one worker at a time, forgotten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from bot.storage import (
    callbacks,
    feedback,
    handoffs,
    inbox,
    lines,
    outbox,
    pauses,
    petitions,
    ratings,
    surveys,
    tables,
)
from bot.storage.writing import insert_or_update

_sender = tables.sender.c
# Built once, as all that a step of the door asks: SQLAlchemy takes longer to build a query than SQLite to answer.
_HOLD = update(tables.sender).where(
    _sender.sender == bindparam("_sender"), _sender.holder == bindparam("_holder")
)
_LEAVING = select(_sender.leaving).where(_sender.sender == bindparam("_sender"))


@dataclass(frozen=True)
class Held:
    """A conversation that `holder` works at, until somebody else does. The address is encrypted."""

    sender: str
    channel: str
    address: str
    holder: str


@dataclass(frozen=True)
class Met:
    """Somebody who has written. The address is encrypted."""

    sender: str
    channel: str
    address: str


def meet(session: Session, people: Sequence[Met], now: datetime) -> None:
    """Something arrived from them: there is work now. Locks the conversations, so events are numbered in order.

    All in the same order, so that two processes that meet the same people wait for one another once only.
    """
    met = sorted({one.sender: one for one in people}.values(), key=lambda one: one.sender)
    rows = [{**vars(one), "seen": now, "due": now, "leaving": False} for one in met]
    insert_or_update(session, tables.sender, "sender", rows, "address", "seen", "due", "leaving")


def is_due(session: Session, channels: Collection[str], now: datetime) -> bool:
    """Whether there may be work for anybody; cheap, takes no lock."""
    query = select(_sender.sender).where(_free(channels, now)).limit(1)
    return session.execute(query).first() is not None


def claim(
    session: Session, channels: Collection[str], holder: str, until: datetime, now: datetime, limit: int
) -> list[Held]:
    """Those longest due, now held under this name, which must be new. Needs `Writing`."""
    free = select(_sender.sender, _sender.channel, _sender.address).where(_free(channels, now))
    chosen = free.order_by(_sender.due).limit(limit).with_for_update(skip_locked=True)
    helds = [Held(row.sender, row.channel, row.address, holder) for row in session.execute(chosen)]
    if helds:
        query = update(tables.sender).where(_sender.sender.in_([held.sender for held in helds]))
        session.execute(query.values(holder=holder, held_until=until))
    return helds


def still_held(session: Session, held: Held, until: datetime) -> bool:
    """Whether nobody else has taken it; locks the conversation for this transaction and holds it on."""
    return bool(session.execute(_HOLD, {**_key(held), "held_until": until}).rowcount)


def renew(session: Session, helds: Collection[Held], until: datetime) -> None:
    for held in sorted(helds, key=lambda held: held.sender):
        session.execute(_HOLD, {**_key(held), "held_until": until})


def release(session: Session, held: Held, due: Optional[datetime]) -> None:
    """Nobody's again; there is next something to do at `due`."""
    session.execute(_HOLD, {**_key(held), "holder": None, "held_until": None, "due": due})


def holders(session: Session) -> list[str]:
    query = select(_sender.holder).where(_sender.holder.is_not(None)).distinct()
    return [str(holder) for holder in session.scalars(query)]


def let_go(session: Session, gone: Collection[str]) -> None:
    """What these holders kept can be claimed at once."""
    query = update(tables.sender).where(_sender.holder.in_(gone))
    session.execute(query.values(holder=None, held_until=None))


def wake(session: Session, sender: str, now: datetime) -> bool:
    """There is something to do for the conversation; False when there is no such (any more)."""
    query = update(tables.sender).where(_sender.sender == sender).values(due=now)
    return bool(session.execute(query).rowcount)


def is_leaving(session: Session, sender: str) -> bool:
    return bool(session.scalar(_LEAVING, {"_sender": sender}))


def mark_leaving(session: Session, sender: str) -> None:
    session.execute(update(tables.sender).where(_sender.sender == sender).values(leaving=True))


def is_idle(before: datetime) -> tuple[Any, ...]:
    """Not seen since, and nothing is left to do for them: an answer to a petition must still find its way."""
    return _sender.seen < before, _sender.due.is_(None), ~petitions.waits_for_answer(_sender.sender)


def forget_where(session: Session, where: Sequence[Any]) -> None:
    """These people, but for one who is just being met: he is not idle any more."""
    query = select(_sender.sender).where(*where).order_by(_sender.sender)
    for sender in list(session.scalars(query.with_for_update(skip_locked=True))):
        forget_words(session, sender)
        forget_address(session, sender)


def forget_address(session: Session, sender: str) -> None:
    """The last of a person: nobody can be written to under this name any more."""
    inbox.forget(session, sender)
    session.execute(delete(tables.sender).where(_sender.sender == sender))


def forget_words(session: Session, sender: str) -> None:
    """What was said, offered and remembered; the record of turns and ratings no longer tells whose they were."""
    pauses.end(session, sender)
    ratings.forget(session, sender)
    surveys.forget(session, sender)
    feedback.forget(session, sender)
    lines.forget(session, sender)
    handoffs.forget(session, sender, tables.now())
    callbacks.forget(session, sender, tables.now())
    petitions.forget(session, sender)
    forget_letters(session, sender)
    for table, nobody in ((tables.turn, tables.NOBODY), (tables.unanswered, None)):
        session.execute(update(table).where(table.c.sender == sender).values(sender=nobody))


def erase(session: Session, sender: str) -> None:
    """At the person's own wish: what he wrote of us freely goes, too."""
    ratings.erase_comments(session, sender)
    surveys.erase_comments(session, sender)
    feedback.erase_comments(session, sender)
    forget_words(session, sender)


def forget_letters(session: Session, sender: str) -> None:
    """What was offered, remembered and sent."""
    outbox.forget(session, sender)
    for table in (tables.button, tables.talk):
        session.execute(delete(table).where(table.c.sender == sender))


def _key(held: Held) -> dict[str, str]:
    return {"_sender": held.sender, "_holder": held.holder}


def _free(channels: Collection[str], now: datetime):  # type: ignore[no-untyped-def]
    return and_(
        _sender.channel.in_(channels),
        _sender.due <= now,
        or_(_sender.held_until.is_(None), _sender.held_until < now),
    )
