"""The report of a period, to look at and to take along: what `bot report` writes."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.console import shown, times
from bot.console.visit import Visit
from bot.feedback import charts
from bot.feedback.documents import FORMATS, written
from bot.feedback.opendata import archive, opened
from bot.feedback.periods import Period, recent
from bot.feedback.report import ROWS, Report, Table, compose
from bot.storage import audit

_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
# Buttons under answers last so long: until then a period that is over can still change.
_SETTLING = timedelta(days=7)
assert set(KINDS) == set(FORMATS)


def indicators(visit: Visit) -> Response:
    """Of the present quarter unless another period is asked for."""
    periods, wanted = _periods(visit)
    report = _report(visit, wanted)
    pictures = {table.code: picture(table) for table in report.tables if charts.drawn(table)}
    return visit.show(
        "indicators.html",
        report=report,
        wanted=wanted,
        periods=periods,
        pictures=pictures,
        formats=list(KINDS),
        rows_at=ROWS,
        names={name: shown.period(name) for name in periods},
        settles=wanted.last + _SETTLING if times.today() <= wanted.last + _SETTLING else None,
    )


def download(visit: Visit) -> Response:
    """The same as a file."""
    form = visit.query.get("format", "pdf")
    if form not in KINDS:
        raise HTTPException(404)
    _, wanted = _periods(visit)
    content = written(_report(visit, wanted), form)
    detail = {"period": wanted.name, "format": form}
    audit.record(visit.session, visit.person.name, "report_export", "report", detail, visit.address)
    visit.uow.commit()
    named = {"Content-Disposition": f'attachment; filename="bao-cao-{wanted.name}.{form}"'}
    return Response(content, media_type=KINDS[form], headers=named)


def open_data(visit: Visit) -> Response:
    """What anybody may have of it, as one archive."""
    _, wanted = _periods(visit)
    settings = visit.console.settings
    content = archive(opened(visit.uow, wanted, visit.console.agency, times.today(), settings.stale_days))
    detail = {"period": wanted.name}
    audit.record(visit.session, visit.person.name, "open_data_export", "report", detail, visit.address)
    visit.uow.commit()
    named = {"Content-Disposition": f'attachment; filename="du-lieu-mo-{wanted.name}.zip"'}
    return Response(content, media_type="application/zip", headers=named)


def _periods(visit: Visit) -> tuple[dict[str, Period], Period]:
    periods = {period.name: period for period in recent(times.today())}
    return periods, periods.get(visit.query.get("period", ""), next(iter(periods.values())))


def _report(visit: Visit, wanted: Period) -> Report:
    settings, here = visit.console.settings, str(visit.request.base_url)
    return compose(visit.uow, wanted, visit.console.agency, times.today(), settings.stale_days, here)


def picture(table: Table) -> tuple[str, str]:
    """In the page itself, so that page and pictures are of one moment; and what it shows in words."""
    content = b64encode(charts.chart(table, "svg")).decode("ascii")
    return f"data:image/svg+xml;base64,{content}", charts.told(table)
