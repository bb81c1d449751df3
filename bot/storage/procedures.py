"""Procedures as staff list them: the row of each, without its parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Optional

from sqlalchemy import func, or_, select

from bot.storage.tables import procedure

_LISTED = (
    procedure.c.code, procedure.c.name, procedure.c.short_name, procedure.c.aliases, procedure.c.field,
    procedure.c.state, procedure.c.completeness, procedure.c.checked, procedure.c.online_level,
)  # fmt: skip


def listed(
    field: Optional[str] = None,
    state: Optional[str] = None,
    completeness: Optional[str] = None,
    unchecked_since: Optional[date] = None,
) -> Any:
    """Rows of the list, by name; `unchecked_since` keeps those in force whose facts are older, or undated."""
    query = select(*_LISTED).order_by(procedure.c.name, procedure.c.code)
    given = {"field": field, "state": state, "completeness": completeness}
    query = query.where(*(procedure.c[name] == value for name, value in given.items() if value))
    return query.where(_stale(unchecked_since)) if unchecked_since else query


def titles(codes: Sequence[str]) -> Any:
    """(code, short name or name) of those that exist."""
    title = func.coalesce(procedure.c.short_name, procedure.c.name)
    return select(procedure.c.code, title).where(procedure.c.code.in_(codes))


def stalest(before: date, limit: int) -> Any:
    """Those checked longest ago; the undated first."""
    title = func.coalesce(procedure.c.short_name, procedure.c.name).label("title")
    return (
        select(procedure.c.code, title, procedure.c.checked)
        .where(_stale(before))
        .order_by(procedure.c.checked.is_not(None), procedure.c.checked, procedure.c.code)
        .limit(limit)
    )


def how_many_stale(before: date) -> Any:
    return select(func.count()).select_from(procedure).where(_stale(before))


def how_many() -> Any:
    return select(func.count()).select_from(procedure)


def _stale(before: date) -> Any:
    old = or_(procedure.c.checked.is_(None), procedure.c.checked < before)
    return old & (procedure.c.state == "in_force")
