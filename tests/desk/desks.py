"""A desk without database, and a person who talks to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.catalogue.agency import load
from bot.catalogue.model import Procedure
from bot.catalogue.names import Names
from bot.desk.conversation import respond
from bot.desk.talk import Desk, Reply, State, Understood
from bot.settings import Settings
from bot.text.question import Question
from tests.real import dozen

TODAY = date(2026, 8, 1)
AGENCY = load(Settings().agencies, "dong-nai-kcn")


def desk(
    procedures: Iterable[Procedure] = (),
    fields: dict[str, list[str]] | None = None,
    relatives: Sequence[str] = (),
) -> Desk:
    """`relatives` are what is found for a correction, best first."""
    stored = {procedure.code: procedure for procedure in procedures or dozen()}
    by_field: dict[str, list[str]] = {}
    for code, procedure in stored.items():
        if procedure.state != "in_force":
            continue
        by_field.setdefault(procedure.field, []).append(code)

    def siblings(code: str, question: Question) -> list[str]:
        return list(relatives)

    return Desk(
        agency=AGENCY,
        procedures=lambda codes: {code: stored[code] for code in codes if code in stored},
        fields=lambda: by_field if fields is None else fields,
        siblings=siblings,
        names=lambda: Names(stored.values()),
        today=TODAY,
        stale_days=180,
    )


class Person:
    """Says things as the pipeline would understand them; keeps the state between turns."""

    def __init__(self, at: Desk | None = None, state: State | None = None) -> None:
        self.desk = at or desk()
        self.state = state or State()

    def says(
        self,
        text: str,
        intent: str = "ask_overview",
        *aspects: str,
        sure: str | None = None,
        maybe: dict[str, float] | None = None,
        names: float | None = None,
        confidence: float = 1.0,
    ) -> Reply:
        """`sure`: the one procedure it is about; `maybe`: candidates with their confidences."""
        found = {sure: 0.95} if sure else maybe or {}
        heard = Understood(
            text=text,
            intent=intent,
            aspects=aspects or ("overview",),
            candidates=tuple((code, code, share) for code, share in found.items()),
            names=(1.0 if found else 0.0) if names is None else names,
            confidence=confidence,
        )
        reply = respond(self.desk, heard, self.state)
        self.state = reply.state
        return reply


def responses(reply: Reply) -> list[str]:
    """Names of the responses said."""
    return [line.response for line in reply.lines if line.response]


def told(reply: Reply) -> str:
    """Texts said that are no responses."""
    return "\n".join(line.text for line in reply.lines if line.text)
