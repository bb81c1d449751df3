"""The domain's dataclasses on the tables. They stay plain: this file knows them, not they it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.orm import Session, registry, relationship

from bot.catalogue import model
from bot.storage import tables

CHILDREN: dict[str, tuple[type, Table]] = {
    "dossier": (model.DossierItem, tables.dossier_item),
    "time_limits": (model.TimeLimit, tables.time_limit),
    "fees": (model.Fee, tables.fee),
    "examples": (model.Example, tables.example),
}

mapper_registry = registry(metadata=tables.metadata)


def _map_once() -> None:
    if hasattr(model.Procedure, "__mapper__"):
        return
    for kind, table in CHILDREN.values():
        mapper_registry.map_imperatively(kind, table)
    mapper_registry.map_imperatively(
        model.Procedure,
        tables.procedure,
        properties={
            name: relationship(
                kind,
                order_by=table.c.position,
                cascade="all, delete-orphan",
                passive_deletes=True,
                lazy="selectin",
            )
            for name, (kind, table) in CHILDREN.items()
        },
    )


@event.listens_for(Session, "before_flush")
def _number_children(session: Session, context: Any, instances: Any) -> None:
    """Positions follow the lists as they are at flush.

    SQLAlchemy's ordering_list would do it too, but dataclasses.asdict and deepcopy silently
    empty that kind of list; plain lists survive them.
    """
    for entity in (*session.new, *session.dirty):
        if isinstance(entity, model.Procedure):
            for name in CHILDREN:
                for position, child in enumerate(getattr(entity, name)):
                    if getattr(child, "position", None) != position:
                        child.position = position


_map_once()
