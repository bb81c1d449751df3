"""A dossier to be ticked off: its papers by case, with the warnings that an answer would give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.catalogue import facts, papers
from bot.catalogue.agency import Agency
from bot.catalogue.model import Procedure
from bot.catalogue.papers import Papers
from bot.catalogue.words import decision, render

_MARKS = re.compile(r"\*\*|\[([^\]]+)\]\([^)]*\)")


@dataclass(frozen=True)
class Checklist:
    """`procedure` is the successor of one that was replaced. Texts are plain; `source` is the document's name."""

    procedure: Procedure
    groups: list[Papers]
    warnings: list[str]
    source: str


def checklist(
    procedure: Procedure, agency: Agency, today: date, stale_days: int, successor: Procedure | None = None
) -> Checklist:
    """What an answer about the dossier tells, whole. Of an abolished procedure only that news."""
    view = {"name": f"**{procedure.title}**", "today": today, "why": False}
    notice = _lines(render("_notice", p=procedure, successor=successor, **view))
    if procedure.state == "superseded" and successor:
        told = checklist(successor, agency, today, stale_days)
        return Checklist(told.procedure, told.groups, [*notice, *told.warnings], told.source)
    over = procedure.state != "in_force" or bool(procedure.valid_to and procedure.valid_to < today)
    groups = [] if over else papers.dossier(procedure, full=True).groups
    warnings = notice if over else [*notice, *_warnings(procedure, agency, today, stale_days)]
    return Checklist(procedure, groups, warnings, _source(procedure))


def _warnings(procedure: Procedure, agency: Agency, today: date, stale_days: int) -> list[str]:
    tail = render(
        "_tail",
        p=procedure,
        agency=agency,
        asked=["dossier"],
        warnings=facts.warnings(procedure, ["dossier"]),
        abridged=False,
        all_doubtful=facts.doubtful(procedure, "dossier"),
        stale=facts.is_stale(procedure, today, stale_days),
        open=facts.open_questions(procedure, ["dossier"]),
    )
    return _lines(tail)


def _source(procedure: Procedure) -> str:
    document = facts.document_name(procedure)
    return render("_origin", p=procedure, document=decision(document) if document else None)


def _lines(text: str) -> list[str]:
    """Without marks, and without the sign that the page shows in its own way."""
    bare = _MARKS.sub(lambda found: found[1] or "", text)
    lines = (line.removeprefix("⚠").strip() for line in bare.splitlines())
    return [line for line in lines if line and not line.endswith(":")]
