"""The catalogue to look at: found, read with all its parts, answers tried, history followed."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.catalogue import answers, difference, facts
from bot.catalogue.model import COMPLETENESS, FIELDS, STATES, Procedure
from bot.console import lists, times
from bot.console.home import stale_before
from bot.console.visit import Visit, missing
from bot.storage import catalogue as stored
from bot.storage import procedures, revisions
from bot.text.question import read

_HISTORY = 50
_NEAREST = 10


def catalogue(visit: Visit) -> Response:
    rows = _filtered(visit)
    found = _found(visit, rows)
    return visit.show(
        "catalogue.html",
        sheet=lists.cut(visit, rows if found is None else found),
        near=lists.cut(visit, [] if found or found is None else _near(visit, rows)),
        stale=visit.query.get("stale") == "1",
        stale_before=stale_before(visit),
        fields=FIELDS,
        states=STATES,
        completeness=COMPLETENESS,
        stale_days=visit.console.settings.stale_days,
    )


def wanted(visit: Visit) -> list[Any]:
    """All rows that filters and search leave; of the nearest to a question none."""
    rows = _filtered(visit)
    found = _found(visit, rows)
    return rows if found is None else found


def procedure(visit: Visit) -> Response:
    one = _one(visit)
    successor = stored.by_code(visit.session, one.superseded_by) if one.superseded_by else None
    settings = visit.console.settings
    return visit.show(
        "procedure.html",
        p=one,
        successor=successor,
        stale=facts.is_stale(one, times.today(), settings.stale_days),
        stale_days=settings.stale_days,
        answers=_answers(visit, one, successor),
    )


def history(visit: Visit) -> Response:
    code = visit.word("code")
    found = revisions.of_code(visit.session, code, _HISTORY)
    one = stored.by_code(visit.session, code)
    missing(one or found or None)
    return visit.show("history.html", code=code, p=one, changes=[(each, _lines(each)) for each in found])


def _filtered(visit: Visit) -> list[Any]:
    return visit.rows(
        procedures.listed(
            field=lists.chosen(visit, "field", FIELDS),
            state=lists.chosen(visit, "state", STATES),
            completeness=lists.chosen(visit, "completeness", COMPLETENESS),
            unchecked_since=stale_before(visit) if visit.query.get("stale") == "1" else None,
        )
    )


def _found(visit: Visit, rows: list[Any]) -> list[Any] | None:
    """Those whose names have every word that is looked for, the best first; None when nothing is."""
    text = lists.searched(visit)
    if not text:
        return None
    found = visit.console.names.find(visit.session, text)
    return sorted((row for row in rows if row["code"] in found), key=lambda row: found[row["code"]])


def _near(visit: Visit, rows: list[Any]) -> list[Any]:
    """Those that the assistant would think of first: a whole question is looked for, too."""
    by_code = {row["code"]: row for row in rows}
    like = visit.console.library.index().find(read(lists.searched(visit)), _NEAREST)
    near = [code for code, signals in zip(like.codes, like.signals, strict=True) if signals[0] > 0]
    return [by_code[code] for code in near if code in by_code]


def _one(visit: Visit) -> Procedure:
    one = stored.by_code(visit.session, visit.word("code"))
    return missing(one)  # type: ignore[no-any-return]


def _answers(visit: Visit, one: Procedure, successor: Procedure | None) -> list[tuple[str, str]]:
    """Aspect → what the assistant says today when asked for it."""
    console = visit.console
    return [
        (
            aspect,
            answers.answer(
                one,
                [aspect],
                console.agency,
                times.today(),
                console.settings.stale_days,
                successor,
                full=True,
            ).text,
        )
        for aspect in (*facts.FACTS, *facts.PROFILE)
    ]


def _lines(change: Any) -> list[str]:
    """What changed, field by field; whether it came or went needs no lines."""
    if change.before is None or change.after is None:
        return []
    told = difference.describe(difference.compare({change.code: change.before}, {change.code: change.after}))
    return [line.removeprefix("    ") for line in list(told)[2:]]
