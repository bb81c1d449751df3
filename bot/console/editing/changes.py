"""All changes of the catalogue, newest first: each to be looked at, and to be undone as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.catalogue import difference
from bot.catalogue.imports import Plan
from bot.console import lists
from bot.console.visit import Visit, go
from bot.errors import UnknownRevision
from bot.storage import audit, revisions
from bot.storage import catalogue as stored
from bot.storage.writing import Writing


@dataclass(frozen=True)
class Seen:
    """One change: who made it, what it did, and what undoing it would do now."""

    number: int
    changes: list[revisions.Revision]
    undoing: Plan
    is_outdated: bool
    """Some of these procedures were changed again since."""

    @property
    def did(self) -> list[str]:
        before = {each.code: each.before for each in self.changes if each.before}
        return list(difference.describe(difference.compare(before, _after(self.changes))))

    @property
    def undo(self) -> list[str]:
        return list(difference.describe(self.undoing.difference))


def changes(visit: Visit) -> Response:
    return visit.show("editing/changes.html", sheet=lists.sheet(visit, revisions.all_batches()))


def change(visit: Visit) -> Response:
    return _page(visit)


def restore(visit: Visit) -> Response:
    """One transaction: what was there before, its revision, its line in the log. Deleting is asked once more."""
    number = visit.number()
    with Writing(visit.console.engine) as uow:
        version = stored.hold(uow.session)
        if visit.form.get("seen") == str(version):
            undoing = _seen(uow.session, number).undoing
            if undoing.difference.removed and visit.form.get("sure") != "1":
                return _page(visit, 422)
            wanted = undoing.changes
            made = stored.apply(uow.session, wanted, visit.person.name, "restore")
            if made is None:
                return go(f"/catalogue/changes/{number}")
            detail = {"of": number, "change": made, "procedures": len(wanted)}
            subject = f"catalogue change {number}"
            audit.record(uow.session, visit.person.name, "catalogue_restore", subject, detail, visit.address)
            uow.commit()
            return go(f"/catalogue/changes/{made}?saved=1")
    return _page(visit, 409)


def _page(visit: Visit, status: int = 200) -> Response:
    seen = _seen(visit.session, visit.number())
    return visit.show("editing/change.html", status, seen=seen, moved=status == 409, unsure=status == 422)


def _seen(session: Any, number: int) -> Seen:
    try:
        found = revisions.of_batch(session, number)
    except UnknownRevision as error:
        raise HTTPException(404) from error
    wanted = dict(revisions.undoing(found))
    now = stored.by_codes(session, wanted)
    plan = Plan(wanted, difference.compare(now, wanted), stored.version(session))
    after = _after(found)
    return Seen(number, found, plan, any(now.get(code) != after[code] for code in after))


def _after(changes: list[revisions.Revision]) -> dict[str, Any]:
    """Of two changes of one procedure in one go the later one counts."""
    return {each.code: each.after for each in sorted(changes, key=lambda each: each.id)}
