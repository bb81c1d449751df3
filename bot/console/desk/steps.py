"""What an officer does with a conversation. Each step is taken once, whole, and leaves its line in the log.

Who was slower than a colleague, or than the person himself, is told so and loses nothing that he wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.responses import Response

from bot.console.desk import filling, forms, writing
from bot.console.desk.canned import all_canned
from bot.console.desk.people import people
from bot.console.desk.talk import ENDS, LONGEST_NOTE, LONGEST_REPLY, known, row_of, shown
from bot.console.visit import Visit, go
from bot.desk import handoff as desk
from bot.errors import HandoffError, Over
from bot.storage import presence, tables
from bot.storage.handoffs import Handoff
from bot.storage.writing import Writing
from bot.text.privacy import mask
from bot.text.writing import clean

# What the officer is told, by the state that he finds instead of the one he saw.
_CONFLICTS = {"closed": "closed", "waiting": "waiting", "open": "taken"}

Step = Callable[[Writing, datetime], object]


def claim(visit: Visit) -> Response:
    """Whoever takes a conversation is at the desk."""
    number, who = visit.number(), visit.person.name

    def step(uow: Writing, now: datetime) -> None:
        desk.claim(uow, number, who, desk.title_of(uow, who), now)
        presence.seen(uow.session, who, True, now)

    return _take(visit, "handoff_claim", step)


def reply(visit: Visit) -> Response:
    text, number = writing.lines(visit.form.get("text", "")), visit.number()
    if visit.form.get("step") == "insert":
        return _insert(visit, text)
    if visit.form.get("step") == "keep":
        return shown(visit, row_of(visit), text=text)
    problem = _problem(text)
    if problem:
        return shown(visit, row_of(visit), 422, problem, text=text)
    return _take(
        visit,
        "handoff_reply",
        lambda uow, now: desk.reply(uow, number, visit.person.name, text, now),
        text=text,
    )


def transfer(visit: Visit) -> Response:
    to, note = visit.form.get("to", ""), _note(visit)
    kind, _, name = to.partition(":")
    everybody = people(visit)
    colleagues = [one.name for one in everybody.officers if one.name != visit.person.name]
    known_to = {"staff": colleagues, "unit": everybody.units}.get(kind, [])
    if name not in known_to or len(note) > LONGEST_NOTE:
        problem = "to" if name not in known_to else "note"
        return shown(visit, row_of(visit), 422, problem, to=to, note=note)
    target = {"unit": name} if kind == "unit" else {"colleague": name}
    number, who = visit.number(), visit.person.name
    return _take(
        visit,
        "handoff_transfer",
        lambda uow, now: desk.transfer(uow, number, who, now, note=note, **target),
        detail=target,
        to=to,
        note=note,
    )


def hand_back(visit: Visit) -> Response:
    number, who = visit.number(), visit.person.name
    return _take(visit, "handoff_back", lambda uow, now: desk.hand_back(uow, number, who, now))


def close(visit: Visit) -> Response:
    outcome, note = visit.form.get("outcome", ""), _note(visit)
    if outcome not in ENDS or len(note) > LONGEST_NOTE:
        problem = "outcome" if outcome not in ENDS else "note"
        return shown(visit, row_of(visit), 422, problem, outcome=outcome, note=note)
    number, who = visit.number(), visit.person.name
    return _take(
        visit,
        "handoff_close",
        lambda uow, now: desk.close(uow, number, who, outcome, now, note),
        detail={"outcome": outcome},
        outcome=outcome,
        note=note,
    )


def _take(
    visit: Visit, action: str, step: Step, detail: dict[str, Any] | None = None, **written: str
) -> Response:
    """Do it, unless this very form did it before; tell a conflict, with what was written still there."""
    row = row_of(visit)
    subject = f"handoff {row.id}"
    try:
        with Writing(visit.console.engine) as uow:
            step(uow, tables.now())
            # The step holds the person's row: one with the same form waits for it, and finds its line here.
            if not forms.is_taken(visit, uow.session, subject):
                forms.record(visit, uow.session, action, subject, **(detail or {}))
                uow.commit()
    except HandoffError as error:
        return _beaten(visit, subject, action, error, written)
    return _onward(action, row)


def _beaten(
    visit: Visit, subject: str, action: str, error: HandoffError, written: dict[str, str]
) -> Response:
    row = row_of(visit)
    if forms.is_taken(visit, visit.session, subject):
        return _onward(action, row)
    is_gone = row.sender is None or (isinstance(error, Over) and row.state != "closed")
    problem = "gone" if is_gone else _CONFLICTS[row.state]
    return shown(visit, row, 409, problem, **written)


def _onward(action: str, row: Handoff) -> Response:
    done = action.removeprefix("handoff_")
    stays = action in ("handoff_claim", "handoff_reply")
    return go(f"/desk/{row.id}?done={done}#reply" if stays else f"/desk?done={done}")


def _insert(visit: Visit, text: str) -> Response:
    """A canned answer behind what is written already, for browsers that run no script."""
    row, place, choices = row_of(visit), visit.form.get("canned", ""), all_canned(visit)
    if place.isascii() and place.isdecimal() and len(place) < 4 and int(place) < len(choices):
        text = f"{text}\n{filling.fill(choices[int(place)].text, known(visit, row))}".strip()
    return shown(visit, row, text=text)


def _problem(text: str) -> str:
    if not text:
        return "empty"
    if len(text) > LONGEST_REPLY:
        return "long"
    return "holes" if filling.holes(text) else ""


def _note(visit: Visit) -> str:
    """For staff's eyes, and kept: personal data are masked."""
    return mask(clean(visit.form.get("note", "")))
