"""Every column that is encrypted under MOTCUA_SECRET, read and written again a batch at a time.

What is in them is not understood here: `bot.desk.sealing` opens and closes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.engine import Engine

from bot.storage import tables, zalo
from bot.storage.database import UnitOfWork
from bot.storage.desk_tables import callback
from bot.storage.petition_tables import petition
from bot.storage.writing import Writing

BATCH = 200


@dataclass(frozen=True)
class Sealed:
    """One column. Its table's primary key is one column, too."""

    table: Any
    column: str

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column}"


COLUMNS = (
    Sealed(tables.sender, "address"),
    Sealed(tables.inbox, "body"),
    Sealed(petition, "contact"),
    Sealed(callback, "phone"),
    Sealed(zalo.token, "access"),
    Sealed(zalo.token, "refresh"),
)


def count(engine: Engine, column: Sealed) -> int:
    values = column.table.c[column.column]
    with UnitOfWork(engine) as uow:
        query = select(func.count()).select_from(column.table).where(values.is_not(None))
        return int(uow.session.scalar(query) or 0)


def batches(engine: Engine, column: Sealed) -> Iterator[dict[Any, str]]:
    """Key → what is stored, in the order of keys."""
    key, value = _columns(column)
    query = select(key, value).where(value.is_not(None)).order_by(key).limit(BATCH)
    last: Any = None
    while True:
        with UnitOfWork(engine) as uow:
            rows = uow.session.execute(query if last is None else query.where(key > last)).all()
        if not rows:
            return
        yield {row[0]: row[1] for row in rows}
        last = rows[-1][0]


def replace(engine: Engine, column: Sealed, changed: Mapping[Any, tuple[str, str]]) -> int:
    """Key → what was stored and what is to be; how many were. What somebody else has written meanwhile stays."""
    if not changed:
        return 0
    key, value = _columns(column)
    mine = key == bindparam("_key"), value == bindparam("_was")
    query = update(column.table).where(*mine).values({column.column: bindparam("_new")})
    with Writing(engine) as uow:
        done = 0
        for row in sorted(changed):
            was, new = changed[row]
            done += uow.session.execute(query, {"_key": row, "_was": was, "_new": new}).rowcount
        uow.commit()
    return done


def _columns(column: Sealed) -> tuple[Any, Any]:
    return next(iter(column.table.primary_key)), column.table.c[column.column]
