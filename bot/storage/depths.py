"""How much waits, for machines that watch: a few counts over short parts of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.storage import inbox, outbox, tables
from bot.storage.desk_tables import handoff
from bot.storage.zalo import token

_outbox, _handoff = tables.outbox.c, handoff.c


@dataclass(frozen=True)
class Depths:
    """Ages are in seconds, zero where nothing waits. `refresh_token`: when Zalo's was obtained."""

    inbox: int
    inbox_age: float
    outbox: int
    outbox_age: float
    handoffs: int
    handoff_age: float
    refresh_token: Optional[datetime]
    renewal_failed: bool


def read(session: Session, now: datetime) -> Depths:
    earliest = select(func.min(_outbox.at)).where(_outbox.state.in_(("waiting", "sending")))
    waiting = select(func.count(), func.min(_handoff.asked)).where(_handoff.state == "waiting")
    count, asked = session.execute(waiting).one()
    pair = session.execute(select(token.c.obtained, token.c.failure).order_by(token.c.obtained)).first()
    return Depths(
        inbox=inbox.unfinished(session),
        inbox_age=_age(inbox.oldest(session), now),
        outbox=outbox.unsent(session),
        outbox_age=_age(session.scalar(earliest), now),
        handoffs=count,
        handoff_age=_age(asked, now),
        refresh_token=pair.obtained if pair else None,
        renewal_failed=bool(pair and pair.failure),
    )


def _age(since: Optional[datetime], now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
