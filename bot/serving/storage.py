"""A model read as far as it answers: the classes that it was trained with need not be imported."""

from __future__ import annotations

from pathlib import Path

from rasa.core import processor
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.utils.io import read_json_file


class ServingStorage(LocalModelStorage):
    """Rasa's storage without the training graph, whose validator imports every component that Rasa has."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        metadata = read_json_file(directory / "metadata.json")
        return ModelMetadata.from_dict({**metadata, "train_schema": {"nodes": {}}})


def install() -> None:
    processor.LocalModelStorage = ServingStorage  # type: ignore[misc]
