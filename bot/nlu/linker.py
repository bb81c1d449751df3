"""About what: links a question to procedures of the catalogue."""

from __future__ import annotations

import logging
from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.catalogue import ranking
from bot.catalogue.library import Library
from bot.catalogue.model import Example, Procedure
from bot.catalogue.ranking import Candidate, Ranker
from bot.catalogue.recogniser import Recogniser
from bot.catalogue.search import Index, terms
from bot.catalogue.source.collection import read_all
from bot.errors import StorageError
from bot.nlu.aspects import metadata_of
from bot.nlu.normaliser import QUESTION
from bot.settings import Settings
from bot.text.question import Question, read

logger = logging.getLogger(__name__)

CANDIDATES = "candidates"
PROCEDURE = "procedure"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ProcedureLinker(GraphComponent):
    """Sets `candidates` [{code, name, confidence}] and, when one is likely, a `procedure` entity."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # How many candidates are handed on.
            "candidates": 6,
            # From this confidence on, the best candidate becomes an entity.
            "threshold": 0.5,
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        ranker: Optional[Ranker] = None,
        recogniser: Optional[Recogniser] = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._ranker = ranker
        self._recogniser = recogniser
        self._library: Optional[Library] = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ProcedureLinker:
        """Creates the component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns to order candidates from the catalogue's files and the examples about no procedure."""
        procedures = _with_examples(read_all(Settings.from_env().catalogue), training_data)
        strangers = [
            message.get(TEXT)
            for message in training_data.intent_examples
            if metadata_of(message).get(PROCEDURE, "none") == "none"
        ]
        self._ranker, self._recogniser = ranking.train(procedures, strangers)
        self.persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Links each message."""
        if self._ranker is None or self._recogniser is None:
            return messages
        if self._library is None:
            self._library = Library(Settings.from_env().database_url)
        index = self._library.index()
        for message in messages:
            question = message.get(QUESTION) or read(message.get(TEXT) or "")
            self._link(message, index, self.candidates(question, index))
        return messages

    def candidates(self, question: Question, index: Index) -> list[Candidate]:
        """Ranked candidates; a code that stands in the question is certain."""
        named = [Candidate(code, 1.0) for code in question.codes if code in index.rows]
        if named:
            return named
        assert self._ranker is not None
        assert self._recogniser is not None
        found = index.find(question)
        return self._ranker.rank(found, self._recogniser.scores(terms(question)))

    def _link(self, message: Message, index: Index, candidates: list[Candidate]) -> None:
        shown = [
            {"code": one.code, "name": index.title(one.code), "confidence": round(one.confidence, 4)}
            for one in candidates[: self._config["candidates"]]
        ]
        message.set(CANDIDATES, shown, add_to_output=True)
        if shown and shown[0]["confidence"] >= self._config["threshold"]:
            entity = {
                "entity": PROCEDURE,
                "value": shown[0]["code"],
                "start": 0,
                "end": len(message.get(TEXT) or ""),
                "confidence_entity": shown[0]["confidence"],
                "extractor": type(self).__name__,
            }
            message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)

    def persist(self) -> None:
        """Writes both models as JSON and arrays."""
        assert self._ranker is not None
        assert self._recogniser is not None
        with self._storage.write_to(self._resource) as folder:
            self._ranker.save(folder)
            self._recogniser.save(folder)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ProcedureLinker:
        """Loads both models (see parent class for full docstring)."""
        with model_storage.read_from(resource) as folder:
            linker = cls(config, model_storage, resource, Ranker.load(folder), Recogniser.load(folder))
        linker._warm()
        return linker

    def _warm(self) -> None:
        """Indexes the catalogue before the first question has to wait for it."""
        library = Library(Settings.from_env().database_url)
        try:
            library.index()
            self._library = library
        except StorageError:
            logger.warning("no catalogue to index yet; the first question will try again")


def _with_examples(procedures: list[Procedure], training_data: TrainingData) -> list[Procedure]:
    """Only examples of this training data count, so that cross-validation holds out what it must."""
    given: dict[str, list[Example]] = {}
    for message in training_data.intent_examples:
        metadata = metadata_of(message)
        if metadata.get(PROCEDURE):
            given.setdefault(metadata[PROCEDURE], []).append(
                Example(message.get(TEXT), metadata.get("aspects") or [])
            )
    return [
        Procedure(
            one.code, one.name, one.field, one.short_name, one.aliases, examples=given.get(one.code, [])
        )
        for one in procedures
    ]
