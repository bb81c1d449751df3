"""Templates and the ways numbers, times and answers are written in them. Everything is escaped."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.catalogue import labels
from bot.catalogue.working import VIETNAM
from bot.console.times import today
from bot.desk import clock as clocks
from bot.feedback import report

_BRIEF = 160
# The two marks of bot.catalogue.answers.
_MARKS = re.compile(r"\*\*(.+?)\*\*|\[([^\]\n]+)\]\((https://[^)\s]+)\)")


# Official papers count quarters so.
_ROMAN = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}


def render(template: str, **facts: Any) -> str:
    return environment().get_template(template).render(**facts)


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    for each in (
        moment,
        clock,
        lately,
        day,
        ahead,
        span,
        brief,
        number,
        decimal,
        percent,
        tenth,
        cell,
        answer,
        who,
        period,
    ):
        made.filters[each.__name__] = each
    made.globals["labels"] = vars(labels)
    made.globals["words"] = words()
    return made


@cache
def words() -> dict[str, dict[str, str]]:
    return dict(yaml.safe_load(files("bot.console").joinpath("words.yml").read_text("utf-8")))


def moment(value: datetime) -> str:
    return f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def clock(value: datetime) -> str:
    return f"{value.astimezone(VIETNAM):%H:%M}"


def day(value: date | datetime) -> str:
    local = value.astimezone(VIETNAM) if isinstance(value, datetime) else value
    return f"{local:%d/%m/%Y}"


def lately(value: datetime) -> str:
    """A moment gone by; the day only when it was another."""
    return clock(value) if value.astimezone(VIETNAM).date() == today() else moment(value)


def ahead(value: datetime) -> str:
    """A moment to come: '07:30 ngày mai (thứ Sáu, 27/11/2026)'."""
    return clocks.moment(value, datetime.now(VIETNAM))


def span(value: timedelta | int) -> str:
    """How long: '5 phút', '1 giờ 5 phút'. A number counts seconds."""
    return clocks.lasting(timedelta(seconds=value) if isinstance(value, int) else value)


def period(name: str) -> str:
    """'2026-Q3' as people say it: 'Quý III/2026'."""
    year, _, part = name.partition("-")
    kind = "quarter" if part.startswith("Q") else "month" if part else "year"
    told = _ROMAN.get(part, part)
    return words()["period_kinds"][kind].format(part=told, year=year)


def brief(text: str) -> str:
    """For a line or a heading; the whole stands in the transcript."""
    return text if len(text) <= _BRIEF else f"{text[:_BRIEF].rstrip()} …"


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def decimal(value: float) -> str:
    """As short as it is: 85 or 85,5."""
    return f"{value:g}".replace(".", ",")


def cell(value: str | int | Decimal | None) -> str:
    """One of a report's."""
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    return "–" if value in (None, "") else number(value) if isinstance(value, int) else str(value)


def percent(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.0f} %"


def tenth(value: Fraction | float | None) -> str:
    """A share in per cent as a report tells it: '88,9'."""
    return cell(report.percent(value))


def answer(text: str) -> Markup:
    """An answer of the assistant as a page shows it: bold and links, all else as it is written."""
    parts: list[Markup] = []
    last = 0
    for found in _MARKS.finditer(text):
        parts.append(escape(text[last : found.start()]))
        bold, label, address = found.groups()
        link = Markup('<a href="{}" rel="noreferrer">{}</a>')
        parts.append(Markup("<strong>{}</strong>").format(bold) if bold else link.format(address, label))
        last = found.end()
    return Markup("").join([*parts, escape(text[last:])])


def who(sender: str | None) -> str:
    """A short name for a pseudonym: its last six letters tell talks apart, and tell nothing else."""
    return (sender or "").rpartition(":")[2][-6:] or "–"
