"""Exactly the petitions that the board shows, as a file; neither who wrote them nor how to reach him."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.catalogue.working import VIETNAM
from bot.console import lists, shown, times
from bot.console.feedback_export import KINDS, MOST
from bot.console.petitions import TIMES, wanted
from bot.console.visit import Visit
from bot.feedback.documents import written
from bot.feedback.report import Report, Table
from bot.storage import audit, petitions


def export(visit: Visit) -> Response:
    """At most MOST rows, the most urgent first."""
    form = visit.query.get("format", "csv")
    if form not in KINDS:
        raise HTTPException(404)
    asks = wanted(visit, lists.chosen(visit, "when", TIMES))
    rows = visit.rows(petitions.listed(asks).limit(MOST))
    own = shown.words()["petition_export"]
    table = Table("petitions", own["title"], tuple(own["columns"].split("|")), tuple(map(_cells, rows)))
    content = written(Report(own["title"], visit.console.agency.name, (table,)), form)
    # What was searched for may be personal: the log has the filters alone.
    filters = {name: value for name, value in visit.query.items() if name not in ("format", "page", "q")}
    detail = {"format": form, "rows": len(rows), "filters": filters}
    audit.record(visit.session, visit.person.name, "petition_export", "petitions", detail, visit.address)
    visit.uow.commit()
    named = f'attachment; filename="phan-anh-{times.today():%Y-%m-%d}.{form}"'
    return Response(content, media_type=KINDS[form], headers={"Content-Disposition": named})


def _cells(row: Any) -> tuple[Any, ...]:
    words = shown.words()
    return (
        row["id"],
        row["code"],
        _at(row["at"]),
        words["channels"].get(row["channel"], row["channel"]),
        words["petition_kinds"][row["kind"]],
        row["procedure"] or "",
        row["text"] or words["petition_emptied"],
        words["petition_states"][row["state"]],
        words["petition_causes"][row["cause"] or "none"] if row["state"] == "closed" else "",
        _at(row["due"]),
        _at(row["first_due"]),
        _at(row["done"]),
        row["unit"] or "",
        row["officer"] or "",
        row["answer"] or "",
        "" if row["satisfied"] is None else words["satisfied"][str(row["satisfied"])],
        _at(row["published"]),
    )


def _at(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if value else ""
