"""Rasa's training data with the catalogue's questions in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.errors import SourceError
from bot.nlu.aspects import intents_of, metadata_of
from bot.nlu.importer import CatalogueImporter
from bot.nlu.intents import INTENT_OF
from tests import town


def test_every_question_of_the_catalogue_is_an_example(training_data: TrainingData) -> None:
    wanted = {(one.code, example.text) for one in town.procedures() for example in one.examples}
    found = {
        (metadata_of(message).get("procedure"), message.get(TEXT))
        for message in training_data.intent_examples
    }
    assert wanted <= found


def test_an_example_carries_all_its_aspects_and_the_intent_of_the_first(training_data: TrainingData) -> None:
    for message in training_data.intent_examples:
        metadata = metadata_of(message)
        if metadata.get("procedure"):
            assert message.get(INTENT) == INTENT_OF[metadata["aspects"][0]]


def test_the_examples_of_data_nlu_are_kept(training_data: TrainingData) -> None:
    texts = {message.get(TEXT): message for message in training_data.intent_examples}
    assert texts["xin chào"].get(INTENT) == "greet"
    assert intents_of(texts["cần giấy tờ gì, mất bao nhiêu tiền"]) == {"ask_dossier", "ask_fee"}


def test_the_files_of_the_catalogue_are_not_taken_for_training_data(project: Path) -> None:
    stories = CatalogueImporter(training_data_paths=[str(project)]).get_stories()
    assert stories.story_steps == []


def test_a_broken_catalogue_stops_the_training_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = town.write(tmp_path)
    (folder / "catalogue" / "lao_dong" / "1.000002.yml").write_text("name: [", "utf-8")
    monkeypatch.setenv("MOTCUA_CATALOGUE", str(folder / "catalogue"))
    with pytest.raises(SourceError, match=r"1\.000002\.yml"):
        CatalogueImporter(training_data_paths=[str(folder)]).get_nlu_data()
