"""Answers that officers give again and again, as they wrote them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot.storage.desk_tables import canned
from bot.storage.tables import now


def everything() -> Any:
    return select(canned).order_by(canned.c.title)


def one(number: int) -> Any:
    return select(canned).where(canned.c.id == number)


def called(title: str) -> Any:
    return select(canned).where(canned.c.title == title)


def add(session: Session, title: str, text: str, who: str) -> int:
    row = {"title": title, "text": text, "who": who}
    return int(session.execute(insert(canned).values(**row)).inserted_primary_key[0])


def change(session: Session, number: int, title: str, text: str, who: str) -> bool:
    """False when it is no more."""
    query = update(canned).where(canned.c.id == number)
    return bool(session.execute(query.values(title=title, text=text, who=who, at=now())).rowcount)


def remove(session: Session, number: int) -> bool:
    return bool(session.execute(delete(canned).where(canned.c.id == number)).rowcount)
