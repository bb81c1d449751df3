"""One procedure edited: typed, previewed, compared, saved. Nothing is kept between the steps but the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from starlette.responses import Response

from bot.catalogue import difference
from bot.catalogue.form import draft as drafts
from bot.catalogue.form import preview, reading
from bot.catalogue.form.draft import Draft, Row
from bot.catalogue.form.merging import merge
from bot.catalogue.form.parts import CODE, PARTS, SECTIONS
from bot.catalogue.form.reading import Fault
from bot.catalogue.model import Procedure
from bot.console import times
from bot.console.visit import Visit, go, missing
from bot.errors import UnknownRevision
from bot.storage import audit, revisions
from bot.storage import catalogue as stored
from bot.storage.writing import Writing

# Of the largest real procedure the form has 330 fields and 35 kB.
MOST_BODY, MOST_FIELDS = 500_000, 5000
MOST_ROWS = 200
# What a model has learnt by heart; everything else is only looked up.
LEARNT = {"name", "short_name", "aliases", "examples"}
_NEW = {"state": "in_force", "confidence": "low", "completeness": "name_only"}


@dataclass
class Work:
    """What is being done: `code` None is a new procedure; `seen` the last change that the person has seen."""

    code: Optional[str]
    before: Optional[Procedure]
    seen: int
    draft: Draft

    @property
    def address(self) -> str:
        return f"/catalogue/{self.code}/edit" if self.code else "/catalogue/new"


def edit(visit: Visit) -> Response:
    code = visit.word("code")
    one = missing(stored.by_code(visit.session, code))
    return _form(visit, Work(code, one, _latest(visit.session, code), drafts.of(one)))


def new(visit: Visit) -> Response:
    return _form(visit, Work(None, None, 0, Draft(dict(_NEW))))


def work(visit: Visit) -> Response:
    """A step further with what was typed."""
    code = visit.word("code")
    before = stored.by_code(visit.session, code)
    seen = visit.form.get("seen", "")
    known = before or revisions.of_code(visit.session, code, 1)
    missing(known or None)
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1
    return _step(visit, Work(code, before, number, drafts.typed(visit.form)))


def work_new(visit: Visit) -> Response:
    return _step(visit, Work(None, None, 0, drafts.typed(visit.form)))


def _step(visit: Visit, one: Work) -> Response:
    if "add" in visit.form or set(_MOVES) & set(visit.form):
        return _form(visit, one, focus=_moved(visit, one.draft))
    step = visit.form.get("step", "keep")
    if step not in _STEPS:
        return _form(visit, one)
    procedure, faults = reading.read(one.draft, stored.all_codes(visit.session), one.code)
    if procedure is None:
        return _form(visit, one, 422, faults=faults, focus=faults[0].field)
    return _STEPS[step](visit, one, procedure)


def _moved(visit: Visit, draft: Draft) -> str:
    """A row added, put aside, taken back or moved up; answers the field to go on with."""
    part = visit.form.get("add", "")
    if part in PARTS:
        return draft.add(part) if len(draft.rows[part]) < MOST_ROWS else f"add-{part}"
    for name, move in _MOVES.items():
        where = visit.form.get(name, "")
        found = draft.row(where)
        if found:
            return move(where, *found)
    return ""


def _put_aside(name: str, rows: list[Row], number: int) -> str:
    rows[number].gone = True
    return f"back-{name}"


def _take_back(name: str, rows: list[Row], number: int) -> str:
    rows[number].gone = False
    return f"remove-{name}"


def _move_up(name: str, rows: list[Row], number: int) -> str:
    to = max(0, number - 1)
    rows[to], rows[number] = rows[number], rows[to]
    return f"{'up' if to else 'remove'}-{name.rpartition('-')[0]}-{to}"


def _preview(visit: Visit, one: Work, procedure: Procedure) -> Response:
    return _form(visit, one, told=_told(visit, one.before, procedure), focus="preview")


def _review(visit: Visit, one: Work, procedure: Procedure) -> Response:
    """What would be saved, to be confirmed; a colleague's changes first, if there are any."""
    if one.code and _latest(visit.session, one.code) != one.seen:
        return _outrun(visit, one, procedure)
    if procedure == one.before:
        return _form(visit, one, problem="same", focus="problem")
    return visit.show(
        "editing/review.html",
        work=one,
        p=procedure,
        lines=_lines(one.before, procedure),
        told=[each for each in _told(visit, one.before, procedure) if each.is_changed],
        learnt=_learnt(one.before, procedure),
    )


