"""First step of the pipeline: reads a message and corrects its spelling."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.text.question import Question, read
from bot.text.spelling import Speller

# Under this key the read question travels inside a message to the later steps.
QUESTION = "question"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class Normaliser(GraphComponent):
    """Gives every message its `Question`; learns the words of the training data."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    def __init__(self, storage: ModelStorage, resource: Resource, speller: Optional[Speller] = None) -> None:
        self._storage = storage
        self._resource = resource
        self._speller = speller

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Normaliser:
        """Creates the component (see parent class for full docstring)."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Counts words and pairs of words."""
        texts = [message.get(TEXT) for message in training_data.training_examples if message.get(TEXT)]
        self._speller = Speller.learn(list(read(text).plain) for text in texts)
        self.persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Gives training examples their question as typed: they are spelt as we want them."""
        for message in training_data.training_examples:
            message.set(QUESTION, read(message.get(TEXT) or ""))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Gives messages their corrected question."""
        for message in messages:
            message.set(QUESTION, self._corrected(message.get(TEXT) or ""))
        return messages

    def _corrected(self, text: str) -> Question:
        question = read(text)
        if self._speller is None:
            return question
        return replace(question, plain=tuple(self._speller.correct(list(question.plain))))

    def persist(self) -> None:
        """Writes the counts as JSON."""
        assert self._speller is not None
        with self._storage.write_to(self._resource) as folder:
            (folder / "spelling.json").write_text(
                json.dumps(self._speller.counts(), ensure_ascii=False), "utf-8"
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Normaliser:
        """Loads the counts (see parent class for full docstring)."""
        with model_storage.read_from(resource) as folder:
            counts = json.loads((folder / "spelling.json").read_text("utf-8"))
        return cls(model_storage, resource, Speller(counts["words"], counts["pairs"]))
