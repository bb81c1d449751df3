"""A period's report as tables of plain values, the same for the same data whatever it is written as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Optional, Union
from urllib.parse import urlencode

import yaml

from bot.catalogue import labels
from bot.catalogue.agency import Agency
from bot.feedback import targets
from bot.feedback.figures import Figure, Mean, Wait, ranked
from bot.feedback.indicators import DIMENSIONS, PLACES, Result, indicators, measured, satisfaction
from bot.feedback.periods import Period
from bot.feedback.targets import Judged
from bot.storage import procedures, ratings
from bot.storage.behind import DENOMINATOR, NUMERATOR
from bot.storage.database import UnitOfWork
from bot.storage.tallies import Span

Cell = Union[str, int, Decimal, None]
Links = tuple[tuple[int, str], ...]
Linked = tuple[tuple[Cell, ...], Links]
# The console's page of the rows behind a figure.
ROWS = "/indicators/rows"
# Parts that are told in an order of their own.
UNRANKED = ("reason", "factor", "petition_kind", "petition_end")
_TENTH = Decimal("0.1")
# Of one theme; the console has them all.
_MOST_COMMENTS = 20


@dataclass(frozen=True)
class Table:
    """`code` is stable; titles and columns are what people read.

    `links`, where there are any, has for each row the columns whose figure can be followed to its rows, with what
    the console's page of rows is asked: ((1, 'period=2026-Q3&of=satisfaction&part=numerator'), …).
    """

    code: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    links: tuple[Links, ...] = ()
    aim: Optional[Decimal] = None
    """In per cent, where a plan has one: a line in the chart."""

    def links_of(self) -> list[dict[int, str]]:
        """Of each row: column → query."""
        return [dict(links) for links in self.links] or [{} for _ in self.rows]

    @property
    def numeric(self) -> set[int]:
        """The columns of numbers."""
        places = range(len(self.columns))
        return {place for place in places if any(isinstance(row[place], (int, Decimal)) for row in self.rows)}


@dataclass(frozen=True)
class Report:
    title: str
    subtitle: str
    tables: tuple[Table, ...]
    agency: str = ""
    console: str = ""
    """Where the console is, as 'https://…'; with it each figure of a file leads to its rows."""

    def address(self, query: str) -> str:
        """Of the page of rows."""
        return f"{self.console}{ROWS}?{query}" if self.console else ""


@cache
def words() -> dict[str, Any]:
    return dict(yaml.safe_load(files("bot.feedback").joinpath("report.yml").read_text("utf-8")))


def compose(
    uow: UnitOfWork, period: Period, agency: Agency, today: date, stale_days: int, console: str = ""
) -> Report:
    """`uow` should be a snapshot: then all figures are of one moment."""
    results = measured(uow, period, agency.code, today, stale_days)
    judged = targets.judged(agency.targets, results, period.last.year)
    whole = [one for one in results if not isinstance(one, Wait) and not _is_part(one)]
    groups = {name: _parts(results, name) for name in (*DIMENSIONS, *UNRANKED, *PLACES.values())}
    titles = _titles(uow, [*groups["procedure"], *groups["surveyed_procedure"]])
    titles |= {counter.code: counter.name for counter in agency.counters}
    own, aims = words(), _aims(agency, period.last.year)
    tables = [
        table_of("indicators", ((_indicator(one), links(one, period)) for one in whole)),
        table_of("waits", ((_wait(one), links(one, period)) for one in results if isinstance(one, Wait))),
        replace(table_of("months", _months(uow, period, agency.code), "groups"), aim=aims["satisfaction"]),
        *(
            replace(table_of(name, _groups(name, groups[name], titles, period), "groups"), aim=aims.get(name))
            for name in groups
        ),
        table_of("targets", ((_target(one), _measure_link(one, period)) for one in judged)),
        _table("comments", _comments(uow, period, agency.code)),
        _table("method", ((line,) for line in own["method"])),
        _table("definitions", map(_definition, indicators().values())),
    ]
    days = {"first": _day(period.first), "last": _day(period.last), "as_of": _day(period.as_of(today))}
    title = own["title"].format(period=period.name)
    subtitle = own["subtitle"].format(agency=agency.name, **days)
    return Report(title, subtitle, tuple(tables), agency.name, console.rstrip("/"))


def _aims(agency: Agency, year: int) -> dict[str, Optional[Decimal]]:
    """What charts draw a line at: of satisfaction as a whole and by field and channel, of the survey by factor."""
    overall, survey = aim_line(agency, "satisfaction", year), aim_line(agency, "survey_satisfaction", year)
    return {"satisfaction": overall, "field": overall, "channel": overall, "factor": survey}


def aim_line(agency: Agency, indicator: str, year: int) -> Optional[Decimal]:
    """In per cent; None where the plan has none."""
    found = targets.aim(agency.targets, indicator, year)
    return None if found is None else Decimal(str(found.value))


def percent(share: Fraction | float | None) -> Optional[Decimal]:
    """With one decimal, halves away from zero as people round them."""
    if share is None:
        return None
    exact = Decimal(share.numerator) / share.denominator if isinstance(share, Fraction) else Decimal(share)
    return (exact * 100).quantize(_TENTH, ROUND_HALF_UP)


def _table(code: str, rows: Iterable[tuple[Cell, ...]], columns: str | None = None) -> Table:
    own = words()
    return Table(code, own["tables"][code], tuple(own["columns"][columns or code]), tuple(rows))


def table_of(code: str, rows: Iterable[Linked], columns: str | None = None) -> Table:
    """`columns` names those of another table, where they are its."""
    pairs = list(rows)
    made = _table(code, (row for row, _ in pairs), columns)
    return replace(made, links=tuple(each for _, each in pairs))


def links(one: Result, period: Period) -> Links:
    """Numerator and denominator stand in the columns 1 and 2; of waits, how many there were in column 1."""
    parts = {1: DENOMINATOR} if isinstance(one, Wait) else {1: NUMERATOR, 2: DENOMINATOR}
    if isinstance(one, Mean):
        del parts[1]
    return tuple((column, rows_of(one, period, part)) for column, part in parts.items())


def rows_of(one: Result, period: Period, part: str) -> str:
    """What the page of rows is asked for one part of a figure."""
    asked = {"period": period.name, "of": one.indicator, "part": part}
    if isinstance(one, Figure) and one.dimension:
        asked |= {"dimension": one.dimension, "group": one.group or ""}
    return urlencode(asked)


def _measure_link(one: Judged, period: Period) -> Links:
    """What was measured stands in the fifth column."""
    return ((4, rows_of(one.figure, period, DENOMINATOR)),) if one.figure else ()


def _is_part(one: Result) -> bool:
    return isinstance(one, Figure) and one.dimension is not None


def _parts(results: Iterable[Result], dimension: str) -> list[Figure]:
    return [one for one in results if isinstance(one, Figure) and one.dimension == dimension]


def _bounds(one: Figure | Mean) -> tuple[Cell, ...]:
    return percent(one.share), percent(one.low), percent(one.high)


def _indicator(one: Figure | Mean) -> tuple[Cell, ...]:
    name = indicators()[one.indicator].name
    if isinstance(one, Mean):
        said = words()["people"].format(count=one.people)
        return (name, None, one.people, *_bounds(one), ", ".join(filter(None, (said, _note(one)))))
    return (name, one.numerator, one.denominator, *_bounds(one), _note(one))


def _wait(one: Wait) -> tuple[Cell, ...]:
    minutes = None if one.seconds is None else Decimal(one.seconds) / 60
    shown = minutes.quantize(_TENTH, ROUND_HALF_UP) if minutes is not None else None
    return indicators()[one.indicator].name, one.count, shown, _note(one)


def _months(uow: UnitOfWork, period: Period, agency: str) -> Iterable[Linked]:
    for month in period.months:
        overall = satisfaction(uow, Span(month.since, month.until, agency))[0]
        yield month_row(month, overall), links(overall, month)


def month_row(month: Period, of: Figure) -> tuple[Cell, ...]:
    return f"{month.first:%m/%Y}", *_counts(of), None, _note(of)


def _comments(uow: UnitOfWork, period: Period, agency: str) -> Iterable[tuple[Cell, ...]]:
    """By theme, the most spoken of first; of each the latest."""
    own = words()
    themes: dict[str, list[str]] = {}
    for satisfied, reason, comment in ratings.comments(uow.session, agency, period.since, period.until):
        theme = own["reasons"].get(reason) or own["themes"][str(satisfied)]
        themes.setdefault(theme, []).append(comment)
    for theme, said in sorted(themes.items(), key=lambda one: (-len(one[1]), one[0])):
        for comment in list(dict.fromkeys(said))[:_MOST_COMMENTS]:
            yield theme, len(said), comment


def _groups(
    dimension: str, figures: Sequence[Figure], titles: Mapping[str, str], period: Period
) -> Iterable[Linked]:
    """Those with a rank first, then the others by name; UNRANKED keep their own order."""
    best = [] if dimension in UNRANKED else ranked(one for one in figures if one.group)
    for place, one in enumerate([*best, *(one for one in figures if one not in best)], 1):
        rank = place if place <= len(best) else None
        row = _name(dimension, one, titles), *_counts(one), rank, "" if rank else _note(one)
        yield row, links(one, period)


def _counts(one: Figure) -> tuple[Cell, ...]:
    return (one.numerator, one.denominator, *_bounds(one))


def _name(dimension: str, one: Figure, titles: Mapping[str, str]) -> str:
    own, group = words(), one.group or ""
    if not group:
        return str(own["unnamed"].get(dimension, ""))
    known: dict[str, Mapping[str, str]] = {
        "field": labels.FIELDS,
        "procedure": titles,
        "channel": own["channels"],
        "online_level": labels.ONLINE_LEVELS,
        "outcome": own["outcomes"],
        "reason": own["reasons"],
        "factor": own["factors"],
        "petition_kind": own["petition_kinds"],
        "petition_end": own["petition_ends"],
        "counter": titles,
        "surveyed_procedure": titles,
    }
    return known[dimension].get(group, group)


def _note(one: Result) -> str:
    own = words()
    empty = one.seconds is None if isinstance(one, Wait) else one.share is None
    return str(own["nothing"] if empty else own["few"] if one.few else "")


def _target(one: Judged) -> tuple[Cell, ...]:
    own, aim = words(), one.target
    value = "" if aim.value is None else f"{aim.value:g}".replace(".", ",")
    asked = aim.text or f"{_signs(aim.comparison)}{value} {aim.unit}"
    measured_ = _bounds(one.figure) if one.figure else (None, None, None)
    told = own["verdicts"][one.verdict], one.note, aim.document
    year = str(aim.year) if aim.year else None
    return one.name, asked, year, own["due"][one.due], *measured_, *told


def _signs(comparison: str | None) -> str:
    return {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< "}.get(comparison or "", "")


def _definition(one: Any) -> tuple[Cell, ...]:
    trust = words()["confidence"][one.confidence]
    return one.name, one.numerator, one.denominator, one.exclusions, one.source, trust


def _titles(uow: UnitOfWork, figures: Sequence[Figure]) -> dict[str, str]:
    codes = [one.group for one in figures if one.group]
    return {code: f"{code} {title}" for code, title in uow.session.execute(procedures.titles(codes))}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
