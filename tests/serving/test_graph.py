"""Running a graph straight on gives what dask gives."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata

from bot.serving.graph import StraightRunner
from bot.serving.storage import ServingStorage


class Sum(GraphComponent):
    """Adds what it is given; counts how often."""

    @classmethod
    def create(cls, config: Any, model_storage: Any, resource: Any, execution_context: Any) -> Sum:
        return cls()

    def __init__(self) -> None:
        self.calls = 0

    def add(self, left: int, right: int) -> int:
        self.calls += 1
        return left + right

    def fail(self, left: int) -> int:
        raise KeyError(left)


def node(fn: str, needs: dict[str, str]) -> SchemaNode:
    return SchemaNode(needs, Sum, "create", fn, {}, eager=True)


GRAPH = GraphSchema(
    {
        "last": node("add", {"left": "first", "right": "second"}),
        "second": node("add", {"left": "first", "right": "in"}),
        "first": node("add", {"left": "in", "right": "in"}),
        "broken": node("fail", {"left": "first"}),
        "lonely": node("add", {"left": "first", "right": "nobody"}),
    }
)


def runner(kind: type[DaskGraphRunner], folder: Path) -> DaskGraphRunner:
    return kind(GRAPH, LocalModelStorage(folder), ExecutionContext(GRAPH))


@pytest.mark.parametrize("targets", [["last"], ["second", "first"], ["first"]])
def test_the_results_are_those_of_rasas_runner(tmp_path: Path, targets: list[str]) -> None:
    theirs = runner(DaskGraphRunner, tmp_path).run({"in": 2}, targets)
    ours = runner(StraightRunner, tmp_path)
    assert ours.run({"in": 2}, targets) == ours.run({"in": 2}, targets) == theirs


def test_each_node_runs_once_and_only_when_it_is_needed(tmp_path: Path) -> None:
    made = runner(StraightRunner, tmp_path)
    made.run({"in": 2}, ["second"])
    calls = {name: each._component.calls for name, each in made._instantiated_nodes.items()}
    assert calls == {"last": 0, "second": 1, "first": 1, "broken": 0, "lonely": 0}


@pytest.mark.parametrize("target", ["broken", "lonely"])
def test_what_fails_fails_as_it_does_with_rasa(tmp_path: Path, target: str) -> None:
    kinds = []
    for kind in (DaskGraphRunner, StraightRunner):
        with pytest.raises(Exception) as failed:  # noqa: PT011 (its type is what is compared)
            runner(kind, tmp_path).run({"in": 2}, [target])
        kinds.append(failed.type)
    assert kinds[0] is kinds[1]
    assert target != "broken" or kinds[0] is GraphComponentException


def test_rasa_takes_runner_and_storage_by_the_names_that_we_replace() -> None:
    source = inspect.getsource(MessageProcessor._load_model)
    assert "LocalModelStorage" in source
    assert "DaskGraphRunner" in source


def test_rasa_reads_a_models_description_where_we_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours asks for the training graph to be forgotten, and for nothing else."""
    made: list[Any] = []
    monkeypatch.setattr(ModelMetadata, "from_dict", made.append)
    (tmp_path / "metadata.json").write_text('{"model_id": "m", "train_schema": {"nodes": {"a": 1}}}', "utf-8")
    LocalModelStorage._load_metadata(tmp_path)
    ServingStorage._load_metadata(tmp_path)
    assert made == [
        {"model_id": "m", "train_schema": {"nodes": {"a": 1}}},
        {"model_id": "m", "train_schema": {"nodes": {}}},
    ]
