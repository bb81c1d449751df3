"""Where a dossier stands, read from the one-stop system's answer (docs/dossier-status.md).

Only codes and times are read: whatever else is sent, such as the owner's name, is never kept, and so never shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import DossierSystemAway

STATES = (
    *("registered", "accepted", "rejected", "processing", "supplement"),
    *("payment", "withdrawn", "stopped", "finished", "returned"),
)
# In these the authority has to act; in the others the person has, or it is over.
_RUNNING = ("accepted", "processing")


@dataclass(frozen=True)
class Standing:
    """`since` and `due` carry their time zone; `due` is None where none was promised."""

    code: str
    state: str
    since: datetime
    due: datetime | None = None

    def is_overdue(self, now: datetime) -> bool:
        return self.state in _RUNNING and self.due is not None and self.due < now


def standing(body: Any, code: str) -> Standing:
    """Raises DossierSystemAway where the answer is not as agreed, or is about another dossier."""
    if not isinstance(body, dict) or body.get("code") != code:
        raise DossierSystemAway("the answer is about no dossier, or another one")
    state = body.get("state")
    if not isinstance(state, str) or state not in STATES:
        raise DossierSystemAway("state: none of those agreed")
    due = body.get("due")
    return Standing(code, state, _time(body, "since"), None if due is None else _time(body, "due"))


def _time(body: dict[str, Any], name: str) -> datetime:
    given = body.get(name)
    try:
        told = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        told = None
    if told is None or told.tzinfo is None:
        raise DossierSystemAway(f"{name}: no time with its zone")
    return told
