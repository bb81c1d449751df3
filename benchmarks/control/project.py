"""The control's project folder: `rasa init`'s own configuration, a domain and stories for our intents."""

from __future__ import annotations

import random
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from benchmarks.control.importer import examples
from bot.nlu.intents import COMBINABLE

# What Rasa fills into the empty config.yml of `rasa init` when it is first trained.
_DEFAULT = "config_files/default_config.yml"
SLOWEST = "DIETClassifier"
_FALLBACK = "nlu_fallback"
_TURNS = 3


def write(folder: Path, epochs: int, diet: int | None = None) -> Path:
    """Everything `rasa train` needs besides the examples, which the importer gives."""
    folder.mkdir(parents=True, exist_ok=True)
    messages = examples()
    intents = sorted({message.get("intent") for message in messages})
    retrieval = {message.get("intent") for message in messages if message.get("intent_response_key")}
    _dump(folder / "config.yml", configuration(epochs, diet))
    _dump(folder / "domain.yml", _domain(intents, retrieval))
    _dump(folder / "stories.yml", {"version": "3.1", "rules": _rules(intents), "stories": _stories(intents)})
    _dump(folder / "credentials.yml", {"rest": None})
    _dump(folder / "endpoints.yml", {})
    return folder


def configuration(epochs: int, diet: int | None = None) -> dict[str, Any]:
    """Unchanged but for the importer, and the epochs where a run is shortened."""
    text = (files("rasa.engine.recipes") / _DEFAULT).read_text("utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    for component in content["pipeline"] + content["policies"]:
        if "epochs" in component:
            component["epochs"] = diet if diet and component["name"] == SLOWEST else epochs
    content["assistant_id"] = "control"
    content["importers"] = [{"name": "benchmarks.control.importer.ControlImporter"}]
    return content


def _domain(intents: Iterable[str], retrieval: set[str]) -> dict[str, Any]:
    """Actions that only speak: nothing is looked up, so its turns are cheaper than ours."""
    plain = [intent for intent in intents if intent not in retrieval]
    return {
        "version": "3.1",
        "intents": list(intents),
        "responses": {f"utter_{intent}": [{"text": f"Trả lời: {intent}"}] for intent in [*plain, _FALLBACK]},
    }


def _rules(intents: Iterable[str]) -> list[dict[str, Any]]:
    """One for every intent, as Rasa's documentation has it for questions with a fixed answer; and the fallback."""
    return [{"rule": f"on {intent}", "steps": _turn(intent)} for intent in [*intents, _FALLBACK]]


def _stories(intents: Iterable[str]) -> list[dict[str, Any]]:
    """Conversations of three questions, so that the policies which learn have something to learn.

    Few, in favour of the control: TEDPolicy's training grows with them, and the rules answer anyway.
    """
    asked = [intent for intent in intents if intent in COMBINABLE]
    order = random.Random(20261121).sample(asked, len(asked))
    return [
        {
            "story": f"{one} and more",
            "steps": [step for turn in range(_TURNS) for step in _turn(order[(at + turn) % len(order)])],
        }
        for at, one in enumerate(order)
    ]


def _turn(intent: str) -> list[dict[str, str]]:
    return [{"intent": intent}, {"action": f"utter_{intent}"}]


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
