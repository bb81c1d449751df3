"""What is asked: one or several aspects, in the order in which the question names them."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Set, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.cues import cue_position, cues
from bot.nlu.intents import ASPECT_OF, COMBINABLE, INTENT_OF
from bot.nlu.joining import joined
from bot.nlu.linear import LinearModel
from bot.nlu.normaliser import QUESTION
from bot.text.question import Question, read

ASPECTS = "aspects"
NAMES = "names_procedure"
RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AspectClassifier(GraphComponent):
    """Sets `intent`, `intent_ranking` and `aspects` of each message."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            # In how many procedures (or data files) a cue must occur: procedure words are no cues.
            "spread": 4,
            # Inverse regularisation of the logistic regression.
            "strength": 40.0,
            # From this probability on, an aspect counts as asked beside the most probable one.
            "threshold": 0.5,
            # The same for telling whether a question names a procedure of its own: there, those words help.
            "naming_spread": 1,
            # How many joined two-aspect questions are added, as a share of all examples.
            "joined": 0.2,
        }

    def __init__(
        self,
        config: Dict[Text, Any],
        storage: ModelStorage,
        resource: Resource,
        model: Optional[LinearModel] = None,
        naming: Optional[LinearModel] = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model
        self._naming = naming

    @classmethod
    def create(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> AspectClassifier:
        """Creates the component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from intents, and from the `aspects` in an example's metadata where there are several."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        texts = [message.get(TEXT) for message in examples]
        wanted = [intents_of(message) for message in examples]
        groups = [_group(message) for message in examples]
        more, more_wanted = joined(texts, wanted, int(self._config["joined"] * len(texts)))
        self._model = LinearModel.train(
            [cues(read(text)) for text in texts + more],
            wanted + more_wanted,
            groups + ["joined"] * len(more),
            self._config["spread"],
            self._config["strength"],
        )
        self._naming = LinearModel.train(
            [cues(read(text)) for text in texts],
            [{NAMES} if _names_procedure(message) else set() for message in examples],
            groups,
            self._config["naming_spread"],
            self._config["strength"],
        )
        self.persist()
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Classifies each message."""
        for message in messages:
            question = message.get(QUESTION) or read(message.get(TEXT) or "")
            self._classify(message, question)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Classifies the training examples, as Rasa's classifiers do for those that follow them."""
        self.process(training_data.training_examples)
        return training_data

    def _classify(self, message: Message, question: Question) -> None:
        if self._model is None or self._naming is None:
            return
        found = cues(question)
        chances = self._model.probabilities(found)
        best = np.argsort(-chances, kind="stable")
        names = [self._model.labels[row] for row in best]
        asked = self._asked(names, chances[best], question, found)
        confidence = float(chances[best[names.index(asked[0])]])
        message.set(INTENT, {"name": asked[0], "confidence": confidence}, add_to_output=True)
        ranking = [{"name": name, "confidence": float(chances[row])} for name, row in zip(names[:10], best)]
        message.set(RANKING, ranking, add_to_output=True)
        message.set(ASPECTS, [ASPECT_OF[name] for name in asked], add_to_output=True)
        message.set(NAMES, float(self._naming.probabilities(found)[0]), add_to_output=True)

    def _asked(self, names: List[Text], chances: np.ndarray, question: Question, found: List[Text]) -> List[Text]:
        """The most probable intent, and others as probable as that can be asked together with it."""
        if names[0] not in COMBINABLE:
            return names[:1]
        sure = [
            name
            for name, chance in zip(names, chances)
            if name == names[0] or (chance >= self._config["threshold"] and name in COMBINABLE)
        ]
        return sorted(sure, key=lambda name: self._place(name, question, found)) if len(sure) > 1 else sure

    def _place(self, name: Text, question: Question, found: List[Text]) -> int:
        """Where the cue stands that speaks most for the intent."""
        assert self._model is not None
        column = self._model.labels.index(name)
        known = [cue for cue in found if cue in self._model.features]
        speaking = max(known, key=lambda cue: self._model.weights[self._model.features[cue], column], default="")
        return cue_position(question, speaking) if speaking else 0

    def persist(self) -> None:
        """Writes both models as JSON and arrays."""
        assert self._model is not None
        assert self._naming is not None
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder, "aspects")
            self._naming.save(folder, "naming")

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AspectClassifier:
        """Loads both models (see parent class for full docstring)."""
        with model_storage.read_from(resource) as folder:
            models = LinearModel.load(folder, "aspects"), LinearModel.load(folder, "naming")
        return cls(config, model_storage, resource, *models)


def intents_of(message: Message) -> Set[Text]:
    """The intents an example asks: its own, and those of the aspects in its metadata."""
    aspects = metadata_of(message).get(ASPECTS) or []
    more = {INTENT_OF[aspect] for aspect in aspects}
    own = message.get(INTENT)
    # An intent that shares its aspect with others (browse_field: overview) stays itself.
    return more if len(more) > 1 else {own}


def _names_procedure(message: Message) -> bool:
    """Examples from the catalogue do, and those about procedures that it lacks (`procedure: none`)."""
    return bool(metadata_of(message).get("procedure"))


def _group(message: Message) -> str:
    """Whose words these are: the procedure's, or those of one example on its own."""
    code = metadata_of(message).get("procedure")
    return code if code and code != "none" else str(message.get(TEXT))


def metadata_of(message: Message) -> Dict[Text, Any]:
    metadata = message.get("metadata") or {}
    example = metadata.get("example")
    return example if isinstance(example, dict) else metadata
