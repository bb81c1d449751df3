"""The room: the profile part by part, each changed by a form of its own; what was changed, and the last taken back."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.catalogue.agency_schema import PAUSABLE
from bot.catalogue.form.reading import Fault
from bot.catalogue.working import DAYS
from bot.console import times
from bot.console.agency import aims, parts, saving, story
from bot.console.agency.parts import PARTS, Part
from bot.console.agency.typed import Mistyped
from bot.console.visit import Visit, go
from bot.errors import SourceError
from bot.storage import agency_changes
from bot.storage.agency_changes import ALL

_SHOWN = 20
PAUSES = "pauses"


def room(visit: Visit) -> Response:
    return _page(visit)


def change(visit: Visit) -> Response:
    """One part, as its form says."""
    part = PARTS.get(visit.form.get("part", ""))
    if part is None:
        raise HTTPException(400)
    try:
        value = part.read(visit.form, visit.console.authority.agency, times.today())
        number = saving.save(
            visit, part.key, lambda overlay: _with(overlay, part.key, value), "agency_change"
        )
    except Mistyped as error:
        return _page(visit, 422, part, [part.wrong(error.field, error.message)])
    except SourceError as error:
        return _page(visit, 422, part, [part.fault(problem) for problem in error.problems])
    return go(f"/agency?saved={part.name}#{part.name}") if number else _page(visit, 409, part, moved=True)


def undo(visit: Visit) -> Response:
    """The state before the last change comes back; which channels are off stays as it is."""
    latest = _latest(visit, 2)
    if not latest or latest[0].part == PAUSES:
        return _page(visit, 409, problem="nothing")

    def back(overlay: dict[str, Any]) -> dict[str, Any]:
        before = agency_changes.parsed(latest[1].stored) if len(latest) > 1 else {}
        return _with(before, PAUSES, overlay.get(PAUSES))

    try:
        number = saving.save(visit, ALL, back, "agency_undo", str(latest[0].number), undone=latest[0].number)
    except SourceError:
        return _page(visit, 409, problem="unreadable")
    return go("/agency?saved=undo#history") if number else _page(visit, 409, problem="moved")


def _with(overlay: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    rest = {name: kept for name, kept in overlay.items() if name != key}
    return rest if value is None else {**rest, key: value}


def _latest(visit: Visit, most: int) -> list[agency_changes.Change]:
    return agency_changes.history(visit.session, visit.console.given.agency, most)


def _page(
    visit: Visit,
    status: int = 200,
    part: Part | None = None,
    faults: list[Fault] | None = None,
    moved: bool = False,
    problem: str = "",
) -> Response:
    # The numbers first: what is saved between the two looks is then refused, not overwritten.
    seen = {name: saving.seen(visit, one.key) for name, one in PARTS.items()}
    seen["undo"] = saving.seen(visit)
    visit.console.authority.look_again()
    present = visit.console.authority.now
    values = {name: one.shown(present.agency) for name, one in PARTS.items()}
    if part is not None:
        values[part.name] = dict(visit.form)
    changes = _latest(visit, _SHOWN + 1)
    return visit.show(
        "agency/room.html",
        status,
        values=values,
        seen=seen,
        part=part.name if part else "",
        faults=faults or [],
        wrong={fault.field for fault in faults or []},
        moved=moved,
        problem=problem,
        damage=present.damage,
        changes=story.told(changes)[:_SHOWN],
        undoable=bool(changes) and changes[0].part != PAUSES,
        channels=PAUSABLE,
        days=DAYS,
        spells=max(parts.SPELLS, len(present.agency.working.spells)),
        given=visit.console.given,
        limits=parts.LIMITS,
        aims=aims.known(present.agency),
        aim_fields=aims.FIELDS,
        aim_rows=max(len(present.agency.targets) + aims.SPARE, aims.rows(values["targets"])),
        longest_notice=parts.LONGEST_NOTICE,
        today=times.today(),
    )
