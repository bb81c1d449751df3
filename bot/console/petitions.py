"""Petitions by their last day, and one of them whole: what was said, what was done, what can be done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from bot.console import asked, lists, times
from bot.console.desk import forms
from bot.console.desk.people import people
from bot.console.visit import Visit, missing
from bot.desk.deadlines import last_day
from bot.desk.petitions import DONE
from bot.storage import petitions as stored
from bot.storage.petition_tables import CAUSES, KINDS, OPEN, UNTOLD
from bot.storage.petitions import Wanted

TIMES = ("overdue", "soon", "in_time", "ended")
CHANNELS = ("web", "telegram", "zalo", "zalo_bot")
LONGEST_TEXT = 2000
_SOON = 2
_LONGEST = 80


def petitions(visit: Visit) -> Response:
    when = lists.chosen(visit, "when", TIMES)
    asks = wanted(visit, when)
    sheet = lists.sheet(visit, stored.listed(asks), stored.how_many(asks))
    return visit.show(
        "petitions/list.html",
        sheet=sheet,
        when=when or "open",
        times=TIMES,
        counts=counts(visit),
        standing=lambda row: standing(visit, row),
        kinds=KINDS,
        causes=(*CAUSES, UNTOLD),
        filters=urlencode({name: value for name, value in visit.query.items() if name != "page"}),
        channels=CHANNELS,
        units=list(visit.session.scalars(stored.units())),
        people=people(visit),
    )


def petition(visit: Visit) -> Response:
    return shown(visit, row_of(visit))


def counts(visit: Visit) -> dict[str, int]:
    """How many are overdue, due soon, in time, ended."""
    return {name: visit.count(stored.how_many(_between(visit, name))) for name in TIMES}


def standing(visit: Visit, row: Any) -> str:
    """One of TIMES."""
    if row["state"] not in OPEN:
        return "ended"
    if row["due"] < times.today():
        return "overdue"
    return "soon" if row["due"] <= _soon(visit) else "in_time"


def row_of(visit: Visit) -> Any:
    return missing(visit.session.execute(stored.one(visit.number())).mappings().first())


def latest(visit: Visit, row: Any) -> date | None:
    """Until when it may be put off; None when it may not (any more)."""
    if row["first_due"] or row["state"] not in OPEN or row["due"] < times.today():
        return None
    limit = visit.console.agency.petition_limit_of(row["kind"])
    return last_day(visit.console.hours, row["due"], limit.extension)


def shown(
    visit: Visit, row: Any, status: int = 200, problem: str = "", contact: str | None = None, **written: str
) -> Response:
    return visit.show(
        "petitions/one.html",
        status,
        row=row,
        standing=standing(visit, row),
        is_open=row["state"] in OPEN,
        causes=CAUSES,
        is_done=row["state"] in DONE,
        steps=visit.rows(stored.steps(row["id"])),
        latest=latest(visit, row),
        form=forms.new(),
        problem=problem,
        contact=contact,
        written=written,
        longest=LONGEST_TEXT,
        people=people(visit),
        titles=asked.titles(visit, [row["procedure"]]),
        sealed=visit.console.seal is None,
        extension_source=visit.console.agency.petition_limit_of(row["kind"]).source,
    )


def wanted(visit: Visit, when: str | None) -> Wanted:
    """What the address asks for. Whoever asks why it was closed means what is over."""
    cause = lists.chosen(visit, "cause", (*CAUSES, UNTOLD))
    when = when or ("ended" if cause else None)
    typed = _between(visit, when)
    return Wanted(
        kind=lists.chosen(visit, "kind", KINDS),
        unit=visit.query.get("unit", "")[:_LONGEST] or None,
        channel=lists.chosen(visit, "channel", CHANNELS),
        cause=cause,
        first=typed.first,
        last=typed.last,
        is_open=typed.is_open,
        text=lists.searched(visit),
    )


def _between(visit: Visit, when: str | None) -> Wanted:
    today, soon, day = times.today(), _soon(visit), timedelta(days=1)
    if when == "overdue":
        return Wanted(is_open=True, last=today - day)
    if when == "soon":
        return Wanted(is_open=True, first=today, last=soon)
    if when == "in_time":
        return Wanted(is_open=True, first=soon + day)
    return Wanted(is_open=when != "ended")


def _soon(visit: Visit) -> date:
    return last_day(visit.console.hours, times.today(), _SOON)
