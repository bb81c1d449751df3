"""The first step of the pipeline."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.normaliser import QUESTION, Normaliser
from bot.text.question import Question, read
from tests.nlu.conftest import Workshop, heard


@pytest.fixture(scope="module")
def trained(workshop: Workshop) -> Normaliser:
    return workshop.train(Normaliser)


def question(normaliser: Normaliser, text: str) -> Question:
    return heard(normaliser)(text).get(QUESTION)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("giahan giayphep laodong", "gia han giay phep lao dong"),
        ("thur tucj giaays phesp", "thu tuc giay phep"),
        ("Gia hạn giấy phép lao động", "gia han giay phep lao dong"),
        ("gh gplđ", "gia han giay phep lao dong"),
        ("", ""),
    ],
)
def test_a_message_gets_its_corrected_question(trained: Normaliser, typed: str, meant: str) -> None:
    assert " ".join(question(trained, typed).plain) == meant


def test_what_was_typed_stays_beside_the_correction(trained: Normaliser) -> None:
    corrected = question(trained, "giấyphép lao động 1.000002")
    assert corrected.text == "giấyphép lao động 1.000002"
    assert corrected.words[0] == "giấyphép"
    assert corrected.codes == ("1.000002",)


def test_it_corrects_the_same_after_loading(workshop: Workshop, trained: Normaliser) -> None:
    loaded = workshop.load(Normaliser)
    for text in ("giahan giayphep laodong", "giy phep la dong", "lephi bnhieu", "samsung", "😀"):
        assert question(loaded, text) == question(trained, text)


def test_training_examples_are_read_as_written(workshop: Workshop, trained: Normaliser) -> None:
    data = trained.process_training_data(workshop.data)
    assert all(message.get(QUESTION) == read(message.get(TEXT)) for message in data.intent_examples)


def test_a_message_without_text_is_an_empty_question(trained: Normaliser) -> None:
    (message,) = trained.process([Message({})])
    assert message.get(QUESTION).plain == ()
