"""Source files into the database: planned first, shown, then carried out whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Optional

from bot.catalogue.difference import Difference, compare
from bot.catalogue.model import Procedure
from bot.catalogue.source.collection import Collected, check_references
from bot.errors import SourceError
from bot.storage import catalogue, revisions, schema
from bot.storage.database import UnitOfWork, engine

Progress = Callable[[int], object]


@dataclass(frozen=True)
class Plan:
    """What would be written, and the state of the catalogue that this was thought out for."""

    changes: dict[str, Optional[Procedure]]
    difference: Difference
    version: int


def plan_import(url: str, collected: Collected, prune: bool = False) -> Plan:
    """Only the procedures in the files are touched; `prune` also deletes those that are not in them.

    Raises SourceError with every problem; writes nothing.
    """
    stored, version = _stored(url)
    kept = set() if prune else set(stored)
    problems = [*collected.problems, *check_references(collected, kept)]
    if problems:
        raise SourceError(problems)
    wanted: dict[str, Optional[Procedure]] = {each.code: each for each in collected.procedures}
    if prune:
        wanted |= {code: None for code in stored if code not in wanted}
    return Plan(wanted, compare(stored, wanted), version)


def plan_restore(url: str, number: int, codes: tuple[str, ...] = ()) -> Plan:
    """Back to what was there before change `number`, for all of it or for some codes."""
    schema.upgrade(url)
    with UnitOfWork(engine(url), snapshot=True) as uow:
        wanted = dict(revisions.undoing(revisions.of_batch(uow.session, number, codes)))
        stored = catalogue.by_codes(uow.session, wanted)
        return Plan(wanted, compare(stored, wanted), catalogue.version(uow.session))


def carry_out(
    url: str, plan: Plan, who: str, action: str = "import", progress: Progress = lambda done: None
) -> Optional[int]:
    """Write the plan in one transaction, creating the database if there is none yet.

    Answers the number of the change (None: nothing to change). Raises CatalogueMoved when
    somebody changed the catalogue after the plan was made.
    """
    schema.upgrade(url)
    with UnitOfWork(engine(url)) as uow:
        number = catalogue.apply(
            uow.session, plan.changes, who, action, expected_version=plan.version, progress=progress
        )
        uow.commit()
    return number


def stored_procedures(url: str) -> list[Procedure]:
    """Everything stored; nothing when there is no database yet (and none is made)."""
    return list(_stored(url)[0].values())


def _stored(url: str) -> tuple[dict[str, Procedure], int]:
    if not schema.exists(url):
        return {}, 0
    schema.upgrade(url)
    with UnitOfWork(engine(url), snapshot=True) as uow:
        procedures = {each.code: each for each in catalogue.load_all(uow.session)}
        return procedures, catalogue.version(uow.session)
