"""A period's figures as open data: tables that anybody may have, with a dictionary of every column.

No row is a person's: no pseudonym, no words, no time finer than a day, no count from 1 to 4
(bot/feedback/smallness.py). The same data make the same bytes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import yaml

from bot.catalogue import labels
from bot.catalogue.agency import Agency
from bot.feedback.documents import harmless
from bot.feedback.figures import Figure, Mean, Wait, share
from bot.feedback.indicators import (
    DIMENSIONS,
    NAMED_FIELDS,
    QUESTIONS,
    Result,
    indicators,
    measured,
    satisfaction,
)
from bot.feedback.model import FACTORS, RATED_OUTCOMES, REASONS
from bot.feedback.periods import Period
from bot.feedback.report import percent
from bot.feedback.smallness import K, Told, all_or_none, merged, merged_parts, safe, small
from bot.storage import procedures
from bot.storage.database import UnitOfWork
from bot.storage.tallies import Span

UNNAMED = "khong_ro"
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_CHANNELS = ("web", "telegram", "zalo", "zalo_bot")
# Of the catalogue, which is public: nobody is counted in them.
_PUBLIC = ("online_full", "online_offered", "online_fee_known", "checked_in_time")

Row = Sequence[Any]


@cache
def described() -> dict[str, Any]:
    return dict(yaml.safe_load(files("bot.feedback").joinpath("opendata.yml").read_text("utf-8")))


def opened(
    uow: UnitOfWork, period: Period, agency: Agency, today: date, stale_days: int, licence: str = ""
) -> dict[str, bytes]:
    """File name → content. `uow` should be a snapshot. `licence` stands in the place of the usual one."""
    own = described()
    results = measured(uow, period, agency.code, today, stale_days)
    listed = _procedures(uow)
    known = {row["code"] for row in listed}
    columns = own["files"]["thu-tuc.csv"]["columns"]
    rows: dict[str, list[Row]] = {
        "chi-so.csv": [_row(period, one) for one in _told(uow, period, agency.code, results, known)],
        "thu-tuc.csv": [[_shown(row[name]) for name in columns] for row in listed],
        "dinh-nghia.csv": [list(vars(one).values()) for one in indicators().values()],
    }  # fmt: skip
    made = {name: _csv(own["files"][name]["columns"], found) for name, found in rows.items()}
    title = own["title"].format(period=period.name, agency=agency.name)
    licence = licence or own["licence"]
    entries = list(_dictionary())
    made["tu-dien.csv"] = _csv(("file", "column", "meaning", "format", "unit", "source"), entries)
    made["tu-dien.json"] = _json(title, licence, entries)
    made["GIAY-PHEP.txt"] = f"{title}\n{licence}\n".encode()
    return dict(sorted(made.items()))


def archive(contents: dict[str, bytes]) -> bytes:
    """All files in one."""
    stored = BytesIO()
    with ZipFile(stored, "w", ZIP_DEFLATED) as target:
        for name, content in contents.items():
            entry = ZipInfo(name, _NO_DAY)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content)
    return stored.getvalue()


def _told(
    uow: UnitOfWork, period: Period, agency: str, results: Sequence[Result], known: set[str]
) -> Iterator[Told | Mean | Wait]:
    """Whole figures first, then satisfaction by month and by each dimension, reasons and factors."""
    parts = {name: _parts(results, name) for name in (*DIMENSIONS, "reason", "factor")}
    fields = merged(_named("field", parts["field"], known), described()["merged"])
    apart = {one.figure.group for one in fields}
    factors = all_or_none(parts["factor"])
    unasked = next(one for one in results if isinstance(one, Figure) and one.indicator == "survey_unasked")
    # Those who answered, less those who were asked, are those who came to the page by themselves.
    survey = not factors[0].hidden and safe(unasked)
    yield from _whole(results, all(name in apart for name in NAMED_FIELDS), survey)
    yield from merged(list(_months(uow, period, agency)), described()["merged"])
    yield from fields
    for name in DIMENSIONS[1:]:
        yield from merged(_named(name, parts[name], known), described()["merged"])
    yield from merged_parts(parts["reason"], described()["merged"])
    yield from factors


def _whole(results: Sequence[Result], named_fields: bool, survey: bool) -> Iterator[Told | Mean | Wait]:
    """`named_fields`: whether each of them is told by itself; if not, their sum would tell on those merged."""
    questions = {one.figure.indicator for one in _outcomes(results) if not one.hidden}
    for one in results:
        if isinstance(one, Wait):
            yield one
        elif isinstance(one, Mean):
            yield one if survey and not small(one.people) else replace(one, share=None, people=0)
        elif one.dimension is None:
            known = one.indicator in _PUBLIC or safe(one)
            if one.indicator == "satisfaction_named_fields":
                known = known and named_fields
            if one.indicator == "petition_content":
                known = known and _hides_few_complaints(results, one)
            if one.indicator in QUESTIONS:
                known = one.indicator in questions
            yield Told(one, not known)


def _hides_few_complaints(results: Sequence[Result], content: Figure) -> bool:
    """Beside what was in time it tells how many were, and yet did not satisfy."""
    in_time = next(one for one in _whole_figures(results) if one.indicator == "petition_in_time")
    return not small(in_time.numerator - content.numerator)


def _whole_figures(results: Iterable[Result]) -> list[Figure]:
    return [one for one in results if isinstance(one, Figure) and one.dimension is None]


def _outcomes(results: Sequence[Result]) -> list[Told]:
    """What came of questions: parts of one whole. All are told, or those that would not tell on a small one."""
    found = [one for one in results if isinstance(one, Figure) and one.indicator in QUESTIONS]
    hidden = {one.indicator for one in found if small(one.numerator) or small(one.denominator)}
    if hidden:
        # A single one that is left out, or a few that add up to few, could be computed from the others.
        rest = sorted((one for one in found if one.indicator not in hidden), key=lambda one: one.numerator)
        while rest and (
            len(hidden) < 2 or sum(one.numerator for one in found if one.indicator in hidden) < K
        ):
            hidden.add(rest.pop(0).indicator)
    return [Told(one, one.indicator in hidden) for one in found]


def _parts(results: Iterable[Result], dimension: str) -> list[Figure]:
    return [one for one in results if isinstance(one, Figure) and one.dimension == dimension]


def _named(dimension: str, figures: Sequence[Figure], known: set[str]) -> list[Figure]:
    """Groups under the names that we gave; what somebody else called his is no name of ours."""
    names: dict[str, Container[str]] = {
        "field": labels.FIELDS, "procedure": known, "channel": _CHANNELS, "online_level": labels.ONLINE_LEVELS,
        "outcome": RATED_OUTCOMES, "reason": REASONS, "factor": FACTORS,
    }  # fmt: skip
    counts: dict[str, tuple[int, int]] = {}
    for one in figures:
        group = one.group if one.group and one.group in names[dimension] else UNNAMED
        yes, every = counts.get(group, (0, 0))
        counts[group] = yes + one.numerator, every + one.denominator
    return [share("satisfaction", *both, dimension, group) for group, both in sorted(counts.items())]


def _months(uow: UnitOfWork, period: Period, agency: str) -> Iterator[Figure]:
    for month in period.months if len(period.months) > 1 else ():
        yield replace(
            satisfaction(uow, Span(month.since, month.until, agency))[0], dimension="month", group=month.name
        )


def _row(period: Period, one: Told | Mean | Wait) -> Row:
    if isinstance(one, Wait):
        minutes = None if one.few or one.seconds is None else round(one.seconds / 60)
        told = None if small(one.count) else one.count
        status = "hidden" if minutes is None and one.count else "ok" if one.count else "empty"
        return [period.name, one.indicator, None, None, None, told, None, None, None, minutes, status]
    if isinstance(one, Mean):
        bounds = [percent(each) for each in (one.share, one.low, one.high)] if one.share else [None] * 3
        status = "hidden" if one.share is None else "few" if one.few else "ok"
        return [period.name, one.indicator, None, None, None, one.people or None, *bounds, None, status]
    figure = one.figure
    head = [period.name, figure.indicator, figure.dimension, figure.group]
    if one.hidden:
        return [*head, *[None] * 6, "hidden"]
    status = "empty" if figure.share is None else "few" if figure.few else "ok"
    bounds = [percent(each) for each in (figure.share, figure.low, figure.high)]
    return [*head, figure.numerator, figure.denominator, *bounds, None, status]


def _procedures(uow: UnitOfWork) -> list[Any]:
    return sorted(uow.session.execute(procedures.listed()).mappings(), key=lambda row: str(row["code"]))


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _dictionary() -> Iterator[Row]:
    for name, file in described()["files"].items():
        for column, (meaning, form, unit, source) in file["columns"].items():
            yield name, column, meaning, form, unit, source


def _csv(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    text = StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    write(columns)
    for row in rows:
        write([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _json(title: str, licence: str, entries: Iterable[Row]) -> bytes:
    names = ("file", "column", "meaning", "format", "unit", "source")
    columns = [dict(zip(names, entry, strict=True)) for entry in entries]
    titles = {name: file["title"] for name, file in described()["files"].items()}
    whole = {"title": title, "licence": licence, "files": titles, "columns": columns}
    return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode()
