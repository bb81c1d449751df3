"""What staff make of a group of missed questions: taught to a procedure, out of scope, done; and taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from bot.catalogue.model import Example, Procedure
from bot.console import groups
from bot.console.gathered import ASKABLE, Group
from bot.console.visit import Visit, go, missing
from bot.errors import CatalogueMoved
from bot.heldout import is_held_out
from bot.storage import audit, catalogue, lessons
from bot.storage.lesson_tables import KINDS, TAUGHT
from bot.storage.tables import now
from bot.text.privacy import mask
from bot.text.writing import clean, plain

LONGEST_TEXT = 300
_FEWEST_WORDS = 2
_LONGEST_CODE = 40
_UNDOING = "unteach"


def settle(visit: Visit) -> Response:
    """One decision for the whole group. Whoever was faster is seen first, and nothing is written twice."""
    number = visit.number()
    one = visit.console.gathered.of(visit.session, number)
    if one is None:
        return groups.settled(visit, number, 409)
    kind = visit.form.get("kind", "")
    typed = _typed(visit)
    if kind not in KINDS:
        return groups.shown(visit, one, 422, "kind", typed)
    if kind not in TAUGHT:
        return _end(visit, number, _keep(visit, one, kind, one.text))
    # Read before the procedure: what somebody changes from here on is noticed instead of overwritten.
    version = catalogue.version(visit.session)
    procedure = catalogue.by_code(visit.session, typed["code"])
    problem = _problem(visit, kind, typed, procedure)
    if problem or procedure is None:
        return groups.shown(visit, one, 422, problem, typed)
    try:
        return _end(visit, number, _teach(visit, one, kind, typed, procedure, version))
    except CatalogueMoved:
        visit.uow.rollback()
        return groups.shown(visit, one, 409, "moved", typed)


def _end(visit: Visit, number: int, lesson: int | None) -> Response:
    if lesson is None:
        visit.uow.rollback()
        return groups.settled(visit, number, 409)
    return go(f"/unanswered/groups?taught={lesson}")


def undo(visit: Visit) -> Response:
    """As if it had not been done: what was taught is forgotten, the questions wait again."""
    version = catalogue.version(visit.session)
    row = missing(visit.session.execute(lessons.one(visit.number())).mappings().first())
    if lessons.undo(visit.session, row, visit.person.name, now()):
        try:
            _forget(visit, row, version)
        except CatalogueMoved:
            visit.uow.rollback()
            return go("/unanswered/lessons?moved=1")
        subject = f"lesson {row['id']}"
        audit.record(
            visit.session, visit.person.name, "lesson_undo", subject, {"kind": row["kind"]}, visit.address
        )
        visit.uow.commit()
    return go("/unanswered/lessons?undone=1")


def _typed(visit: Visit) -> dict[str, Any]:
    """The form, as it is shown again. `other` is a code that was typed, and goes before one that was picked."""
    other = visit.form.get("other", "").strip()[:_LONGEST_CODE].upper()
    return {
        "text": mask(clean(visit.form.get("text", ""))),
        "code": other or visit.form.get("code", "")[:_LONGEST_CODE],
        "other": other,
        "aspects": [name for name in ASKABLE if visit.form.get(f"aspect-{name}") == "1"],
    }


def _problem(visit: Visit, kind: str, typed: dict[str, Any], procedure: Procedure | None) -> str:
    """Which part of the form cannot be taught; empty when all can."""
    text = typed["text"]
    wrong = {
        "text": len(text.split()) < _FEWEST_WORDS,
        "long": len(text) > LONGEST_TEXT,
        "procedure": procedure is None or procedure.state != "in_force",
        "aspects": kind == "example" and not typed["aspects"],
        "held_out": is_held_out(text),
        "known": procedure is not None and _is_known(procedure, kind, text),
        "taken": kind == "alias" and _is_taken(visit, text, typed["code"]),
    }
    return next((name for name, is_wrong in wrong.items() if is_wrong), "")


def _is_known(procedure: Procedure, kind: str, text: str) -> bool:
    names = [procedure.name, procedure.title, *procedure.aliases]
    known = names if kind == "alias" else [one.text for one in procedure.examples]
    return plain(text) in map(plain, known)


def _is_taken(visit: Visit, text: str, code: str) -> bool:
    """A name of two procedures would tell them apart no more."""
    others = (one for one in visit.console.library.index().procedures if one.code != code)
    return any(plain(text) in map(plain, (one.name, one.title, *one.aliases)) for one in others)


def _teach(
    visit: Visit, one: Group, kind: str, typed: dict[str, Any], procedure: Procedure, version: int
) -> int | None:
    """In the catalogue, where the running assistant finds it within a second; for training, as a lesson.

    Raises CatalogueMoved when the catalogue is another one than that of `version`.
    """
    text, aspects = typed["text"], typed["aspects"] if kind == "example" else []
    if kind == "alias":
        changed = replace(procedure, aliases=[*procedure.aliases, text])
    else:
        changed = replace(procedure, examples=[*procedure.examples, Example(text, aspects)])
    catalogue.apply(visit.session, {procedure.code: changed}, visit.person.name, kind, version)
    return _keep(visit, one, kind, text, procedure.code, aspects)


def _keep(
    visit: Visit, one: Group, kind: str, text: str, code: str | None = None, aspects: list[str] | None = None
) -> int | None:
    """The number of the lesson; None, with nothing to commit, when somebody has settled the group meanwhile."""
    at, who = now(), visit.person.name
    told = {
        "kind": kind,
        "text": text,
        "procedure": code,
        "aspects": aspects or [],
        "questions": len(one.misses),
    }
    state = "out_of_scope" if kind == "out_of_scope" else "done"
    if one.waiting and not lessons.settle(visit.session, one.waiting, state, who, at):
        return None
    number = lessons.add(visit.session, at, who=who, keys=one.keys, **told)
    audit.record(visit.session, who, "lesson_add", f"lesson {number}", told, visit.address)
    visit.uow.commit()
    return number


def _forget(visit: Visit, row: Any, version: int) -> None:
    """What was added is taken out, if it is still there; all that came since stays. Raises CatalogueMoved."""
    procedure = catalogue.by_code(visit.session, row["procedure"]) if row["procedure"] else None
    if procedure is None:
        return
    if row["kind"] == "alias":
        left = replace(procedure, aliases=[name for name in procedure.aliases if name != row["text"]])
    else:
        taught = Example(row["text"], list(row["aspects"]))
        left = replace(procedure, examples=[one for one in procedure.examples if one != taught])
    catalogue.apply(visit.session, {procedure.code: left}, visit.person.name, _UNDOING, version)
