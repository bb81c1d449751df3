"""Canned answers: listed, added, changed, deleted."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.console.desk import filling, forms
from bot.console.desk.filling import Canned
from bot.console.desk.people import people
from bot.console.desk.writing import lines
from bot.console.visit import Visit, go, missing
from bot.storage import canned as stored
from bot.storage.writing import Writing
from bot.text.writing import clean

LONGEST_TITLE = 80
LONGEST_TEXT = 2000


def all_canned(visit: Visit) -> list[Canned]:
    """To choose from: those of officers first."""
    rows = visit.rows(stored.everything())
    return [*(Canned(row["title"], row["text"], row["id"]) for row in rows), *filling.built_in()]


def canned(visit: Visit) -> Response:
    return _list(visit)


def one(visit: Visit) -> Response:
    row = _row(visit)
    return _one(visit, row, title=row["title"], text=row["text"])


def add(visit: Visit) -> Response:
    title, text = _written(visit)
    with Writing(visit.console.engine) as uow:
        if forms.is_taken(visit, uow.session, _LIST):
            return go("/desk/canned?saved=1")
        problem = _problem(uow.session, title, text)
        if not problem:
            stored.add(uow.session, title, text, visit.person.name)
            forms.record(visit, uow.session, "canned_add", _LIST, title=title)
            uow.commit()
            return go("/desk/canned?saved=1")
    return _list(visit, 422, problem, title, text)


def change(visit: Visit) -> Response:
    row, (title, text) = _row(visit), _written(visit)
    with Writing(visit.console.engine) as uow:
        problem = _problem(uow.session, title, text, row["id"])
        if not problem:
            missing(stored.change(uow.session, row["id"], title, text, visit.person.name) or None)
            forms.record(visit, uow.session, "canned_change", _LIST, title=title)
            uow.commit()
            return go("/desk/canned?saved=1")
    return _one(visit, row, 422, problem, title, text)


def delete(visit: Visit) -> Response:
    """A second press finds it gone already, which is what was wanted."""
    with Writing(visit.console.engine) as uow:
        row = uow.session.execute(stored.one(visit.number())).mappings().first()
        if row is not None and stored.remove(uow.session, row["id"]):
            forms.record(visit, uow.session, "canned_delete", _LIST, title=row["title"])
            uow.commit()
    return go("/desk/canned?deleted=1")


_LIST = "canned"


def _problem(session: Any, title: str, text: str, number: int | None = None) -> str:
    """Why it cannot be kept; empty when it can."""
    if not title or not text:
        return "empty"
    if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
        return "long"
    if filling.strange_holes(text):
        return "holes"
    same = session.execute(stored.called(title)).mappings().first()
    named = {one.title for one in filling.built_in()}
    return "named" if title in named or (same and same["id"] != number) else ""


def _written(visit: Visit) -> tuple[str, str]:
    return clean(visit.form.get("title", "")), lines(visit.form.get("text", ""))


def _row(visit: Visit) -> Any:
    return missing(visit.session.execute(stored.one(visit.number())).mappings().first())


def _list(visit: Visit, status: int = 200, problem: str = "", title: str = "", text: str = "") -> Response:
    rows = visit.rows(stored.everything())
    return visit.show(
        "desk/canned.html",
        status,
        rows=rows,
        built_in=filling.built_in(),
        people=people(visit),
        **_form(problem, title, text),
    )


def _one(
    visit: Visit, row: Any, status: int = 200, problem: str = "", title: str = "", text: str = ""
) -> Response:
    return visit.show("desk/canned_one.html", status, row=row, **_form(problem, title, text))


def _form(problem: str, title: str, text: str) -> dict[str, Any]:
    return {
        "problem": problem,
        "title": title,
        "text": text,
        "strange": filling.strange_holes(text),
        "holes": filling.HOLES,
        "form": forms.new(),
        "longest_title": LONGEST_TITLE,
        "longest_text": LONGEST_TEXT,
    }