def _save(visit: Visit, one: Work, procedure: Procedure) -> Response:
    """One transaction: the change, its revision, its line in the log."""
    if procedure == one.before and one.code:
        return go(f"/catalogue/{one.code}")
    with Writing(visit.console.engine) as uow:
        stored.hold(uow.session)
        if _latest(uow.session, procedure.code) == one.seen:
            number = stored.apply(uow.session, {procedure.code: procedure}, visit.person.name, "edit")
            names = (
                [each.name for each in difference.field_changes(one.before, procedure)] if one.before else []
            )
            detail = {"change": number, "fields": names, "new": one.before is None}
            subject = f"catalogue {procedure.code}"
            audit.record(uow.session, visit.person.name, "catalogue_edit", subject, detail, visit.address)
            uow.commit()
            return go(f"/catalogue/{procedure.code}?saved={number}")
    return _outrun(visit, one, procedure)


_MOVES = {"remove": _put_aside, "back": _take_back, "up": _move_up}
_STEPS = {"preview": _preview, "review": _review, "save": _save}


def _outrun(visit: Visit, one: Work, mine: Procedure) -> Response:
    """A colleague was faster: his changes are taken over, mine stay, what both have changed is told."""
    if one.code is None:
        fault = Fault("head-code", CODE.title, f"mã {mine.code} vừa được đồng nghiệp thêm vào danh mục")
        return _form(visit, one, 409, faults=[fault], focus="head-code")
    change = revisions.of_code(visit.session, one.code, 1)[0]
    theirs, base = change.after, _base(visit, one)
    disputed: list[str] = []
    told: list[str] = []
    if theirs and base:
        merged = merge(base, mine, theirs)
        mine, disputed, told = merged.procedure, merged.disputed, _lines(base, theirs)
    now = Work(one.code, theirs, change.id, drafts.of(mine))
    return _form(
        visit,
        now,
        409,
        problem="moved" if theirs else "deleted",
        focus="problem",
        change=change,
        lines=told,
        disputed=[difference.TITLES.get(name, name) for name in disputed],
    )


def _base(visit: Visit, one: Work) -> Optional[Procedure]:
    """What the person had begun with."""
    try:
        change = revisions.one(visit.session, one.seen)
    except UnknownRevision:
        return None
    return change.after if change.code == one.code else None


def _latest(session: Any, code: str) -> int:
    found = revisions.of_code(session, code, 1)
    return found[0].id if found else 0


def _lines(before: Optional[Procedure], after: Procedure) -> list[str]:
    """Field by field; of a new procedure there is nothing to compare."""
    if before is None:
        return []
    found = difference.describe(difference.compare({after.code: before}, {after.code: after}))
    return [line.removeprefix("    ") for line in list(found)[2:]]


def _learnt(before: Optional[Procedure], after: Procedure) -> bool:
    """Whether it changes what a training learns from."""
    return before is None or any(each.name in LEARNT for each in difference.field_changes(before, after))


def _told(visit: Visit, before: Optional[Procedure], after: Procedure) -> list[preview.Told]:
    console = visit.console
    teller = preview.Teller(console.agency, times.today(), console.settings.stale_days)
    return preview.compare(teller, before, after, (_successor(visit, before), _successor(visit, after)))


def _successor(visit: Visit, one: Optional[Procedure]) -> Optional[Procedure]:
    return stored.by_code(visit.session, one.superseded_by) if one and one.superseded_by else None


def _form(
    visit: Visit,
    one: Work,
    status: int = 200,
    faults: list[Fault] | None = None,
    focus: str = "",
    problem: str = "",
    told: list[preview.Told] | None = None,
    **more: Any,
) -> Response:
    return visit.show(
        "editing/procedure.html",
        status,
        work=one,
        draft=one.draft,
        sections=SECTIONS,
        code_column=CODE,
        faults=faults or [],
        wrong={fault.field: fault.message for fault in faults or []},
        focus=focus,
        problem=problem,
        told=told,
        most_rows=MOST_ROWS,
        **{"change": None, "lines": [], "disputed": [], **more},
    )
