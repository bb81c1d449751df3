"""Several opinions in one go: asked once more before, and taken back after."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response

from bot.console import feedback as room
from bot.console.desk.people import people
from bot.console.visit import Visit, go, missing
from bot.storage import audit, feedback
from bot.storage.feedback_tables import STATES
from bot.storage.tables import now

# What can be taken back stands in one line of the log.
MOST = 1000
_KEEP = "="
_CHANGED = ("state", "assignee")


def bulk(visit: Visit) -> Response:
    """The rows that were ticked, or all that the filters show; changed once that is confirmed."""
    filters = visit.form.get("filters", "")
    whole = visit.form.get("whole") == "1"
    rows = _all(visit, filters) if whole else _ticked(visit)
    changes, problem = _changes(visit)
    if not rows:
        problem = "none"
    elif len(rows) > MOST:
        problem = "many"
    if problem or visit.form.get("sure") != str(len(rows)):
        return visit.show(
            "feedback/bulk.html",
            422 if problem else 200,
            rows=rows,
            whole=whole,
            filters=filters,
            changes=changes,
            problem=problem,
            most=MOST,
            people=people(visit),
        )
    number = _write(visit, rows, changes)
    kept = [pair for pair in parse_qsl(filters) if pair[0] not in ("saved", "undo", "undone")]
    return go(f"/feedback?{urlencode([*kept, ('saved', len(rows)), ('undo', number)])}")


def undo(visit: Visit) -> Response:
    """Those that nobody has touched since are as they were before."""
    mine = visit.rows(audit.entries(who=visit.person.name, action="feedback_bulk"))
    line = missing(next((row for row in mine if row["id"] == visit.number()), None))
    at = datetime.fromisoformat(line["detail"]["at"])
    back = sum(
        feedback.undo(visit.session, number, at, **_before(values))
        for number, values in line["detail"]["before"]
    )
    detail = {"of": line["id"], "rows": back}
    audit.record(visit.session, visit.person.name, "feedback_undo", "feedback", detail, visit.address)
    visit.uow.commit()
    return go(f"/feedback?state=all&undone={back}")


def _ticked(visit: Visit) -> list[Any]:
    numbers = [
        int(name[4:])
        for name in visit.form
        if name.startswith("row-") and name[4:].isdecimal() and len(name) < 14
    ]
    return visit.rows(feedback.numbered(numbers))


def _all(visit: Visit, filters: str) -> list[Any]:
    """One more than can be changed, so that too many are noticed."""
    asks = room.wanted(dict(parse_qsl(filters)))
    return visit.rows(feedback.listed(asks).limit(MOST + 1))


def _changes(visit: Visit) -> tuple[dict[str, Any], str]:
    """What is to be set; '=' leaves it as it is."""
    state, assignee = visit.form.get("state", _KEEP), visit.form.get("assignee", _KEEP)
    names = [one.name for one in people(visit).everyone if not one.disabled]
    changes: dict[str, Any] = {}
    if state != _KEEP:
        changes["state"] = state
    if assignee != _KEEP:
        changes["assignee"] = assignee if assignee != room.NOBODY else None
    if state not in (_KEEP, *STATES) or assignee not in (_KEEP, room.NOBODY, *names):
        return {}, "unknown"
    return changes, "" if changes else "nothing"


def _write(visit: Visit, rows: list[Any], changes: dict[str, Any]) -> int:
    at, who = now(), visit.person.name
    before = [
        [
            row["id"],
            {**{name: row[name] for name in (*_CHANGED, "reviewed_by")}, "reviewed_at": room.seen(row)},
        ]
        for row in rows
    ]
    feedback.review_all(visit.session, [row["id"] for row in rows], at, reviewed_by=who, **changes)
    detail = {"at": at.isoformat(), "changes": changes, "rows": len(rows), "before": before}
    audit.record(visit.session, who, "feedback_bulk", "feedback", detail, visit.address)
    visit.uow.commit()
    return int(visit.rows(audit.entries(who=who, action="feedback_bulk").limit(1))[0]["id"])


def _before(values: dict[str, Any]) -> dict[str, Any]:
    at = values["reviewed_at"]
    return {**values, "reviewed_at": datetime.fromisoformat(at) if at else None}
