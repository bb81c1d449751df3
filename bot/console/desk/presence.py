"""Who is at the desk. Whoever says so stays there while he opens pages; two minutes of silence, and he is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from bot.console.desk import forms
from bot.console.visit import Visit, go, own_path
from bot.staff.entrance import Inside
from bot.staff.model import Role
from bot.storage import presence, tables

# A page more often than this does not write.
_FRESH = timedelta(seconds=30)


def keep(session: Any, one: Inside | None) -> bool:
    """Whether this officer is at the desk; says that he still is. The caller commits."""
    if one is None or one.person.role < Role.OFFICER:
        return False
    row = presence.find(session, one.person.name)
    now = tables.now()
    if row is not None and row["here"] and row["seen"] < now - _FRESH:
        presence.seen(session, one.person.name, True, now)
    return row is not None and bool(row["here"])


def here(session: Any) -> list[str]:
    """The accounts of those at the desk."""
    return presence.here(session, tables.now() - presence.AWAY_AFTER)


def switch(visit: Visit) -> Response:
    """'Tôi đang trực' / 'Tôi nghỉ'."""
    name, is_here = visit.person.name, visit.form.get("here") == "1"
    if is_here != visit.here:
        presence.seen(visit.session, name, is_here, tables.now())
        forms.record(visit, visit.session, "presence", f"staff {name}", here=is_here)
        visit.uow.commit()
    return go(own_path(visit.form.get("back", "")) or "/desk")
