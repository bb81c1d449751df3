"""What staff do with a petition. What cannot be taken back is shown whole first, and done at a second press.

Who was slower than a colleague is told so, with what he wrote still there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from starlette.responses import Response

from bot.console.desk import forms, writing
from bot.console.desk.people import people
from bot.console.petitions import LONGEST_TEXT, latest, row_of, shown
from bot.console.visit import Visit, go
from bot.desk import petitions as rules
from bot.errors import Over, Unreadable
from bot.storage import tables
from bot.storage.petition_tables import CAUSES
from bot.storage.writing import Writing
from bot.text.privacy import mask

Step = Callable[[Writing, Any, datetime], None]


def accept(visit: Visit) -> Response:
    who = visit.person.name
    return _take(visit, "accept", lambda uow, row, now: rules.accept(uow, row, who, now))


def forward(visit: Visit) -> Response:
    unit, note = visit.form.get("unit", ""), mask(_text(visit, "note"))
    if unit not in people(visit).units or len(note) > LONGEST_TEXT:
        return _wrong(visit, "unit" if len(note) <= LONGEST_TEXT else "long", unit=unit, note=note)
    who = visit.person.name
    return _take(
        visit,
        "forward",
        lambda uow, row, now: rules.forward(uow, row, who, unit, note, now),
        {"unit": unit},
        unit=unit,
        note=note,
    )


def extend(visit: Visit) -> Response:
    reason, typed = _text(visit, "reason"), visit.form.get("due", "")
    most, due = latest(visit, row_of(visit)), _day(typed)
    if most is None and visit.form.get("version") == str(row_of(visit)["version"]):
        return _wrong(visit, "no_extension", 409, reason=reason, due=typed)
    if due is None or (most is not None and not row_of(visit)["due"] < due <= most):
        return _wrong(visit, "due", reason=reason, due=typed)
    problem = _problem(reason)
    if problem:
        return _wrong(visit, problem, reason=reason, due=typed)
    who = visit.person.name
    return _sure(
        visit,
        "extend",
        lambda uow, row, now: rules.extend(uow, row, who, due, most or due, reason, now),
        {"due": due.isoformat()},
        due=typed,
        reason=reason,
    )


def answer(visit: Visit) -> Response:
    text, who = _text(visit, "answer"), visit.person.name
    problem = _problem(text)
    if problem:
        return _wrong(visit, problem, answer=text)
    return _sure(visit, "answer", lambda uow, row, now: rules.answer(uow, row, who, text, now), answer=text)


def close(visit: Visit) -> Response:
    reason, cause, who = _text(visit, "close"), visit.form.get("cause", ""), visit.person.name
    problem = _problem(reason) or ("" if cause in CAUSES else "cause")
    if problem:
        return _wrong(visit, problem, close=reason, cause=cause)
    return _sure(
        visit,
        "close",
        lambda uow, row, now: rules.close(uow, row, who, cause, reason, now),
        {"cause": cause},
        cause=cause,
        close=reason,
    )


def publish(visit: Visit) -> Response:
    """Words of its own, without numbers or addresses of people; shown as the public will read them."""
    matter, told, who = _text(visit, "matter"), _text(visit, "result"), visit.person.name
    problem = _problem(matter) or _problem(told)
    if not problem and (rules.personal(matter) or rules.personal(told)):
        problem = "personal"
    if problem:
        return _wrong(visit, problem, matter=matter, result=told)
    return _sure(
        visit,
        "publish",
        lambda uow, row, now: rules.publish(uow, row, who, matter, told, now),
        matter=matter,
        result=told,
    )


def unpublish(visit: Visit) -> Response:
    who = visit.person.name
    return _take(visit, "unpublish", lambda uow, row, now: rules.unpublish(uow, row, who, now))


def contact(visit: Visit) -> Response:
    """How to reach the person. Each look is a line in the log."""
    row = row_of(visit)
    if visit.console.seal is None or not row["contact"]:
        return shown(visit, row, 409, "sealed" if row["contact"] else "no_contact")
    try:
        told = rules.contact(visit.console.seal, row["contact"])
    except Unreadable:
        return shown(visit, row, 409, "unreadable")
    with Writing(visit.console.engine) as uow:
        forms.record(visit, uow.session, "petition_contact", _subject(row))
        uow.commit()
    return shown(visit, row, contact=told)


def _sure(
    visit: Visit, name: str, step: Step, detail: dict[str, Any] | None = None, **written: str
) -> Response:
    """Shown before it is done."""
    if visit.form.get("sure") == "1":
        return _take(visit, name, step, detail, **written)
    if visit.form.get("sure") == "no":
        return shown(visit, row_of(visit), 200, "", None, **written)
    return visit.show(
        "petitions/sure.html",
        row=row_of(visit),
        step=name,
        written=written,
        version=visit.form.get("version", ""),
        form=visit.form.get("form", ""),
    )


def _take(
    visit: Visit, name: str, step: Step, detail: dict[str, Any] | None = None, **written: str
) -> Response:
    row = row_of(visit)
    try:
        if visit.form.get("version") != str(row["version"]):
            raise Over
        with Writing(visit.console.engine) as uow:
            step(uow, row, tables.now())
            forms.record(visit, uow.session, f"petition_{name}", _subject(row), **(detail or {}))
            uow.commit()
    except Over:
        if not forms.is_taken(visit, visit.session, _subject(row)):
            return shown(visit, row_of(visit), 409, "moved", **written)
    return go(f"/petitions/{row['id']}?done={name}")


def _wrong(visit: Visit, problem: str, status: int = 422, **written: str) -> Response:
    return shown(visit, row_of(visit), status, problem, **written)


def _text(visit: Visit, name: str) -> str:
    return writing.lines(visit.form.get(name, ""))


def _problem(text: str) -> str:
    return "empty" if not text else "long" if len(text) > LONGEST_TEXT else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _subject(row: Any) -> str:
    return f"petition {row['id']}"
