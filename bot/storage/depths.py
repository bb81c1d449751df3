"""How much waits, for machines that watch: a few counts over short parts of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage import handoffs, inbox, outbox
from bot.storage.zalo import token


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
    waiting = handoffs.waiting(session)
    pair = session.execute(select(token.c.obtained, token.c.failure).order_by(token.c.obtained)).first()
    return Depths(
        inbox=inbox.unfinished(session),
        inbox_age=_age(inbox.oldest(session), now),
        outbox=outbox.unsent(session),
        outbox_age=_age(outbox.oldest(session), now),
        handoffs=len(waiting),
        handoff_age=_age(min((one.asked for one in waiting), default=None), now),
        refresh_token=pair.obtained if pair else None,
        renewal_failed=bool(pair and pair.failure),
    )


def _age(since: Optional[datetime], now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
