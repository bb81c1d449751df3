"""Forms that are taken once: a second press, or the way back and forward, does nothing twice.

Each form carries a number of its own. The line that its change leaves in the audit log has it, too.
"""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from bot.console.visit import Visit
from bot.storage import audit

# Forms of one person about one thing that may be on their way at the same time.
_RECENT = 30
_LONGEST = 40


def new() -> str:
    return token_urlsafe(9)


def record(visit: Visit, session: Any, action: str, subject: str, **detail: Any) -> None:
    """The line of what was done; never the words of people or officers."""
    told = {**detail, "form": _number(visit)}
    audit.record(session, visit.person.name, action, subject, told, visit.address)


def is_taken(visit: Visit, session: Any, subject: str) -> bool:
    """Whether this form has been taken already. Ask behind the change itself, which waits for one at the same time."""
    number = _number(visit)
    if not number:
        return False
    recent = session.execute(audit.entries(who=visit.person.name, subject=subject).limit(_RECENT)).mappings()
    return any((row["detail"] or {}).get("form") == number for row in recent)


def _number(visit: Visit) -> str:
    return visit.form.get("form", "")[:_LONGEST]
