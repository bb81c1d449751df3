"""Part `crossvalidation`: what is asked, learnt from nine tenths of the examples and judged on the other tenth.

Spelling and aspects are learnt anew in every fold by the pipeline's own components with its own settings. The
questions joined from two examples are made from the nine tenths alone, because the component makes them itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import timed
from benchmarks.plan import Plan
from bot.evaluation import share
from bot.settings import ROOT

_SEED = 20261121


def run(plan: Plan) -> dict[str, Any]:
    import yaml

    from bot.nlu.aspects import ASPECTS, AspectClassifier, intents_of
    from bot.nlu.importer import CatalogueImporter
    from bot.nlu.intents import ASPECT_OF

    importer = CatalogueImporter(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")])
    messages = importer.get_nlu_data().intent_examples
    settings = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))["pipeline"]
    given = next(one for one in settings if one["name"].endswith(AspectClassifier.__name__))
    config = AspectClassifier.get_default_config() | {key: given[key] for key in given if key != "name"}
    first, exact, seconds = [], [], []
    for number, (kept, held) in enumerate(_folds([_label(message) for message in messages], plan.folds)):
        with timed(f"fold {number + 1}") as watch:
            heard = _understood([messages[at] for at in kept], [messages[at] for at in held], config)
        seconds.append(watch.seconds)
        for at, message in zip(held, heard, strict=True):
            wanted = intents_of(messages[at])
            first.append(message.get("intent")["name"] in wanted)
            exact.append(set(message.get(ASPECTS)) == {ASPECT_OF[intent] for intent in wanted})
        print(f"intent {sum(first) / len(first):.4f}, aspects {sum(exact) / len(exact):.4f}", flush=True)
    return {
        "folds": plan.folds,
        "examples": len(messages),
        "intent": vars(share(first)),
        "aspects": vars(share(exact)),
        "seconds_a_fold": seconds,
    }


def _folds(labels: Sequence[str], count: int) -> list[tuple[Sequence[int], Sequence[int]]]:
    """Each label spread evenly over the folds."""
    from sklearn.model_selection import StratifiedKFold

    splits = StratifiedKFold(count, shuffle=True, random_state=_SEED).split([0] * len(labels), labels)
    return [(kept.tolist(), held.tolist()) for kept, held in splits]


def _label(message: Any) -> str:
    from bot.nlu.aspects import intents_of

    intents = intents_of(message)
    # Combinations are rare; one class of them all can be spread.
    return next(iter(intents)) if len(intents) == 1 else "several"


def _understood(kept: list[Any], held: list[Any], config: dict[str, Any]) -> list[Any]:
    """The held messages as the two components read them; new messages, so that no label can leak."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from bot.nlu.aspects import AspectClassifier
    from bot.nlu.normaliser import Normaliser

    data = TrainingData(kept)
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage(Path(folder))
        normaliser = Normaliser(storage, Resource("normaliser"))
        normaliser.train(data)
        classifier = AspectClassifier(config, storage, Resource("aspects"))
        classifier.train(data)
        return classifier.process(
            normaliser.process([Message.build(message.get("text")) for message in held])
        )
