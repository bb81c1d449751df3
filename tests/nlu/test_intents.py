"""One vocabulary in the code, in Rasa's domain and in the catalogue."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
import yaml
from rasa.engine.graph import GraphComponent
from rasa.shared.importers.importer import TrainingDataImporter

from bot.catalogue.model import ASPECTS
from bot.nlu.intents import ASPECT_OF, COMBINABLE, GENERAL, INTENT_OF
from bot.settings import ROOT


def own(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / name).read_text("utf-8")))


def component(path: str) -> type:
    module, name = path.rsplit(".", 1)
    return getattr(import_module(module), name)


def test_the_domain_has_exactly_these_intents() -> None:
    assert set(own("domain.yml")["intents"]) == set(ASPECT_OF)


def test_every_intent_stands_for_an_aspect_and_every_aspect_has_an_intent() -> None:
    assert set(ASPECT_OF.values()) == set(ASPECTS)
    assert set(INTENT_OF) == set(ASPECTS)


def test_the_intent_of_an_aspect_stands_for_that_aspect() -> None:
    assert all(ASPECT_OF[intent] == aspect for aspect, intent in INTENT_OF.items())


def test_what_can_be_combined_stands_for_aspects_of_its_own() -> None:
    assert all(INTENT_OF[ASPECT_OF[intent]] == intent for intent in COMBINABLE)
    assert set(GENERAL) < set(COMBINABLE)


def test_every_intent_is_answered_by_a_rule() -> None:
    rules = yaml.safe_load((ROOT / "data" / "rules" / "answering.yml").read_text("utf-8"))["rules"]
    for rule in rules:
        answered = {each["intent"] for step in rule["steps"] for each in step.get("or", ())}
        assert answered == set(ASPECT_OF), rule["rule"]


@pytest.mark.parametrize("path", [step["name"] for step in own("config.yml")["pipeline"]])
def test_every_component_of_the_pipeline_can_be_imported(path: str) -> None:
    assert not path.startswith("bot.") or issubclass(component(path), GraphComponent)


@pytest.mark.parametrize("path", [step["name"] for step in own("config.yml")["importers"]])
def test_every_importer_can_be_imported(path: str) -> None:
    assert issubclass(component(path), TrainingDataImporter)


@pytest.mark.parametrize("step", own("config.yml")["pipeline"], ids=lambda step: step["name"])
def test_every_setting_of_a_component_is_one_that_it_knows(step: dict[str, Any]) -> None:
    if step["name"].startswith("bot."):
        assert set(step) - {"name"} <= set(component(step["name"]).get_default_config())
