"""Call-backs: who wants to be called, when, and what came of it. The number is shown to whoever is calling, only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from bot.console import asked, lists
from bot.console.desk import forms
from bot.console.desk.people import people
from bot.console.visit import Visit, go, missing
from bot.desk import callbacks as desk
from bot.errors import Over, Unreadable
from bot.storage import callbacks as stored
from bot.storage import desk_views, tables
from bot.storage.callbacks import Callback
from bot.storage.desk_tables import CALLBACK_STATES
from bot.storage.writing import Writing
from bot.text.privacy import mask
from bot.text.writing import clean

LONGEST_NOTE = 1000
RESULTS = ("reached", "not_reached", "cancelled")


@dataclass(frozen=True)
class Call:
    """One wish to be called. `is_mine`: nobody else has taken it."""

    row: Any
    is_late: bool
    is_mine: bool


def calls(visit: Visit, states: tuple[str, ...], now: datetime) -> list[Call]:
    return [_call(visit, row, now) for row in visit.rows(desk_views.callbacks(states))]


def callbacks(visit: Visit) -> Response:
    state = lists.chosen(visit, "state", CALLBACK_STATES)
    states = (state,) if state else stored.PENDING
    sheet = lists.sheet(visit, desk_views.callbacks(states))
    now = tables.now()
    return visit.show(
        "desk/callbacks.html",
        sheet=sheet,
        calls=[_call(visit, row, now) for row in sheet.rows],
        state=state or "to_do",
        states=CALLBACK_STATES,
        people=people(visit),
        titles=asked.titles(visit, [row["procedure"] for row in sheet.rows]),
        sealed=visit.console.seal is None,
        callback_hours=visit.console.settings.callback_hours,
    )


def callback(visit: Visit) -> Response:
    return _shown(visit, _row(visit))


def phone(visit: Visit) -> Response:
    """The number, for whoever takes the call upon himself. Reading it stands in the log."""
    row = _row(visit)
    if row.state not in stored.PENDING or visit.console.seal is None:
        return _shown(visit, row, 409, problem="closed" if visit.console.seal else "sealed")
    try:
        number = desk.phone(visit.console.seal, row)
    except Unreadable:
        return _shown(visit, row, 409, problem="unreadable")
    if number is None:
        return _shown(visit, row, 409, problem="closed")
    with Writing(visit.console.engine) as uow:
        stored.change(uow.session, row.id, stored.PENDING, officer=visit.person.name)
        forms.record(visit, uow.session, "callback_phone", _subject(row))
        uow.commit()
    return _shown(visit, _row(visit), phone=number)


def result(visit: Visit) -> Response:
    """Reached, not reached, or no longer wanted."""
    row, said = _row(visit), visit.form.get("result", "")
    note = mask(clean(visit.form.get("note", "")))
    if said not in RESULTS or len(note) > LONGEST_NOTE:
        return _shown(visit, row, 422, problem="result" if said not in RESULTS else "note", note=note)
    try:
        with Writing(visit.console.engine) as uow:
            _settle(uow, visit, row, said, note)
            if not forms.is_taken(visit, uow.session, _subject(row)):
                action = "callback_cancel" if said == "cancelled" else "callback_tried"
                forms.record(visit, uow.session, action, _subject(row), result=said)
                uow.commit()
    except Over:
        if not forms.is_taken(visit, visit.session, _subject(row)):
            return _shown(visit, _row(visit), 409, problem="closed", note=note)
    return go("/callbacks?saved=1")


def _settle(uow: Writing, visit: Visit, row: Callback, said: str, note: str) -> None:
    now, who = tables.now(), visit.person.name
    if said == "cancelled":
        desk.cancel(uow, row.id, now, who, note)
    else:
        desk.tried(uow, row.id, who, said == "reached", now, note)


def _call(visit: Visit, row: Any, now: datetime) -> Call:
    """Late when so much working time has gone since it was asked, or since the last try."""
    since = row["updated"] if row["tries"] and row["updated"] else row["at"]
    limit = timedelta(hours=visit.console.settings.callback_hours)
    to_do = row["state"] in stored.PENDING
    is_late = to_do and visit.console.hours.between(since, now) > limit
    return Call(row, is_late, row["officer"] in (None, visit.person.name))


def _row(visit: Visit) -> Callback:
    return missing(stored.find(visit.session, visit.number()))  # type: ignore[no-any-return]


def _shown(
    visit: Visit,
    row: Callback,
    status: int = 200,
    problem: str = "",
    note: str | None = None,
    phone: str | None = None,
) -> Response:
    return visit.show(
        "desk/callback.html",
        status,
        row=row,
        call=_call(visit, vars(row), tables.now()),
        form=forms.new(),
        problem=problem,
        note=row.note if note is None else note,
        phone=phone,
        results=RESULTS,
        longest_note=LONGEST_NOTE,
        people=people(visit),
        titles=asked.titles(visit, [row.procedure]),
        sealed=visit.console.seal is None,
        to_do=row.state in stored.PENDING,
    )


def _subject(row: Callback) -> str:
    return f"callback {row.id}"
