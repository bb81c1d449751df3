"""The first page: how many questions and what came of them, and what waits for somebody."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from starlette.responses import Response

from bot.console import figures, indicators, overview, petitions, times
from bot.console.visit import Visit
from bot.desk.handoff import waits_since
from bot.feedback import charts
from bot.feedback.report import ROWS, rows_of
from bot.storage import desk_views, feedback, handoffs, procedures, questions
from bot.storage.feedback import Wanted
from bot.storage.tables import OUTCOMES

_TOP = 8
_STALEST = 5


def home(visit: Visit) -> Response:
    today = times.today()
    month = times.month_of(today)
    # One walk through the rows for all figures: hours add up to days, days to the month.
    since = times.beginning(min(month, today - timedelta(days=figures.DAYS - 1)))
    days = figures.by_day(visit.session.execute(questions.by_hour(since)).all())
    before, look = stale_before(visit), overview.overview(visit.console, visit.session)
    return visit.show(
        "home.html",
        today=today,
        counts={"today": figures.since(today, days), "month": figures.since(month, days)},
        outcomes=OUTCOMES,
        bars=figures.bars(days, today),
        chart=figures,
        look=look,
        pictures={
            one.code: indicators.picture(one) for one in (look.months, look.hours) if charts.drawn(one)
        },
        rows_at=ROWS,
        rows_of=rows_of,
        top=_top(visit, times.beginning(month)),
        waiting=visit.count(questions.waiting()),
        unhappy=visit.count(feedback.how_many(Wanted(state="new", satisfied=False))),
        stale=visit.count(procedures.how_many_stale(before)),
        stalest=visit.rows(procedures.stalest(before, _STALEST)),
        procedures=visit.count(procedures.how_many()),
        stale_days=visit.console.settings.stale_days,
        damage=visit.console.authority.now.damage,
        petitions=petitions.counts(visit) if visit.may("officer") else None,
        desk=_desk(visit) if visit.may("officer") else None,
    )


def _desk(visit: Visit) -> dict[str, int]:
    """Who waits, and for whom."""
    mine = [row for row in handoffs.open_ones(visit.session) if row.officer == visit.person.name]
    return {
        "waiting": visit.count(desk_views.how_many_wait()),
        "mine": len(mine),
        "unread": sum(waits_since(visit.session, row) is not None for row in mine),
        "due": visit.count(desk_views.how_many_callbacks()),
    }


def stale_before(visit: Visit) -> date:
    """Facts checked before this day are told with a warning (bot.catalogue.facts.is_stale)."""
    return times.today() - timedelta(days=visit.console.settings.stale_days)


def _top(visit: Visit, since: datetime) -> list[tuple[str, str | None, int]]:
    """(code, title, how many); no title for a procedure that is no longer in the catalogue."""
    counted = visit.session.execute(questions.top_procedures(since, _TOP)).all()
    titles = dict(visit.session.execute(procedures.titles([code for code, _ in counted])).all())
    return [(code, titles.get(code), count) for code, count in counted]
