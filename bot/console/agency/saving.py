"""A change of the profile, its line in the log, and nothing when a colleague was faster: one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from bot.console.visit import Visit
from bot.storage import agency_changes, audit
from bot.storage.writing import Writing

Overlay = dict[str, Any]
# From what stands over the file to what shall stand there; raises SourceError, and whatever else it likes.
Step = Callable[[Overlay], Overlay]


def seen(visit: Visit, part: Optional[str] = None) -> int:
    """The change that a page shows; to be sent back with its form."""
    return agency_changes.last(visit.session, visit.console.given.agency, part)


def save(visit: Visit, part: str, step: Step, action: str, note: str = "", **detail: Any) -> int:
    """The number of the change; 0 when the form was made from an older state of that part."""
    authority, here = visit.console.authority, visit.console.given.agency
    with Writing(visit.console.engine) as uow:
        before = agency_changes.last(uow.session, here)
        # The whole profile taken back overwrites whatever was changed meanwhile.
        if agency_changes.last(uow.session, here, None if part == agency_changes.ALL else part) != _sent(
            visit
        ):
            return 0
        stood = authority.overlay(uow.session)
        overlay = authority.checked(step(stood))
        if overlay == stood:
            return max(before, 1)
        who = visit.person.name
        if not agency_changes.add(uow.session, here, who, part, overlay, note, before):
            return 0
        detail = {"change": before + 1, "part": part, **detail}
        audit.record(uow.session, who, action, f"agency {here}", detail, visit.address)
        uow.commit()
    authority.look_again()
    return before + 1


def _sent(visit: Visit) -> int:
    text = visit.form.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
