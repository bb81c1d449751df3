"""Whether the desk is open, until when, or when it opens next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.console.visit import Visit


def opening(visit: Visit, now: datetime) -> dict[str, Any]:
    """`closing`: until when it is open; `opens`: when it opens next. One of them is None."""
    closing = visit.console.hours.closing(now)
    return {"closing": closing, "opens": None if closing else visit.console.hours.next_opening(now)}
