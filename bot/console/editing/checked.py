"""Procedures that were compared with their source today, noted all in one go."""

from __future__ import annotations

from copy import copy

from starlette.responses import Response

from bot.console import times
from bot.console.visit import Visit, go, own_path
from bot.storage import audit
from bot.storage import catalogue as stored
from bot.storage.writing import Writing

_MARK = "code-"


def checked(visit: Visit) -> Response:
    """Undone like every change of the catalogue; codes that are gone meanwhile are left out."""
    ticked = [name[len(_MARK) :] for name in visit.form if name.startswith(_MARK)]
    back = own_path(visit.form.get("back", "")) or "/catalogue"
    with Writing(visit.console.engine) as uow:
        stored.hold(uow.session)
        wanted = {}
        for code, one in stored.by_codes(uow.session, ticked).items():
            wanted[code] = copy(one)
            wanted[code].checked = times.today()
        number = stored.apply(uow.session, wanted, visit.person.name, "check") if wanted else None
        if number is not None:
            detail = {"change": number, "procedures": sorted(wanted)}
            subject = f"catalogue change {number}"
            audit.record(uow.session, visit.person.name, "catalogue_check", subject, detail, visit.address)
            uow.commit()
    told = f"checked={len(wanted)}&change={number or 0}"
    return go(f"{back}{'&' if '?' in back else '?'}{told}")
