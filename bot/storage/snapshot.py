"""A procedure as plain JSON and back: what a revision keeps, whatever shape the files have."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from bot.catalogue.model import Procedure
from bot.storage.mapping import CHILDREN

_DATES = ("valid_from", "valid_to", "checked")
_CHILD_NAMES = {name: [each.name for each in fields(kind)] for name, (kind, _) in CHILDREN.items()}
_SCALARS = [each.name for each in fields(Procedure) if each.name not in CHILDREN]


def scalars(procedure: Procedure) -> dict[str, Any]:
    """Everything but the lists of parts, as the `procedure` table has it."""
    return {name: getattr(procedure, name) for name in _SCALARS}


def children(procedure: Procedure, name: str) -> list[dict[str, Any]]:
    """One list of parts (`dossier`, `fees`, …) as its table has it, without ids."""
    return [{key: getattr(part, key) for key in _CHILD_NAMES[name]} for part in getattr(procedure, name)]


def to_json(procedure: Procedure) -> dict[str, Any]:
    plain = scalars(procedure)
    for name in _DATES:
        plain[name] = plain[name].isoformat() if plain[name] else None
    return {**plain, **{name: children(procedure, name) for name in CHILDREN}}


def from_json(plain: dict[str, Any]) -> Procedure:
    """The procedure; names that a later version gave up are passed over."""
    given = {name: plain[name] for name in _SCALARS if name in plain}
    for name in _DATES:
        given[name] = date.fromisoformat(given[name]) if given.get(name) else None
    for name, (kind, _) in CHILDREN.items():
        known = _CHILD_NAMES[name]
        given[name] = [
            kind(**{key: part[key] for key in known if key in part}) for part in plain.get(name, [])
        ]
    return Procedure(**given)
