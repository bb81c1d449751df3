"""Accounts, sessions and attempts to sign in, as the database has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.storage.staff_tables import sign_in_attempt, staff, staff_session


def everyone() -> Any:
    return select(staff).order_by(staff.c.name)


def by_name(name: str) -> Any:
    return select(staff).where(staff.c.name == name)


def how_many_active(role: Optional[str] = None) -> Any:
    query = select(func.count()).select_from(staff).where(staff.c.disabled.is_(None))
    return query.where(staff.c.role == role) if role else query


def add(session: Session, **values: Any) -> int:
    return int(session.execute(insert(staff).values(**values)).inserted_primary_key[0])


def change(session: Session, staff_id: int, **values: Any) -> None:
    session.execute(update(staff).where(staff.c.id == staff_id).values(**values))


# --- Sessions --------------------------------------------------------------------------------------------


def session_with_staff(token: str) -> Any:
    """One session and its account; the account's columns as they are, the session's with their own names."""
    return (
        select(staff, staff_session.c.id.label("session_id"), staff_session.c.began, staff_session.c.seen)
        .join(staff_session, staff_session.c.staff_id == staff.c.id)
        .where(staff_session.c.token == token)
    )


def sessions_of(staff_id: int) -> Any:
    return select(staff_session).where(staff_session.c.staff_id == staff_id)


def begin_session(session: Session, token: str, staff_id: int) -> None:
    session.execute(insert(staff_session).values(token=token, staff_id=staff_id))


def touch_session(session: Session, session_id: int, at: datetime) -> None:
    session.execute(update(staff_session).where(staff_session.c.id == session_id).values(seen=at))


def end_session(session: Session, token: str) -> None:
    session.execute(delete(staff_session).where(staff_session.c.token == token))


def end_sessions(session: Session, staff_id: int, but: Optional[str] = None) -> None:
    """All of an account's; the one with the token `but` may go on."""
    query = delete(staff_session).where(staff_session.c.staff_id == staff_id)
    session.execute(query.where(staff_session.c.token != but) if but else query)


def forget_sessions(session: Session, began_before: datetime, seen_before: datetime) -> None:
    table = staff_session.c
    session.execute(delete(staff_session).where((table.began < began_before) | (table.seen < seen_before)))


# --- Attempts --------------------------------------------------------------------------------------------


def attempts(keys: Sequence[str], since: datetime) -> Any:
    """key → how many since."""
    table = sign_in_attempt.c
    return select(table.key, func.count()).where(table.key.in_(keys), table.at >= since).group_by(table.key)


def add_attempt(session: Session, keys: Sequence[str]) -> list[int]:
    return [
        int(session.execute(insert(sign_in_attempt).values(key=key)).inserted_primary_key[0]) for key in keys
    ]


def forget_attempts(session: Session, ids: Sequence[int] = (), keys: Sequence[str] = ()) -> None:
    table = sign_in_attempt.c
    session.execute(delete(sign_in_attempt).where(table.id.in_(ids) | table.key.in_(keys)))


def forget_old_attempts(session: Session, before: datetime) -> None:
    session.execute(delete(sign_in_attempt).where(sign_in_attempt.c.at < before))
