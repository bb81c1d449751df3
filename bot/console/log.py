"""The audit log to read: who did what, when, from where."""

from __future__ import annotations

from starlette.responses import Response

from bot.console import lists, times
from bot.console.visit import Visit
from bot.storage import audit


def log(visit: Visit) -> Response:
    period = times.period(visit.query)
    everybody = [name for name in visit.session.execute(audit.names()).scalars() if name]
    query = audit.entries(
        who=lists.chosen(visit, "who", everybody),
        action=lists.chosen(visit, "action", audit.ACTIONS),
        since=period.since,
        until=period.until,
    )
    return visit.show(
        "log.html", sheet=lists.sheet(visit, query), period=period, everybody=everybody, actions=audit.ACTIONS
    )
