"""What is told about a procedure: the catalogue's facts in the words of the templates.

Texts carry two marks that every channel knows how to show: **bold** and [label](https://…).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.catalogue import facts, papers
from bot.catalogue.agency import Agency
from bot.catalogue.model import Procedure
from bot.catalogue.words import decision, heading, render, sentence, split

# Zalo takes 2,000 characters a message; some are kept for what a channel adds.
PART = 1800
MOST_NEXT = 4

_NEXT = (
    *("dossier", "time_limit", "fee", "submission"),
    *("online_level", "form", "condition", "result", "legal_basis"),
)
_ANSWERABLE = (*facts.FACTS, *facts.PROFILE)
_WITHOUT_PROCEDURE = {"payment", "complaint", "status"}
_GENERAL = {"online_level", "submission", "agency", "fee", "form"}
_LINK = re.compile(r"\[([^\]]+)\]\((https://[^)\s]+)\)")
# ' …' is where our source was cut; 'tàu, thuyền…' is only 'and so on'.
_ABRIDGED = re.compile(r" …(?=[\s:.,;)]|$)", re.MULTILINE)
# Asked after a replaced procedure, these want to know why it was replaced.
_WHY = {"overview", "condition", "legal_basis"}


@dataclass(frozen=True)
class Answer:
    """What to send. `more`: a longer list waits; ask again with full=True ('Xem đủ')."""

    text: str
    parts: list[str]
    next_aspects: list[str]
    links: list[tuple[str, str]]
    more: bool = False


def answer(
    procedure: Procedure,
    aspects: Sequence[str],
    agency: Agency,
    today: date,
    stale_days: int,
    successor: Procedure | None = None,
    full: bool = False,
    topic: str | None = None,
) -> Answer:
    """The answer to what is asked about one procedure, in the order asked.

    A replaced procedure is answered with its successor's facts, an abolished one only with that news.
    `topic` narrows payment and complaint (see bot.catalogue.topics).
    """
    asked = _asked(procedure, aspects)
    view = _View(procedure, asked, agency, today, stale_days, full, topic)
    notice = view.render("_notice", successor=successor, why=bool(_WHY & set(asked)))
    if _is_over(procedure, today):
        if procedure.state == "superseded" and successor:
            told = answer(successor, asked, agency, today, stale_days, None, full, topic)
            return _finish(f"{notice}\n{told.text}", told.next_aspects, told.more)
        return _finish(f"{notice}\n{view.source()}", [], False)
    body = "\n".join(filter(None, [notice, view.body()]))
    gap = "\n\n" if "\n\n" in body else "\n"
    more = view.dossier.is_cut and "dossier" in asked
    return _finish((body + gap + view.tail(body)).rstrip(), _next(procedure, asked), more)


def general(aspect: str, agency: Agency, topic: str | None = None, part: str | None = None) -> Answer:
    """The answer to a question that names no procedure; of complaints also only one `part`: limit, where."""
    if aspect in _WITHOUT_PROCEDURE:
        facts_of_none = {"p": None, "name": "", "is_free": False}
        text = render(
            aspect, **facts_of_none, agency=agency, topic=topic, part=part, remedies=_remedies(agency)
        )
    else:
        text = render(f"general_{aspect if aspect in _GENERAL else 'which'}", agency=agency, topic=topic)
    return _finish(text, [], False)


class _View:
    """Everything the templates may say about one procedure, for one question."""

    def __init__(
        self,
        procedure: Procedure,
        asked: list[str],
        agency: Agency,
        today: date,
        stale_days: int,
        full: bool,
        topic: str | None,
    ) -> None:
        self.procedure, self.asked = procedure, asked
        self.dossier = papers.dossier(procedure, full)
        self.doubtful = [aspect for aspect in asked if facts.doubtful(procedure, aspect)]
        self.stale = facts.is_stale(procedure, today, stale_days)
        self.facts: dict[str, Any] = {
            "p": procedure,
            "name": f"**{procedure.title}**",
            "agency": agency,
            "asked": asked,
            "today": today,
            "topic": topic,
            "part": None,
            "dossier": self.dossier,
            "charges": facts.charges(procedure, agency),
            "forms": facts.forms(procedure),
            "bases": facts.bases(procedure),
            "missing": facts.missing(procedure, asked),
            "is_bare": _is_bare(procedure),
            "is_free": bool(procedure.fees) and all(fee.state == "free" for fee in procedure.fees),
            "is_own_level": agency.province in (procedure.online_level_source or ""),
            "is_one_stop": facts.is_one_stop(procedure),
            "delegation": facts.delegation(procedure, agency),
            "remedies": _remedies(agency),
        }

    def render(self, template: str, **more: Any) -> str:
        return render(template, **{**self.facts, **more})

    def body(self) -> str:
        if _is_bare(self.procedure) and not any(map(self._knows, self.asked)):
            return self.render("_bare")
        if len(self.asked) == 1:
            return self.render(self.asked[0])
        parts = [f"**{heading(aspect)}**\n{self._headed(aspect)}" for aspect in self.asked]
        return "\n\n".join([self.render("_title"), *parts])

    def _knows(self, aspect: str) -> bool:
        """Of a bare procedure the authority is at least a place to go."""
        by_agency = aspect == "submission" and self.procedure.agency
        return bool(by_agency) or facts.known(self.procedure, aspect)

    def _headed(self, aspect: str) -> str:
        text = sentence(self.render(aspect, name=""))
        if aspect in self.doubtful and not self._all_doubtful():
            text += "\n" + self.render("_doubt")
        return text

    def _all_doubtful(self) -> bool:
        known = [aspect for aspect in self.asked if facts.known(self.procedure, aspect)]
        told = [aspect for aspect in known if aspect in facts.FACTS]
        return bool(told) and set(told) <= set(self.doubtful)

    def _tells_facts(self) -> bool:
        told = {"payment": self.facts["is_free"], "status": self.procedure.time_limits, "complaint": False}
        return any(told.get(aspect, True) for aspect in self.asked)

    def source(self) -> str:
        document = facts.document_name(self.procedure)
        return self.render("_source", document=decision(document) if document else None)

    def tail(self, body: str) -> str:
        """Marks and source; nothing when no fact of the procedure was told."""
        if not self._tells_facts():
            return ""
        tail = self.render(
            "_tail",
            warnings=facts.warnings(self.procedure, self.asked),
            abridged=bool(_ABRIDGED.search(body)),
            all_doubtful=self._all_doubtful(),
            stale=self.stale,
            open=facts.open_questions(self.procedure, self.asked),
        )
        return "\n".join(filter(None, [tail, self.source()]))


def _asked(procedure: Procedure, aspects: Sequence[str]) -> list[str]:
    """What can be answered, once each. A complaint procedure is itself the answer to how to complain."""
    own = procedure.field == "khieu_nai_to_cao"
    wanted = ["overview" if own and aspect == "complaint" else aspect for aspect in aspects]
    return [aspect for aspect in dict.fromkeys(wanted) if aspect in _ANSWERABLE] or ["overview"]


def _finish(text: str, next_aspects: list[str], more: bool) -> Answer:
    return Answer(text, split(text, PART), next_aspects, list(dict.fromkeys(_LINK.findall(text))), more)


def _next(procedure: Procedure, asked: Sequence[str]) -> list[str]:
    """What can be asked next and be answered; a provincial fee is an answer too."""
    can = [
        aspect
        for aspect in _NEXT
        if aspect not in asked and (facts.known(procedure, aspect) or (aspect == "fee" and procedure.fees))
    ]
    return can[:MOST_NEXT]


def _is_over(procedure: Procedure, today: date) -> bool:
    return procedure.state != "in_force" or bool(procedure.valid_to and procedure.valid_to < today)


def _is_bare(procedure: Procedure) -> bool:
    return procedure.completeness in ("catalogue_line", "name_only")


def _remedies(agency: Agency) -> dict[str, Any]:
    return {remedy.kind: remedy for remedy in agency.remedies}
