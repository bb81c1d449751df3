"""Exactly what the list shows, as a file: the same filters, no pseudonyms, nothing that a spreadsheet would run."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.catalogue.agency import Agency
from bot.catalogue.working import VIETNAM
from bot.console import feedback as room
from bot.console import shown, times
from bot.console.visit import Visit
from bot.feedback.documents import written
from bot.feedback.report import Report, Table
from bot.storage import audit, feedback, procedures

# More is for an archive, not for a sheet; the page says so.
MOST = 50_000
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(visit: Visit) -> Response:
    form = visit.query.get("format", "csv")
    if form not in KINDS:
        raise HTTPException(404)
    asks = room.wanted(visit.query)
    count = visit.count(feedback.how_many(asks))
    if count > MOST:
        return visit.show("feedback/too_many.html", 422, count=count, most=MOST, back=visit.link(format=None))
    content = written(_report(visit, visit.rows(feedback.listed(asks))), form)
    filters = {name: value for name, value in visit.query.items() if name not in ("format", "page")}
    detail = {"format": form, "rows": count, "filters": filters}
    audit.record(visit.session, visit.person.name, "feedback_export", "feedback", detail, visit.address)
    visit.uow.commit()
    name = f"gop-y-{times.today():%Y-%m-%d}.{form}"
    return Response(
        content, media_type=KINDS[form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _report(visit: Visit, rows: list[Any]) -> Report:
    words = shown.words()
    codes = sorted({row["procedure"] for row in rows if row["procedure"]})
    titles = dict(visit.session.execute(procedures.titles(codes)).all())
    own = words["feedback_export"]
    table = Table(
        "feedback",
        own["title"],
        tuple(own["columns"].split("|")),
        tuple(_cells(row, titles, words, visit.console.agency) for row in rows),
    )
    return Report(own["title"], visit.console.agency.name, (table,))


def _cells(
    row: Any, titles: dict[str, str], words: dict[str, dict[str, str]], agency: Agency
) -> tuple[Any, ...]:
    return (
        row["id"],
        f"{row['at'].astimezone(VIETNAM):%d/%m/%Y %H:%M}",
        words["channels"].get(row["channel"], row["channel"]),
        row["procedure"] or "",
        titles.get(row["procedure"], ""),
        row["field"] or "",
        words["satisfied"][str(row["satisfied"])],
        row["rated"],
        row["unsatisfied"],
        words["reasons"].get(row["reason"], "") if row["reason"] else "",
        "" if row["score"] is None else str(row["score"]).replace(".", ","),
        agency.counter(row["counter"] or "") or row["counter"] or "",
        row["comment"] or "",
        words["feedback_states"][row["state"]],
        row["assignee"] or "",
        ", ".join(room.tags_of(row["tags"])),
        row["note"] or "",
        f"{row['due']:%d/%m/%Y}" if row["due"] else "",
    )
