"""The rows behind one figure of a report: counted again, and listed, so that nobody has to believe it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.catalogue import labels
from bot.catalogue.agency import Agency
from bot.console import asked, lists, shown, times
from bot.console.visit import Visit
from bot.feedback.figures import share
from bot.feedback.indicators import DIMENSIONS, NAMED_FIELDS, PLACES, SMALL_TALK, indicators, overdue_from
from bot.feedback.periods import Period, recent
from bot.feedback.report import words as told
from bot.storage import behind, feedback, questions
from bot.storage.behind import DENOMINATOR, NUMERATOR, PARTS, Of
from bot.storage.tallies import Span

_LONGEST = 80
_OF_PROCEDURES = ("procedure", PLACES["procedure"])
# The column with the question's number.
_TALKS = {"ratings": "turn", "questions": "id"}


def rows(visit: Visit) -> Response:
    """What the address asks for; 404 for a figure that there is not."""
    period = _period(visit)
    meant = _of(visit, period)
    counts = {part: visit.count(_count(visit, Of(**{**vars(meant), "part": part}), period)) for part in PARTS}
    sheet = lists.sheet(visit, _rows(visit, meant, period), _count(visit, meant, period))
    kind = behind.kind_of(meant.indicator) or ""
    codes = [row["procedure"] for row in sheet.rows if "procedure" in row]
    titles = asked.titles(visit, [*codes, meant.group if meant.dimension in _OF_PROCEDURES else None])
    return visit.show(
        "figure_rows.html",
        sheet=sheet,
        period=period,
        meant=meant,
        kind=kind,
        indicator=indicators()[meant.indicator],
        counts=counts,
        # A mean of shares has no numerator of its own; of waits the figure is one of the rows.
        parts_shown=PARTS if _is_share(meant.indicator) else (DENOMINATOR,),
        figure=share(meant.indicator, counts[NUMERATOR], counts[DENOMINATOR])
        if _is_share(meant.indicator)
        else None,
        group=_group(meant, titles, visit.console.agency),
        titles=titles,
        gathered=_gathered(visit, sheet.rows) if kind == "ratings" else {},
        key_of=feedback.key_of,
        talk=_TALKS.get(kind),
    )


def _count(visit: Visit, meant: Of, period: Period) -> Any:
    return questions.how_many(_rows(visit, meant, period))


def _rows(visit: Visit, meant: Of, period: Period) -> Any:
    span = Span(period.since, period.until, visit.console.agency.code)
    return behind.behind(visit.session, span, meant, NAMED_FIELDS, SMALL_TALK)


def _period(visit: Visit) -> Period:
    name = visit.query.get("period")
    found = times.reported(name) if name else recent(times.today())[0]
    if found is None:
        raise HTTPException(404)
    return found


def _of(visit: Visit, period: Period) -> Of:
    query = visit.query
    indicator, part = query.get("of", "satisfaction"), query.get("part", DENOMINATOR)
    dimension = query.get("dimension") or None
    if indicator not in indicators() or part not in PARTS or not _fits(indicator, dimension):
        raise HTTPException(404)
    group = query.get("group", "")[:_LONGEST] if dimension else None
    checked = period.as_of(times.today()) - timedelta(days=visit.console.settings.stale_days)
    return Of(indicator, part, dimension, group, checked, overdue_from(period, times.today()))


def _fits(indicator: str, dimension: str | None) -> bool:
    """Which parts an indicator has: reasons and factors always their own, all others none as well."""
    if indicator in ("reason", "factor", "petition_end"):
        return dimension == indicator
    parts = {
        "satisfaction": DIMENSIONS,
        "petition_in_time": ("petition_kind",),
        "survey_page": tuple(PLACES.values()),
    }
    return dimension is None or dimension in parts.get(indicator, ())


def _is_share(indicator: str) -> bool:
    return indicator not in ("survey_satisfaction", "wait_p50", "wait_p90")


def _group(meant: Of, titles: dict[str, str], agency: Agency) -> str:
    """What the part is called; empty for the whole."""
    if not meant.dimension:
        return ""
    own = told()
    known = {
        "field": labels.FIELDS,
        "procedure": titles,
        PLACES["procedure"]: titles,
        PLACES["counter"]: {counter.code: counter.name for counter in agency.counters},
        "channel": shown.words()["channels"],
        "online_level": labels.ONLINE_LEVELS,
        "outcome": own["outcomes"],
        "reason": own["reasons"],
        "factor": own["factors"],
        "petition_kind": own["petition_kinds"],
        "petition_end": own["petition_ends"],
    }
    name = meant.group or ""
    return str(known[meant.dimension].get(name, name) if name else own["unnamed"].get(meant.dimension, ""))


def _gathered(visit: Visit, found: list[Any]) -> dict[str, int]:
    """The row of /feedback that each rating went into: its key → number."""
    keys = [feedback.key_of(row["sender"], row["at"]) for row in found]
    return dict(visit.session.execute(feedback.numbers(keys)).all())
