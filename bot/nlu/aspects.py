"""What is asked: one or several aspects, in the order in which the question names them."""

from __future__ import annotations

from collections import Counter
from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import threadpool_limits

from bot.catalogue.source.collection import read_all
from bot.nlu.convolution import ConvolutionalModel
from bot.nlu.intents import ASPECT_OF, COMBINABLE, COURTESIES, GENERAL, INTENT_OF
from bot.nlu.joining import joined, named
from bot.nlu.normaliser import QUESTION
from bot.settings import Settings
from bot.text.question import Question, read

ASPECTS = "aspects"
NAMES = "names_procedure"
RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AspectClassifier(GraphComponent):
    """Sets `intent`, `intent_ranking` and `aspects` of each message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # In how many procedures (or examples of data/nlu) a syllable must occur to be known:
            # what only one procedure says is no cue for an aspect.
            "spread": 3,
            "epochs": 16,
            # Intents with fewer examples than this are learnt from each of theirs so many times.
            "rare": 200,
            "repeated": 3,
            # From this probability on, an aspect counts as asked beside the most probable one …
            "threshold": 0.5,
            # … and the overview, which any story sounds like, only from this one on.
            "overview_threshold": 0.95,
            # What is asked beside paying, complaining or a dossier's state is mostly part of that story.
            "beside_general_threshold": 0.98,
            # How many questions joined from two examples are added, as a share of all examples,
            # and how many from a procedure's name and a follow-up question.
            "joined": 0.1,
            "named": 0.15,
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: Optional[ConvolutionalModel] = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AspectClassifier:
        """Creates the component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from intents, and from the `aspects` in an example's metadata where there are several."""
        from bot.nlu.convolution_training import Plan, train

        examples = self._balanced([one for one in training_data.intent_examples if one.get(TEXT)])
        texts = [message.get(TEXT) for message in examples]
        wanted = [intents_of(message) for message in examples]
        groups = [_group(message) for message in examples]
        naming = [_names_procedure(message) for message in examples]
        more = joined(texts, wanted, naming, int(self._config["joined"] * len(texts)))
        more += named(_names(), texts, wanted, naming, int(self._config["named"] * len(texts)))
        labels = [intents | {NAMES} if names else intents for intents, names in zip(wanted, naming)]
        self._model = train(
            [read(text) for text in texts + [text for text, _, _ in more]],
            labels + [intents | {NAMES} if names else intents for _, intents, names in more],
            groups + ["joined"] * len(more),
            self._config["spread"],
            Plan(epochs=self._config["epochs"]),
        )
        self.persist()
        return self._resource

    def _balanced(self, examples: list[Message]) -> list[Message]:
        """Examples of rare intents several times: small talk is a hundredth of what the catalogue asks."""
        count = Counter(message.get(INTENT) for message in examples)
        often = [
            self._config["repeated"] if count[one.get(INTENT)] < self._config["rare"] else 1
            for one in examples
        ]
        return [one for one, times in zip(examples, often) for _ in range(times)]

    def process(self, messages: list[Message]) -> list[Message]:
        """Classifies each message."""
        for message in messages:
            question = message.get(QUESTION) or read(message.get(TEXT) or "")
            self._classify(message, question)
        return messages

    def _classify(self, message: Message, question: Question) -> None:
        if self._model is None:
            return
        chances = dict(zip(self._model.labels, self._model.probabilities(question).tolist()))
        names = chances.pop(NAMES, 1.0)
        ranked = sorted(chances, key=lambda name: -chances[name])
        asked = self._asked(ranked, chances, question)
        message.set(INTENT, {"name": asked[0], "confidence": chances[asked[0]]}, add_to_output=True)
        ranking = [{"name": name, "confidence": chances[name]} for name in ranked[:10]]
        message.set(RANKING, ranking, add_to_output=True)
        message.set(ASPECTS, [ASPECT_OF[name] for name in asked], add_to_output=True)
        message.set(NAMES, names, add_to_output=True)

    def _asked(self, ranked: list[str], chances: dict[str, float], question: Question) -> list[str]:
        """The most probable intent, and others as probable as that can be asked together with it."""
        if ranked[0] in COURTESIES:
            return self._asked(ranked[1:], chances, question) if self._is_a_question(chances) else ranked[:1]
        if ranked[0] not in COMBINABLE:
            return ranked[:1]
        sure = [
            name
            for name in ranked
            if name in COMBINABLE and chances[name] >= self._threshold(name, ranked[0])
        ]
        asked = sure or ranked[:1]
        assert self._model is not None
        places = {name: self._model.place(question, name) for name in asked} if len(asked) > 1 else {}
        return sorted(asked, key=lambda name: places.get(name, 0))

    def _is_a_question(self, chances: dict[str, float]) -> bool:
        """Whether something is asked as well, so that thanks in advance are no small talk."""
        return any(chances[name] >= self._config["threshold"] for name in COMBINABLE if name in chances)

    def _threshold(self, name: str, first: str) -> float:
        if first in GENERAL and name != first:
            return float(self._config["beside_general_threshold"])
        return float(self._config["overview_threshold" if name == "ask_overview" else "threshold"])

    def persist(self) -> None:
        """Writes the model as JSON and arrays."""
        assert self._model is not None
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder, "aspects")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AspectClassifier:
        """Loads the model (see parent class for full docstring)."""
        # Matrices this small are multiplied by one thread: waking others takes ten times as long.
        threadpool_limits(limits=1, user_api="blas")
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, ConvolutionalModel.load(folder, "aspects"))


def _names() -> list[str]:
    """What the procedures of the catalogue's files are called."""
    procedures = read_all(Settings.from_env().catalogue)
    return [name for procedure in procedures for name in (procedure.title, *procedure.aliases)]


def intents_of(message: Message) -> set[str]:
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


def metadata_of(message: Message) -> dict[str, Any]:
    metadata = message.get("metadata") or {}
    example = metadata.get("example")
    return example if isinstance(example, dict) else metadata
