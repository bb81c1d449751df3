"""What a server does every hour, in a test's unit of work."""

from __future__ import annotations

from datetime import datetime

from bot.storage import retention
from bot.storage.database import UnitOfWork
from bot.storage.retention import Terms

TERMS = Terms()


def tidy(uow: UnitOfWork, now: datetime) -> None:
    uow.commit()
    retention.tidy(uow.session.get_bind(), now, TERMS)
