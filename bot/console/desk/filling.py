"""Canned answers, filled with the facts of the procedure in question. What is not known keeps its {name}."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from bot.catalogue import facts
from bot.catalogue.agency import Agency
from bot.catalogue.answers import answer
from bot.catalogue.model import Procedure
from bot.catalogue.words import sentence
from bot.console import times
from bot.desk.clock import week
from bot.desk.hours import Hours

# A hole's name → the aspect whose answer fills it.
_ASPECTS = {"ho_so": "dossier", "le_phi": "fee", "thoi_han": "time_limit", "noi_nop": "submission"}
HOLES = ("ten_thu_tuc", *_ASPECTS, "nguon", "hotline", "cong", "co_quan", "gio_lam_viec")

_HOLE = re.compile(r"\{([a-z_]{2,30})\}")
_LINK = re.compile(r"\[([^\]\n]+)\]\((https://[^)\s]+)\)")
_SOURCE = "Nguồn: "


@dataclass(frozen=True)
class Canned:
    """One answer to choose; `number` None: it comes with the software."""

    title: str
    text: str
    number: int | None = None


@cache
def built_in() -> tuple[Canned, ...]:
    rows = yaml.safe_load(files("bot.console.desk").joinpath("canned.yml").read_text("utf-8"))
    return tuple(Canned(row["title"], row["text"]) for row in rows)


def fill(text: str, known: dict[str, str]) -> str:
    return _HOLE.sub(lambda hole: known.get(hole[1], hole[0]), text)


def holes(text: str) -> list[str]:
    """What is still to be filled in, as it stands in the text, once each."""
    return list(dict.fromkeys(hole[0] for hole in _HOLE.finditer(text)))


def strange_holes(text: str) -> list[str]:
    """Holes that nothing will ever fill."""
    return [hole for hole in holes(text) if hole[1:-1] not in HOLES]


def known(agency: Agency, hours: Hours, procedure: Procedure | None, stale_days: int) -> dict[str, str]:
    """Hole → what it is filled with, for all that is known."""
    told = {
        "hotline": agency.hotline or "",
        "cong": f"{agency.portal_name} ({agency.portal_url})",
        "co_quan": agency.name,
        "gio_lam_viec": week(hours.working),
    }
    if procedure is not None and procedure.state == "in_force":
        told |= {"ten_thu_tuc": procedure.title, "nguon": _source(procedure, agency, stale_days)}
        told |= {
            hole: _fact(procedure, aspect, agency, stale_days)
            for hole, aspect in _ASPECTS.items()
            if facts.known(procedure, aspect)
        }
    return {hole: text for hole, text in told.items() if text}


def told(
    procedure: Procedure,
    aspect: str,
    agency: Agency,
    stale_days: int,
    successor: Procedure | None = None,
) -> str:
    """The assistant's own answer without the name at its beginning."""
    text = answer(procedure, [aspect], agency, times.today(), stale_days, successor, full=True).text
    return sentence(text.removeprefix(f"**{procedure.title}**"))


def _fact(procedure: Procedure, aspect: str, agency: Agency, stale_days: int) -> str:
    """As an officer would write it: without marks, and without the source, which has its own hole."""
    lines = told(procedure, aspect, agency, stale_days).split("\n")
    return plain("\n".join(line for line in lines if not line.startswith(_SOURCE)))


def _source(procedure: Procedure, agency: Agency, stale_days: int) -> str:
    text = answer(procedure, ["overview"], agency, times.today(), stale_days).text
    last = text.rsplit("\n", 1)[-1]
    return plain(last.removeprefix(_SOURCE)) if last.startswith(_SOURCE) else ""


def plain(text: str) -> str:
    """Without the two marks of bot.catalogue.answers: links keep their address."""
    return _LINK.sub(lambda link: f"{link[1]}: {link[2]}", text).replace("**", "").strip()
