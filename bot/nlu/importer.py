"""Rasa's training data enriched with the catalogue's example questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.catalogue.source.collection import read_all
from bot.nlu.intents import INTENT_OF
from bot.settings import Settings


class CatalogueImporter(TrainingDataImporter):
    """Reads data/nlu as Rasa does and adds one example per question in data/catalogue.

    The example's intent is that of the first aspect; all aspects and the procedure's code travel in the
    example's metadata.
    """

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[list[str], str]] = None,
        **kwargs: Any,
    ) -> None:
        self._files = RasaFileImporter(config_file, domain_path, _without_catalogue(training_data_paths))

    def get_domain(self) -> Domain:
        return self._files.get_domain()

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        return self._files.get_stories(exclusion_percentage)

    def get_conversation_tests(self) -> StoryGraph:
        return self._files.get_conversation_tests()

    def get_config(self) -> dict:
        return self._files.get_config()

    def get_config_file_for_auto_config(self) -> Optional[str]:
        return self._files.get_config_file_for_auto_config()

    def get_nlu_data(self, language: Optional[str] = "vi") -> TrainingData:
        own = self._files.get_nlu_data(language)
        return own.merge(TrainingData(_catalogue_examples(Settings.from_env().catalogue)))


def _without_catalogue(paths: Optional[Union[list[str], str]]) -> list[str]:
    """Rasa would try to read our other YAML as training data; give it its own folders only."""
    given = [paths] if isinstance(paths, str) else list(paths or ["data"])
    kept: list[str] = []
    for path in map(Path, given):
        own = [path / name for name in ("nlu", "rules", "stories") if (path / name).is_dir()]
        kept += map(str, own or [path])
    return kept


def _catalogue_examples(folder: Path) -> list[Message]:
    return [
        Message.build(
            text=example.text,
            intent=INTENT_OF[example.aspects[0]],
            example_metadata={"aspects": example.aspects, "procedure": procedure.code},
        )
        for procedure in read_all(folder)
        for example in procedure.examples
    ]
