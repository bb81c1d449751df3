"""The charts of the first page: satisfaction against the plan's aim month by month, and when people ask, by channel."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from bot.catalogue.working import VIETNAM
from bot.console import shown, times
from bot.console.memory import DAY, MINUTE
from bot.console.visit import Console
from bot.errors import MotCuaError
from bot.feedback import charts, targets
from bot.feedback.figures import Figure, share
from bot.feedback.periods import Period, period, recent
from bot.feedback.report import Cell, Linked, Table, aim_line, links, month_row, table_of
from bot.storage import questions, tallies
from bot.storage.database import UnitOfWork
from bot.storage.tallies import Span

MONTHS, DAYS = 12, 30
_CODE = "satisfaction"


@dataclass(frozen=True)
class Overview:
    """`figure` is of `period`, the present quarter; `judged` against each aim of the plan; computed at `at`."""

    period: Period
    figure: Figure
    judged: list[Any]
    months: Table
    hours: Table
    at: datetime


def overview(console: Console, session: Any) -> Overview:
    """At most a minute old; months gone by at most a day."""
    memory, today = console.memory, times.today()
    made: Overview = memory.get(("overview", today), MINUTE, lambda: _compute(console, session, today))
    return made


def ahead(console: Console) -> None:
    """Computed and drawn before anybody asks; what goes wrong is told to whoever asks."""
    with suppress(MotCuaError), UnitOfWork(console.engine) as uow:
        made = overview(console, uow.session)
        for table in filter(charts.drawn, (made.months, made.hours)):
            charts.chart(table, "svg")


def _compute(console: Console, session: Any, today: date) -> Overview:
    quarter, by_month = recent(today)[0], _by_month(console, session, today)
    inside = [one for month, one in by_month if quarter.first <= month.first <= quarter.last]
    counts = sum(one.numerator for one in inside), sum(one.denominator for one in inside)
    figure = share(_CODE, *counts)
    aims = console.agency.targets
    judged = [one for one in targets.judged(aims, [figure], today.year) if one.figure]
    return Overview(
        quarter, figure, judged, _months(console, by_month), _hours(session, today), datetime.now(VIETNAM)
    )


def _satisfied(console: Console, session: Any, of: Period) -> Figure:
    span = Span(of.since, of.until, console.agency.code)
    return share(_CODE, *tallies.satisfied(session, span))


def _by_month(console: Console, session: Any, today: date) -> list[tuple[Period, Figure]]:
    """The last twelve, the present one included. Of a month gone by, ratings may still change for seven days."""
    last = today.year * 12 + today.month - 1
    found = []
    for number in range(last - MONTHS + 1, last + 1):
        month = period(f"{number // 12}-{number % 12 + 1:02}")
        seconds = MINUTE if today <= month.last + timedelta(days=8) else DAY
        kept: Figure = console.memory.get(
            (month, seconds), seconds, partial(_satisfied, console, session, month)
        )
        found.append((month, kept))
    return found


def _months(console: Console, by_month: list[tuple[Period, Figure]]) -> Table:
    """From the first month in which anybody rated."""
    rated = [one.denominator > 0 for _, one in by_month]
    since_first = by_month[rated.index(True) :] if any(rated) else []
    rows: list[Linked] = [(month_row(month, one), links(one, month)) for month, one in since_first]
    year = by_month[-1][0].last.year
    return replace(table_of("months", rows, "groups"), aim=aim_line(console.agency, _CODE, year))


def _hours(session: Any, today: date) -> Table:
    since = times.beginning(today - timedelta(days=DAYS - 1))
    counts = _by_hour(session.execute(questions.by_channel(since)).all())
    names = shown.words()["channels"]
    channels = sorted({channel for _, channel in counts}, key=lambda one: (-_total(counts, one), one))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (f"{hour:02} giờ", *(counts.get((hour, channel), 0) for channel in channels)) for hour in range(24)
    )
    own = shown.words()["overview"]
    return Table(
        charts.STACKED, own["hours"], (own["hour"], *(names.get(one, one) for one in channels)), rows
    )


def _by_hour(found: Iterable[Any]) -> dict[tuple[int, str], int]:
    """Hours of UTC as hours of Vietnam, which is seven ahead all year."""
    return {((int(hour) + 7) % 24, channel): count for hour, channel, count in found}


def _total(counts: dict[tuple[int, str], int], of: str) -> int:
    return sum(count for (_, channel), count in counts.items() if channel == of)
