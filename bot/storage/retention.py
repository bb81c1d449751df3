"""For how long each kind of data is kept: looked at, and carried out a batch at a time so that nobody waits for long.

Servers and `bot retention` go by this one list. Whatever figures are counted from stays as a row; what goes is the
words, the contact and whose it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional

from sqlalchemy import delete, false, func, or_, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot.storage import callbacks, feedback, handoffs, lines, pauses, petitions, senders, tables
from bot.storage.database import UnitOfWork
from bot.storage.desk_tables import callback, handoff, line
from bot.storage.feedback_tables import feedback as opinion
from bot.storage.feedback_tables import rating, survey
from bot.storage.outbox import is_over
from bot.storage.petition_tables import DRAFT, petition
from bot.storage.staff_tables import audit, sign_in_attempt, staff_session
from bot.storage.tables import NOBODY
from bot.storage.writing import Writing

# Rows of one transaction: some hundredths of a second on SQLite, whose writers wait for one another.
BATCH = 500
# A person is forgotten in many tables.
FEW = 5

Where = tuple[Any, ...]
# What is done to the rows that are found by these conditions.
Act = Callable[[Session, Where], None]


@dataclass(frozen=True)
class Terms:
    """How long: what is known of people, words of a petition after its end, masked questions and comments, keys of
    events, drafts of petitions, what a talk remembers, last words to somebody who has gone, staff's sessions."""

    keep: timedelta = timedelta(days=30)
    petitions: timedelta = timedelta(days=730)
    words: timedelta = timedelta(days=1825)
    # Zalo tries again for some two hours, Telegram for a day.
    keys: timedelta = timedelta(days=7)
    drafts: timedelta = timedelta(days=1)
    talks: timedelta = timedelta(hours=1)
    # A page may be reading them.
    last_words: timedelta = timedelta(hours=1)
    sessions: timedelta = timedelta(hours=12)
    attempts: timedelta = timedelta(minutes=15)


@dataclass(frozen=True)
class Kind:
    """`held`: rows that have it; `over`: whose time is up. `lasts` None: kept for ever; zero: ends by itself."""

    name: str
    table: Any
    at: Any
    lasts: Optional[timedelta]
    over: Where
    act: Act
    held: Where = ()
    batch: int = 0
    """Rows of one transaction; 0: the usual number."""

    @property
    def key(self) -> Any:
        return next(iter(self.table.primary_key))

    @property
    def due(self) -> Where:
        return (*self.held, *self.over)


@dataclass(frozen=True)
class Count:
    """How much there is of a kind, how much of it would go now, and since when the oldest has been there."""

    kind: Kind
    held: int
    due: int
    oldest: Optional[datetime]


def kinds(now: datetime, terms: Terms) -> list[Kind]:
    """All of them, in the order in which they go."""
    return [*_passing(now, terms), *_said(now, terms), *_desk(now, terms), *_figures(now, terms), _log()]


def count(session: Session, kind: Kind) -> Count:
    held = _number(session, kind, kind.held)
    oldest = session.scalar(select(func.min(kind.at)).where(*kind.held)) if held else None
    return Count(kind, held, _number(session, kind, kind.due) if held else 0, oldest)


def carry_out(engine: Engine, kind: Kind, first: Optional[Callable[[Session], None]] = None) -> Iterator[int]:
    """The rows of each batch, once they have gone. `first` is done in the first one's transaction."""
    last: Any = None
    while keys := _next(engine, kind, last):
        with Writing(engine) as uow:
            # Asked again: somebody may have written meanwhile.
            kind.act(uow.session, (kind.key.in_(keys), *kind.due))
            if first is not None and last is None:
                first(uow.session)
            uow.commit()
        last = keys[-1]
        yield len(keys)


def tidy(engine: Engine, now: datetime, terms: Terms) -> None:
    """All kinds, by a server."""
    for kind in kinds(now, terms):
        for _ in carry_out(engine, kind):
            pass


def _next(engine: Engine, kind: Kind, last: Any) -> list[Any]:
    """Looked for outside of the transaction that writes, and never the same row twice."""
    query: Select = select(kind.key).where(*kind.due).order_by(kind.key).limit(kind.batch or BATCH)
    with UnitOfWork(engine) as uow:
        return list(uow.session.scalars(query if last is None else query.where(kind.key > last)))


def _number(session: Session, kind: Kind, where: Where) -> int:
    return int(session.scalar(select(func.count()).select_from(kind.table).where(*where)) or 0)


# --- The kinds --------------------------------------------------------------------------------------------


