"""Hand-overs that have ended, and how long people had waited: as it was measured, not as it was meant."""

from __future__ import annotations

from math import ceil

from starlette.responses import Response

from bot.console import asked, lists, times
from bot.console.desk.people import people
from bot.console.visit import Visit
from bot.storage import desk_views
from bot.storage.desk_tables import HANDOFF_OUTCOMES
from bot.storage.desk_views import Ended


def past(visit: Visit) -> Response:
    period = times.period(visit.query)
    officers = [str(name) for name in visit.session.execute(desk_views.officers()).scalars()]
    wanted = Ended(
        period.since,
        period.until,
        lists.chosen(visit, "outcome", HANDOFF_OUTCOMES),
        lists.chosen(visit, "officer", officers),
    )
    sheet = lists.sheet(visit, desk_views.ended(wanted))
    waits = sorted(visit.session.execute(desk_views.waits(wanted)).scalars())
    everybody = people(visit)
    return visit.show(
        "desk/past.html",
        sheet=sheet,
        period=period,
        outcomes=HANDOFF_OUTCOMES,
        officers=officers,
        people=everybody,
        names={name: everybody.title(name) for name in officers},
        measured=len(waits),
        half=_percentile(waits, 50),
        most=_percentile(waits, 90),
        titles=asked.titles(visit, [row["procedure"] for row in sheet.rows]),
    )


def _percentile(waits: list[int], share: int) -> int | None:
    """Nearest rank: a wait that somebody really had. None of nothing."""
    return waits[ceil(len(waits) * share / 100) - 1] if waits else None
