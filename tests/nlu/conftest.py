"""Components as Rasa's graph makes them, trained on a small town without a server or a trained model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.importer import CatalogueImporter
from bot.storage import catalogue, schema
from bot.storage.database import UnitOfWork, engine
from tests import town


@dataclass
class Workshop:
    """Creates, trains and loads components; what they keep is in one model storage."""

    storage: LocalModelStorage
    data: TrainingData

    def train(self, component: type[GraphComponent], **config: Any) -> Any:
        made = component.create(
            {**component.get_default_config(), **config}, self.storage, self._resource(component), context()
        )
        made.train(self.data)
        return made

    def load(self, component: type[GraphComponent], **config: Any) -> Any:
        return component.load(
            {**component.get_default_config(), **config}, self.storage, self._resource(component), context()
        )

    def _resource(self, component: type[GraphComponent]) -> Resource:
        return Resource(component.__name__)


def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}))


@pytest.fixture(scope="package")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The town's files, and its database filled; both are in the settings."""
    folder = town.write(tmp_path_factory.mktemp("town"))
    url = f"sqlite:///{folder / 'town.db'}"
    schema.upgrade(url)
    with UnitOfWork(engine(url)) as work:
        catalogue.replace_all(work.session, town.procedures(), "tests")
        work.commit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_CATALOGUE", str(folder / "catalogue"))
        patch.setenv("MOTCUA_DATABASE_URL", url)
        yield folder


@pytest.fixture(scope="package")
def training_data(project: Path) -> TrainingData:
    return CatalogueImporter(training_data_paths=[str(project)]).get_nlu_data()


@pytest.fixture(scope="package")
def workshop(training_data: TrainingData, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(LocalModelStorage(tmp_path_factory.mktemp("storage")), training_data)


def heard(*steps: Any) -> Callable[[str], Message]:
    """One message through these components, in order."""

    def hear(text: str) -> Message:
        messages = [Message({TEXT: text})]
        for step in steps:
            messages = step.process(messages)
        return messages[0]

    return hear