def _passing(now: datetime, terms: Terms) -> list[Kind]:
    """What serves for a moment."""
    button, talk, event, pause = (one.c for one in (tables.button, tables.talk, tables.inbox, pauses.pause))
    seen, attempt = staff_session.c, sign_in_attempt.c
    nothing = timedelta()
    done = (event.state == "done",)
    return [
        _deleted("buttons", tables.button, button.expires, now, nothing),
        _deleted("pauses", pauses.pause, pause.until, now, nothing),
        _deleted("talks", tables.talk, talk.at, now, terms.talks),
        _deleted("events", tables.inbox, event.at, now, terms.keys, done),
        _deleted("sessions", staff_session, seen.began, now, terms.sessions),
        _deleted("attempts", sign_in_attempt, attempt.at, now, terms.attempts),
    ]


def _said(now: datetime, terms: Terms) -> list[Kind]:
    orphans = _deleted("last_words", line, line.c.at, now, terms.last_words, (lines.is_orphan(),))
    return [
        _deleted("lines", line, line.c.at, now, terms.keep),
        orphans,
        _deleted("letters", tables.outbox, tables.outbox.c.at, now, terms.keep, (is_over(),)),
    ]


def _desk(now: datetime, terms: Terms) -> list[Kind]:
    asked, wish, wanted = handoff.c, callback.c, petition.c
    before, words = now - terms.keep, now - terms.petitions
    known = (or_(wanted.sender.is_not(None), wanted.contact.is_not(None)), wanted.state != DRAFT)
    draft = (wanted.state == DRAFT,)
    return [
        _changed("handoffs", handoff, asked.asked, terms.keep, (asked.sender.is_not(None),),
                 (asked.closed < before,), handoffs.NOTHING),
        Kind("callbacks", callback, wish.at, terms.keep, (wish.at < before,),
             lambda session, where: callbacks.forget_where(session, now, *where),
             (wish.sender.is_not(None),)),
        _deleted("drafts", petition, wanted.at, now, terms.drafts, draft),
        _changed("contacts", petition, wanted.at, terms.keep, known, (wanted.done < before,),
                 {"sender": None, "contact": None}),
        Kind("petitions", petition, wanted.at, terms.petitions, (wanted.done < words,),
             petitions.empty,
             (wanted.text != "", wanted.state != DRAFT)),
        Kind("people", tables.sender, tables.sender.c.seen, terms.keep, senders.is_idle(before),
             senders.forget_where, batch=FEW),
    ]  # fmt: skip


def _figures(now: datetime, terms: Terms) -> list[Kind]:
    """Rows that figures are counted from stay; whose they were goes by whole days, and later what was written."""
    day, words = feedback.beginning(now - terms.keep), now - terms.words
    linked: list[tuple[str, Any, dict[str, Any]]] = [
        ("turns", tables.turn, {"sender": NOBODY}),
        ("unanswered", tables.unanswered, {"sender": None}),
        ("ratings", rating, {"sender": NOBODY}),
        ("surveys", survey, {"sender": NOBODY, "key": None}),
        ("opinions", opinion, {"sender": NOBODY, "key": None}),
    ]
    written: list[tuple[str, Any, dict[str, Any], Any]] = [
        ("questions", tables.turn, {"text": "", "plain": ""}, tables.turn.c.text != ""),
        ("missed", tables.unanswered, {"text": "", "plain": ""}, tables.unanswered.c.text != ""),
        ("rating_comments", rating, {"comment": None}, rating.c.comment.is_not(None)),
        ("survey_comments", survey, {"comment": None}, survey.c.comment.is_not(None)),
        ("comments", opinion, {"comment": None, "plain": ""}, opinion.c.comment.is_not(None)),
    ]
    return [
        *(_changed(name, table, table.c.at, terms.keep, (_is_linked(table),), (table.c.at < day,), values)
          for name, table, values in linked),
        *(_changed(name, table, table.c.at, terms.words, (has,), (table.c.at < words,), values)
          for name, table, values, has in written),
    ]  # fmt: skip


def _log() -> Kind:
    return Kind("audit", audit, audit.c.at, None, (false(),), lambda session, where: None)


def _is_linked(table: Any) -> Any:
    """Two ranges, not 'other than': only of these the index by sender tells at once how few are left."""
    return or_(table.c.sender < NOBODY, table.c.sender > NOBODY)


def _deleted(name: str, table: Any, at: Any, now: datetime, lasts: timedelta, held: Where = ()) -> Kind:
    # A button is over in the moment that it names; what is kept for a time, after it.
    over = (at < now - lasts,) if lasts else (at <= now,)
    return Kind(
        name, table, at, lasts, over, lambda session, where: _run(session, delete(table), where), held
    )


def _changed(
    name: str, table: Any, at: Any, lasts: timedelta, held: Where, over: Where, values: dict[str, Any]
) -> Kind:
    change = update(table).values(**values)
    return Kind(name, table, at, lasts, over, lambda session, where: _run(session, change, where), held)


def _run(session: Session, statement: Any, where: Where) -> None:
    session.execute(statement.where(*where))
