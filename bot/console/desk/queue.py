"""The desk itself: who waits and since when, whose conversation is whose, who is here, whom to call back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from bot.console import asked
from bot.console.desk.callbacks import calls
from bot.console.desk.opening import opening
from bot.console.desk.people import people
from bot.console.visit import Visit
from bot.desk.handoff import waits_since
from bot.storage import callbacks, handoffs, tables
from bot.storage.handoffs import Handoff

_MOST_CALLS = 5
# After a long night; who waits behind them is counted, and comes up as these are taken.
_MOST_WAITING = 50


@dataclass(frozen=True)
class Waiting:
    """One who waits: his place (1 is next), and for how long within working hours."""

    row: Any
    place: int
    waited: timedelta
    is_long: bool
    is_mine: bool
    """Meant for whoever looks: transferred to him or to his unit."""


def desk(visit: Visit) -> Response:
    return visit.show("desk/queue.html", live=True, **_facts(visit))


def lists(visit: Visit) -> Response:
    """What changes on that page, alone."""
    return visit.show("desk/_lists.html", **_facts(visit))


def _facts(visit: Visit) -> dict[str, Any]:
    now = tables.now()
    queue = handoffs.waiting(visit.session)
    waiting = _waiting(visit, queue[:_MOST_WAITING], now)
    taken = handoffs.open_ones(visit.session)
    mine = [(row, waits_since(visit.session, row)) for row in taken if row.officer == visit.person.name]
    due = [call for call in calls(visit, callbacks.PENDING, now) if call.is_mine]
    codes = [one.row.procedure for one in waiting] + [row.procedure for row in taken]
    return {
        "waiting": waiting,
        "how_many_wait": len(queue),
        "newest": max((row.id for row in queue), default=0),
        # Those who wait for a word first, the longest first of all.
        "mine": sorted(mine, key=lambda one: (one[1] is None, one[1] or one[0].claimed)),
        "others": [row for row in taken if row.officer != visit.person.name],
        "unread": sum(since is not None for _, since in mine),
        "due": due[:_MOST_CALLS],
        "how_many_due": len(due),
        "people": people(visit),
        "titles": asked.titles(visit, codes + [call.row["procedure"] for call in due[:_MOST_CALLS]]),
        "wait_minutes": visit.console.settings.wait_minutes,
        **opening(visit, now),
    }


def _waiting(visit: Visit, queue: list[Handoff], now: datetime) -> list[Waiting]:
    hours, person = visit.console.hours, visit.person
    limit = timedelta(minutes=visit.console.settings.wait_minutes)
    return [
        Waiting(
            row,
            place,
            waited := hours.between(row.asked, now),
            waited > limit,
            row.wanted == person.name or (row.unit is not None and row.unit == person.unit),
        )
        for place, row in enumerate(queue, 1)
    ]
