"""One person under another pseudonym: everything of him goes over, in whatever table it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from bot.storage.feedback_tables import feedback, survey
from bot.storage.tables import metadata
from bot.storage.tables import sender as people

# Their keys begin with the pseudonym.
_KEYED = (feedback, survey)


def rename(session: Session, old: str, new: str, now: datetime) -> bool:
    """False when there is nobody of the old name, or somebody is just working for him: then the next time."""
    free = or_(people.c.held_until.is_(None), people.c.held_until < now)
    query = select(people).where(people.c.sender == old, free).with_for_update()
    row = session.execute(query).mappings().first()
    if row is None:
        return False
    if not _is_there(session, people, new):
        session.execute(insert(people).values(**{**row, "sender": new}))
    for table in metadata.sorted_tables:
        if "sender" in table.c and table is not people:
            _hand_over(session, table, old, new)
    session.execute(delete(people).where(people.c.sender == old))
    return True


def _hand_over(session: Session, table: Any, old: str, new: str) -> None:
    mine, values = table.c.sender == old, {"sender": new}
    if table.c.sender.primary_key and _is_there(session, table, new):
        # Of what there is one of, the later one counts.
        session.execute(delete(table).where(mine))
        return
    if table in _KEYED:
        key = func.replace(table.c.key, old, new)
        other = table.alias()
        taken = select(other.c.id).where(other.c.key == key).exists()
        session.execute(update(table).where(mine, taken).values(key=None))
        values["key"] = key
    session.execute(update(table).where(mine).values(**values))


def _is_there(session: Session, table: Any, name: str) -> bool:
    return session.execute(select(table.c.sender).where(table.c.sender == name)).first() is not None
