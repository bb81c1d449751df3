"""A model's graph run node after node. Rasa hands three small graphs a turn to dask's scheduler and its queue.

It also writes the whole graph out for a line of debugging that nobody asked for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.core import processor
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner


class StraightRunner(DaskGraphRunner):
    """The same nodes, called in an order found once for each target."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._order = lru_cache(maxsize=None)(self._ordered)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        wanted = targets or self._graph_schema.target_names
        # A node gets, and gives, its name with each value; what nothing provides comes as the bare name.
        done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._order(tuple(wanted)):
            done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
        return dict(done[name] for name in wanted)

    def _ordered(self, targets: tuple[str, ...]) -> list[tuple[str, list[str]]]:
        """The nodes that the targets need with what each needs itself, the needed ones first."""
        order: dict[str, list[str]] = {}
        for target in targets:
            _add(self._graph_schema, target, order)
        return list(order.items())


def _add(schema: GraphSchema, name: str, order: dict[str, list[str]]) -> None:
    if name in order or name not in schema.nodes:
        return
    needs = list(schema.nodes[name].needs.values())
    for need in needs:
        _add(schema, need, order)
    order[name] = needs


def install() -> None:
    processor.DaskGraphRunner = StraightRunner  # type: ignore[misc]
