"""Questions that the assistant could not answer: found, looked at, and marked as done."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.console import asked, lists, times
from bot.console.visit import Visit, go, missing
from bot.storage import audit, questions
from bot.storage.tables import REVIEWS
from bot.text.privacy import mask
from bot.text.writing import clean

LONGEST_NOTE = 1000
_OUTCOMES = ("unknown", "declined")


def unanswered(visit: Visit) -> Response:
    period = times.period(visit.query, "all")
    # New ones, unless the address says otherwise: they are what somebody comes for.
    state = visit.query.get("state", "new")
    wanted = asked.wanted(visit, period, state if state in REVIEWS else None)
    return visit.show(
        "unanswered.html",
        sheet=lists.sheet(visit, questions.unanswered_ones(wanted)),
        period=period,
        state=state if state in REVIEWS else "all",
        reviews=REVIEWS,
        outcomes=_OUTCOMES,
    )


def question(visit: Visit) -> Response:
    return _shown(visit, _row(visit))


def review(visit: Visit) -> Response:
    """What staff made of it. Whoever looked at an older state is shown the newer one first."""
    row = _row(visit)
    state, note = visit.form.get("state", ""), mask(clean(visit.form.get("note", "")))
    if state not in REVIEWS or len(note) > LONGEST_NOTE:
        return _shown(visit, row, 422, problem="state" if state not in REVIEWS else "note", note=note)
    if visit.form.get("seen", "") != seen(row) or not _kept(visit, row, state, note or None):
        return _shown(visit, _row(visit), 409, problem="moved", note=note)
    return go(f"/unanswered/{row['id']}?saved=1")


def _kept(visit: Visit, row: Any, state: str, note: str | None) -> bool:
    """Written, with its line in the log; what is there already needs neither."""
    before, after = {"state": row["state"], "note": row["note"]}, {"state": state, "note": note}
    if before == after:
        return True
    who = visit.person.name
    kept = questions.review(visit.session, row["id"], state, note, who, before=row["reviewed_at"])
    if kept:
        detail = {"before": before, "after": after}
        audit.record(visit.session, who, "review", _subject(row), detail, visit.address)
        visit.uow.commit()
    return kept


def seen(row: Any) -> str:
    """Which state of the row a form was made from."""
    return row["reviewed_at"].isoformat() if row["reviewed_at"] else ""


def _row(visit: Visit) -> Any:
    return missing(visit.session.execute(questions.one_unanswered(visit.number())).mappings().first())


def _shown(visit: Visit, row: Any, status: int = 200, problem: str = "", note: str | None = None) -> Response:
    turn = visit.session.execute(questions.turn_behind(row)).scalar()
    return visit.show(
        "question.html",
        status,
        row=row,
        turn=turn,
        seen=seen(row),
        problem=problem,
        note=row["note"] if note is None else note,
        reviews=REVIEWS,
        longest_note=LONGEST_NOTE,
        history=visit.rows(audit.entries(subject=_subject(row))),
        titles=asked.titles(visit, [one.get("code") for one in row["candidates"]]),
    )


def _subject(row: Any) -> str:
    return f"unanswered {row['id']}"
