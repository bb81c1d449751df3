"""What was asked, read for staff: figures, lists, one conversation. Functions answer selects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import Text, case, cast, exists, func, select, update
from sqlalchemy.orm import Session

from bot.storage.tables import now, turn, unanswered
from bot.text.writing import plain

# Of one conversation: more than any person reads at once.
MOST_TURNS = 500


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None and empty leave it open. `until` itself is out."""

    since: Optional[datetime] = None
    until: Optional[datetime] = None
    outcome: Optional[str] = None
    state: Optional[str] = None
    procedure: Optional[str] = None
    text: str = ""


def turns(wanted: Wanted) -> Any:
    """Questions, newest first."""
    return select(turn).where(*_conditions(turn, wanted)).order_by(turn.c.at.desc(), turn.c.id.desc())


def unanswered_ones(wanted: Wanted) -> Any:
    """What waits or waited for staff, newest first."""
    conditions = _conditions(unanswered, wanted)
    return select(unanswered).where(*conditions).order_by(unanswered.c.at.desc(), unanswered.c.id.desc())


def talks(wanted: Wanted) -> Any:
    """The last wanted question of each sender, newest first.

    Not a group of all senders: with few rows looked at, the first page costs the same in a year's questions.
    """
    later = turn.alias("later")
    is_later = (later.c.at > turn.c.at) | ((later.c.at == turn.c.at) & (later.c.id > turn.c.id))
    conditions = (later.c.sender == turn.c.sender, is_later, *_conditions(later, wanted))
    return turns(wanted).where(~exists(select(later.c.id).where(*conditions)))


def how_many_talks(wanted: Wanted) -> Any:
    # Grouped, not count(distinct …), for which PostgreSQL would sort every row; by an expression, because
    # SQLite would otherwise walk the index of all senders for one month's.
    sender = func.coalesce(turn.c.sender, "")
    senders = select(sender).where(*_conditions(turn, wanted)).group_by(sender)
    return select(func.count()).select_from(senders.subquery())


def counts(senders: Sequence[str], wanted: Wanted) -> Any:
    """(sender, how many of his questions are wanted, how many of these went without answer)."""
    missed = func.sum(case((turn.c.outcome.in_(("unknown", "declined")), 1), else_=0))
    conditions = (turn.c.sender.in_(senders), *_conditions(turn, wanted))
    return select(turn.c.sender, func.count(), missed).where(*conditions).group_by(turn.c.sender)


def how_many(query: Any) -> Any:
    """The number of rows that a list has, by the list's own conditions."""
    return select(func.count()).select_from(query.order_by(None).subquery())


def talk_of(turn_id: int) -> Any:
    """All questions of whoever asked this one, the oldest first; the newest when they are too many."""
    sender = select(turn.c.sender).where(turn.c.id == turn_id).scalar_subquery()
    return (
        select(turn)
        .where(turn.c.sender == sender)
        .order_by(turn.c.at.desc(), turn.c.id.desc())
        .limit(MOST_TURNS)
    )


def turn_behind(row: Any) -> Any:
    """The turn that left this unanswered question: of the same sender and words, the last one before it."""
    same = (turn.c.sender == row["sender"], turn.c.text == row["text"], turn.c.at <= row["at"])
    return select(turn.c.id).where(*same).order_by(turn.c.at.desc()).limit(1)


def one_turn(number: int) -> Any:
    return select(turn).where(turn.c.id == number)


def one_unanswered(number: int) -> Any:
    return select(unanswered).where(unanswered.c.id == number)


def review(
    session: Session, number: int, state: str, note: Optional[str], who: str, before: Optional[datetime]
) -> bool:
    """False, and nothing written, when somebody else has reviewed it after `before`."""
    same = (unanswered.c.id == number, unanswered.c.reviewed_at == before)
    values = {"state": state, "note": note, "reviewed_by": who, "reviewed_at": now()}
    return bool(session.execute(update(unanswered).where(*same).values(**values)).rowcount)


def by_hour(since: datetime) -> Any:
    """(hour in UTC as 'YYYY-MM-DD HH', outcome, how many): days of any zone add up from hours."""
    # Both databases write a time as text with the date and the hour in the first 13 characters.
    hour = func.substr(cast(turn.c.at, Text), 1, 13)
    return select(hour, turn.c.outcome, func.count()).where(turn.c.at >= since).group_by(hour, turn.c.outcome)


def by_channel(since: datetime) -> Any:
    """(hour of UTC as two digits, channel, how many)."""
    hour = func.substr(cast(turn.c.at, Text), 12, 2)
    query = select(hour, turn.c.channel, func.count()).where(turn.c.at >= since)
    return query.group_by(hour, turn.c.channel)


def top_procedures(since: datetime, limit: int) -> Any:
    """(code, how many), the most asked-for first."""
    # Not the bare column: its index would have SQLite walk all years to count one month.
    code, asked = func.coalesce(turn.c.procedure, ""), func.count()
    query = select(code, asked).where(turn.c.at >= since, code != "").group_by(code)
    return query.order_by(asked.desc(), code).limit(limit)


def waiting() -> Any:
    """How many unanswered questions nobody has looked at."""
    return select(func.count()).select_from(unanswered).where(unanswered.c.state == "new")


def _conditions(table: Any, wanted: Wanted) -> list[Any]:
    columns = table.c
    found = [columns.at >= wanted.since] if wanted.since else []
    found += [columns.at < wanted.until] if wanted.until else []
    for name in ("outcome", "state", "procedure"):
        value = getattr(wanted, name)
        found += [columns[name] == value] if value and name in columns else []
    # Every word, anywhere; autoescape: a % that is typed is a % that is looked for.
    found += [columns.plain.contains(word, autoescape=True) for word in plain(wanted.text).split()]
    return found
