"""A start without TensorFlow and scikit-learn: Rasa imports them for training only, in three modules.

Importing them takes longer than all the rest of Rasa, and half of the memory. When a model's components are
known to do without, three empty modules take the place of those that bring them along.
"""

from __future__ import annotations

import json
import sys
import tarfile
from pathlib import Path
from types import ModuleType
from typing import Any

# Rasa's modules with the names that others import from them; all are used in training alone.
ONLY_FOR_TRAINING = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.utils.tensorflow.model_data": ("RasaModelData", "Data", "FeatureArray", "ragged_array_to_ndarray"),
}
# Classes of these modules need none of that when they are used; with any other the start is Rasa's own.
_DOES_WITHOUT = (
    "bot.nlu.",
    "rasa.core.policies.ensemble.",
    "rasa.core.policies.memoization.",
    "rasa.core.policies.rule_policy.",
    "rasa.graph_components.",
    "rasa.nlu.classifiers.regex_message_handler.",
)


def does_without(model: Path) -> bool:
    """Whether every component that the model answers with is known to do without; damaged ones are Rasa's to tell."""
    try:
        with tarfile.open(model) as archive:
            found = archive.extractfile("metadata.json")
            nodes = json.load(found)["predict_schema"]["nodes"] if found else {}
    except (OSError, KeyError, ValueError, tarfile.TarError):
        return False
    return bool(nodes) and all(node["uses"].startswith(_DOES_WITHOUT) for node in nodes.values())


def install() -> None:
    """Before Rasa is imported."""
    for name, parts in ONLY_FOR_TRAINING.items():
        if name not in sys.modules:
            sys.modules[name] = _Left(name, parts)


class _Left(ModuleType):
    """What was left out: its names exist, so that they can be imported and stand in annotations."""

    def __init__(self, name: str, parts: tuple[str, ...]) -> None:
        super().__init__(name, __doc__)
        vars(self).update({part: type(part, (_Missing,), {"__module__": name}) for part in parts})


class _Missing:
    def __init__(self, *_: Any, **__: Any) -> None:
        raise RuntimeError(
            f"{type(self).__qualname__} is for training, which this server does not do: use `rasa`"
        )
