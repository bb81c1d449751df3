"""The officer's side of a talk: what he does at the desk, decided by the desk itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from bot.desk import handoff
from bot.storage import handoffs, tables
from bot.storage.database import engine
from bot.storage.desk_tables import handoff as handoff_table
from bot.storage.tables import now
from bot.storage.writing import Writing

OFFICER, TITLE = "quay1", "Cán bộ quầy 1"


def does(url: str, sender: str, what: str | dict[str, Any]) -> None:
    """'joins', 'returns', {says: …}, {closes: outcome} or {transfers: unit}."""
    step, detail = next(iter(what.items())) if isinstance(what, dict) else (what, "")
    with Writing(engine(url)) as uow:
        wish = handoffs.current(uow.session, sender)
        assert wish is not None, "nobody waits"
        if step == "joins":
            handoff.claim(uow, wish.id, OFFICER, TITLE, now())
        elif step == "says":
            handoff.reply(uow, wish.id, OFFICER, detail, now())
        elif step == "returns":
            handoff.hand_back(uow, wish.id, OFFICER, now())
        elif step == "closes":
            handoff.close(uow, wish.id, OFFICER, detail, now())
        else:
            assert step == "transfers", step
            handoff.transfer(uow, wish.id, OFFICER, now(), unit=detail)
        uow.commit()


def empty(url: str) -> None:
    """Nobody waits, and nothing was measured: the queue of the first person and of the last is the same."""
    with engine(url).begin() as connection:
        connection.execute(delete(handoff_table))


def expire(url: str, sender: str) -> None:
    """As after seven days."""
    button = tables.button
    with engine(url).begin() as connection:
        old = update(button).where(button.c.sender == sender)
        connection.execute(old.values(expires=now() - timedelta(seconds=1)))
