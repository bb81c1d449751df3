"""What search needs of the catalogue, and nothing more: names, aliases and questions."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.catalogue.model import Example, Procedure
from bot.storage import tables


def names(session: Session) -> list[Procedure]:
    """Every procedure with its names and state only, by code."""
    return list(_by_id(session).values())


def procedures(session: Session) -> list[Procedure]:
    """The same with their examples."""
    found = _by_id(session)
    questions = tables.example.c
    for owner, text in session.execute(
        select(questions.procedure_id, questions.text).order_by(questions.procedure_id, questions.position)
    ):
        found[owner].examples.append(Example(text))
    return list(found.values())


def _by_id(session: Session) -> dict[int, Procedure]:
    columns = tables.procedure.c
    wanted = (
        columns.id, columns.code, columns.name, columns.field, columns.short_name, columns.aliases,
        columns.state, columns.superseded_by, columns.rank,
    )  # fmt: skip
    found: dict[int, Procedure] = {}
    for row in session.execute(select(*wanted).order_by(columns.code)):
        number, code, name, field, short_name, aliases, state, superseded_by, rank = row
        found[number] = Procedure(
            code,
            name,
            field,
            short_name,
            list(aliases or ()),
            state=state,
            superseded_by=superseded_by,
            rank=rank,
        )
    return found
