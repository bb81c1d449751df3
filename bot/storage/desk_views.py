"""The desk as staff read it: transcripts with what the assistant made of them, and hand-overs that have ended.

Functions answer selects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import func, or_, select

from bot.storage.callbacks import PENDING
from bot.storage.desk_tables import callback, handoff, line
from bot.storage.tables import outbox, turn

# Of one conversation: more than any person reads at once.
MOST_LINES = 500


@dataclass(frozen=True)
class Ended:
    """Which of the closed hand-overs are looked for; None leaves it open. `until` itself is out."""

    since: Optional[datetime] = None
    until: Optional[datetime] = None
    outcome: Optional[str] = None
    officer: Optional[str] = None


def transcript(sender: Optional[str], after: int = 0) -> Any:
    """The newest lines after this number, newest first, each with what is known of its turn."""
    known = (turn.c.outcome, turn.c.procedure, turn.c.aspects, turn.c.confidence)
    return (
        select(line, *known)
        .outerjoin(turn, turn.c.id == line.c.turn)
        .where(line.c.sender == sender, line.c.number > after)
        .order_by(line.c.number.desc())
        .limit(MOST_LINES)
    )


def procedures_asked(sender: Optional[str], limit: int) -> Any:
    """Codes that the conversation was about, the latest first."""
    conditions = turn.c.sender == sender, turn.c.procedure.is_not(None)
    query = select(turn.c.procedure).where(*conditions).group_by(turn.c.procedure)
    return query.order_by(func.max(turn.c.id).desc()).limit(limit)


def earlier(number: int, sender: Optional[str], limit: int) -> Any:
    """Other hand-overs of the same person, newest first."""
    conditions = handoff.c.sender == sender, handoff.c.id != number
    return select(handoff).where(*conditions).order_by(handoff.c.id.desc()).limit(limit)


def ended(wanted: Ended) -> Any:
    """Closed hand-overs, those that ended last first."""
    return select(handoff).where(*_conditions(wanted)).order_by(handoff.c.closed.desc(), handoff.c.id.desc())


def waits(wanted: Ended) -> Any:
    """How long people waited until somebody took them, in seconds within working hours."""
    return select(handoff.c.waited).where(handoff.c.waited.is_not(None), *_conditions(wanted))


def officers() -> Any:
    """Accounts that have closed hand-overs."""
    query = select(handoff.c.officer).where(handoff.c.officer.is_not(None), handoff.c.state == "closed")
    return query.group_by(handoff.c.officer).order_by(handoff.c.officer)


def how_many_wait() -> Any:
    return select(func.count()).select_from(handoff).where(handoff.c.state == "waiting")


def undelivered(sender: Optional[str], since: datetime) -> Any:
    """How many letters of this conversation did not arrive, or are tried again."""
    failing = or_(
        outbox.c.state.in_(("refused", "unsure")), (outbox.c.state == "waiting") & (outbox.c.attempts > 0)
    )
    conditions = outbox.c.sender == sender, outbox.c.at >= since, failing
    return select(func.count()).select_from(outbox).where(*conditions)


def callbacks(states: Sequence[str]) -> Any:
    """Oldest first while there is something to do, else newest first; the number stays where it is."""
    columns = [column for column in callback.c if column.name != "phone"]
    to_do = set(states) <= set(PENDING)
    order = callback.c.at if to_do else callback.c.at.desc()
    return select(*columns).where(callback.c.state.in_(states)).order_by(order, callback.c.id)


def how_many_callbacks() -> Any:
    return select(func.count()).select_from(callback).where(callback.c.state.in_(PENDING))


def _conditions(wanted: Ended) -> list[Any]:
    found = [handoff.c.state == "closed"]
    found += [handoff.c.closed >= wanted.since] if wanted.since else []
    found += [handoff.c.closed < wanted.until] if wanted.until else []
    found += [handoff.c.outcome == wanted.outcome] if wanted.outcome else []
    return found + ([handoff.c.officer == wanted.officer] if wanted.officer else [])
