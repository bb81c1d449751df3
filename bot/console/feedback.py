"""What people said of us: found, read with the talk around it, and seen through to an end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.responses import Response

from bot.catalogue.model import FIELDS
from bot.console import asked, lists, times
from bot.console.desk.people import people
from bot.console.transcript import transcript
from bot.console.visit import Visit, go, missing
from bot.feedback.model import PAGE, REASONS
from bot.storage import audit, feedback
from bot.storage.feedback import Wanted
from bot.storage.feedback_tables import STATES
from bot.storage.tables import now
from bot.text.privacy import mask
from bot.text.writing import clean

LONGEST_NOTE = 1000
_MOST_TAGS, _LONGEST_TAG = 5, 30
_LONGEST = 80
SATISFIED = {"yes": True, "no": False}
CHANNELS = ("web", "telegram", "zalo", "zalo_bot", PAGE)
NOBODY = "-"


def opinions(visit: Visit) -> Response:
    period = times.period(visit.query, "all")
    asks = wanted(visit.query)
    sheet = lists.sheet(visit, feedback.listed(asks), feedback.how_many(asks))
    staff = people(visit)
    return visit.show(
        "feedback/list.html",
        sheet=sheet,
        period=period,
        state=state_of(visit.query),
        states=STATES,
        reasons=REASONS,
        channels=CHANNELS,
        fields=FIELDS,
        people=staff,
        today=times.today(),
        counter_of=visit.console.agency.counter,
        titles=asked.titles(visit, [row["procedure"] for row in sheet.rows] + [visit.query.get("procedure")]),
        filters=visit.link(page=None, saved=None, undone=None).partition("?")[2],
    )


def opinion(visit: Visit) -> Response:
    return _shown(visit, _row(visit))


def review(visit: Visit) -> Response:
    """What is done about it. Whoever looked at an older state is shown the newer one first."""
    row = _row(visit)
    typed = {name: visit.form.get(name, "") for name in ("state", "assignee", "tags", "note", "due")}
    values, problem = read(visit, typed)
    if problem:
        return _shown(visit, row, 422, problem, typed)
    if visit.form.get("seen", "") != seen(row) or not _kept(visit, row, values):
        return _shown(visit, _row(visit), 409, "moved", typed)
    return go(f"/feedback/{row['id']}?saved=1")


def read(visit: Visit, typed: dict[str, str]) -> tuple[dict[str, Any], str]:
    """The values of the form, and which field is wrong, if one is."""
    note = mask(clean(typed["note"]))
    names = [one.name for one in people(visit).everyone if not one.disabled]
    tags = read_tags(typed["tags"])
    try:
        due = date.fromisoformat(typed["due"]) if typed["due"] else None
    except ValueError:
        return {}, "due"
    wrong = {
        "state": typed["state"] not in STATES,
        "assignee": typed["assignee"] not in ("", *names),
        "tags": tags is None,
        "note": len(note) > LONGEST_NOTE,
        "due": due is not None and not 2000 <= due.year < 3000,
    }
    values = {
        "state": typed["state"],
        "assignee": typed["assignee"] or None,
        "tags": tags,
        "note": note or None,
        "due": due,
    }
    return values, next((name for name, is_wrong in wrong.items() if is_wrong), "")


def read_tags(text: str) -> str | None:
    """As they are stored; None when they are too many or too long."""
    tags = [mask(clean(part)).lower().replace("|", "/") for part in text.split(",") if part.strip()]
    kept = list(dict.fromkeys(tags))
    if len(kept) > _MOST_TAGS or any(len(tag) > _LONGEST_TAG for tag in kept):
        return None
    return f"|{'|'.join(kept)}|" if kept else ""


def tags_of(stored: str) -> list[str]:
    return [tag for tag in stored.split("|") if tag]


def wanted(query: Mapping[str, str]) -> Wanted:
    """What the filters of an address ask for."""
    period = times.period(query, "all")
    typed = {
        name: query.get(name, "")[:_LONGEST] or None for name in ("procedure", "field", "assignee", "tag")
    }
    state, overdue = state_of(query), query.get("overdue") == "1"
    return Wanted(
        since=period.since,
        until=period.until,
        satisfied=SATISFIED.get(query.get("satisfied", "")),
        reason=_among(REASONS, query, "reason"),
        commented=query.get("commented") == "1",
        channel=_among(CHANNELS, query, "channel"),
        state=state if state in STATES and not overdue else None,
        overdue=times.today() if overdue else None,
        text=query.get("q", "").strip()[:_LONGEST],
        **typed,
    )


def state_of(query: Mapping[str, str]) -> str:
    """New ones, unless the address says otherwise: they are what somebody comes for."""
    state = query.get("state", "new")
    return state if state in STATES else "all"


def _among(values: tuple[str, ...], query: Mapping[str, str], name: str) -> str | None:
    return query[name] if query.get(name) in values else None


def seen(row: Any) -> str:
    """Which state of the row a form was made from."""
    return row["reviewed_at"].isoformat() if row["reviewed_at"] else ""


def standing(row: Any) -> dict[str, Any]:
    """What staff made of it, as the log has it."""
    values = {name: row[name] for name in ("state", "assignee", "tags", "note")}
    return {**values, "due": row["due"].isoformat() if row["due"] else None}


def subject(number: int) -> str:
    return f"feedback {number}"


def _kept(visit: Visit, row: Any, values: dict[str, Any]) -> bool:
    """Written, with its line in the log; what is there already needs neither."""
    before, after = standing(row), standing(values)
    if before == after:
        return True
    who = visit.person.name
    kept = feedback.review(visit.session, row["id"], row["reviewed_at"], now(), reviewed_by=who, **values)
    if kept:
        detail = {"before": before, "after": after}
        audit.record(visit.session, who, "feedback_review", subject(row["id"]), detail, visit.address)
        visit.uow.commit()
    return kept


def _row(visit: Visit) -> Any:
    return missing(visit.session.execute(feedback.one(visit.number())).mappings().first())


def _shown(
    visit: Visit, row: Any, status: int = 200, problem: str = "", typed: dict[str, str] | None = None
) -> Response:
    kept = standing(row)
    given = {**kept, "tags": ", ".join(tags_of(row["tags"]))} if typed is None else typed
    return visit.show(
        "feedback/one.html",
        status,
        row=row,
        said=transcript(visit, row["sender"]) if visit.may("officer") and row["key"] else [],
        seen=seen(row),
        problem=problem,
        given={name: value or "" for name, value in given.items()},
        states=STATES,
        longest_note=LONGEST_NOTE,
        people=people(visit),
        history=visit.rows(audit.entries(subject=subject(row["id"]))),
        today=times.today(),
        counter_of=visit.console.agency.counter,
        titles=asked.titles(visit, [row["procedure"]]),
    )
