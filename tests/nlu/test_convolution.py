"""The network as numpy runs it and as TensorFlow trained it are one."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.nlu import convolution_training
from bot.nlu.convolution import LENGTH, ConvolutionalModel, Reading
from bot.nlu.convolution_training import Plan, train
from bot.text.question import Question, read
from tests import town

EXAMPLES = [(example.text, set(example.aspects)) for one in town.procedures() for example in one.examples]
QUESTIONS = [read(text) for text, _ in EXAMPLES]
WANTED = [aspects for _, aspects in EXAMPLES]
GROUPS = [text for text, _ in EXAMPLES]
TINY = Plan(plain_width=6, marked_width=4, filters=8, epochs=1)


class Kept:
    """Remembers the networks that training builds."""

    def __init__(self, build: Any) -> None:
        self._build = build
        self.networks: list[Any] = []

    def __call__(self, *arguments: Any) -> Any:
        self.networks.append(self._build(*arguments))
        return self.networks[-1]


@pytest.fixture(scope="module")
def both() -> tuple[ConvolutionalModel, Any]:
    """The trained model and the Keras network behind it."""
    kept = Kept(convolution_training._network)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convolution_training, "_network", kept)
        model = train(QUESTIONS, WANTED, GROUPS, 2, TINY)
    return model, kept.networks[0]


def by_keras(model: ConvolutionalModel, network: Any, question: Question) -> np.ndarray:
    plain, marked = model.reading.rows(question)
    padding = [0] * 3
    logits = network([np.array([plain + padding]), np.array([marked + padding])], training=False)
    return 1 / (1 + np.exp(-logits.numpy()[0]))


def random_questions(count: int) -> list[str]:
    chance = random.Random(5)
    words = [*{word for question in QUESTIONS for word in question.words}, "zzz", "2026", "thủtục"]
    return [" ".join(chance.choices(sorted(words), k=chance.randint(1, 50))) for _ in range(count)]


@pytest.mark.parametrize("text", [*random_questions(12), "giay phep lao dong", "a", "😀 zzz"])
def test_numpy_computes_what_keras_computes(both: tuple[ConvolutionalModel, Any], text: str) -> None:
    model, network = both
    question = read(text)
    assert model.probabilities(question) == pytest.approx(by_keras(model, network, question), abs=1e-5)


def test_an_empty_question_has_probabilities_too(both: tuple[ConvolutionalModel, Any]) -> None:
    chances = both[0].probabilities(read(""))
    assert chances.shape == (len(both[0].labels),)
    assert np.isfinite(chances).all()


def test_it_computes_the_same_after_being_saved(both: tuple[ConvolutionalModel, Any], tmp_path: Path) -> None:
    both[0].save(tmp_path, "aspects")
    copy = ConvolutionalModel.load(tmp_path, "aspects")
    assert copy.labels == both[0].labels
    assert copy.reading == both[0].reading
    for text in random_questions(6):
        question = read(text)
        # Weights are stored in half precision.
        assert copy.probabilities(question) == pytest.approx(both[0].probabilities(question), abs=5e-3)


def test_the_same_training_learns_the_same(both: tuple[ConvolutionalModel, Any]) -> None:
    again = train(QUESTIONS, WANTED, GROUPS, 2, TINY)
    question = read("gia hạn giấy phép lao động cần giấy tờ gì")
    assert again.probabilities(question) == pytest.approx(both[0].probabilities(question), abs=1e-4)


def test_a_place_is_a_syllable_of_the_question(both: tuple[ConvolutionalModel, Any]) -> None:
    model = both[0]
    for text in random_questions(6):
        question = read(text)
        for label in model.labels:
            assert 0 <= model.place(question, label) < len(question.plain) + 3


def test_words_of_a_single_procedure_stay_unknown() -> None:
    questions = [read("phí khinh khí cầu"), read("phí xây dựng"), read("khinh khí cầu ở đâu")]
    reading = Reading.learn(questions, ["one", "two", "one"], 2)
    assert set(reading.plain) == {"phi"}


def test_marked_syllables_are_read_only_where_somebody_typed_marks() -> None:
    reading = Reading.learn([read("lệ phí"), read("lệ phí")], ["one", "two"], 2)
    assert reading.rows(read("lệ phí")) == ([2, 3], [2, 3])
    assert reading.rows(read("le phi")) == ([2, 3], [0, 0])
    assert reading.rows(read("")) == ([], [])


def test_both_readings_stay_aligned_when_a_word_was_split() -> None:
    reading = Reading.learn([read("nộp lệ phí"), read("nộp lệ phí")], ["one", "two"], 2)
    corrected = Question("nộp lệphí", ("nộp", "lệphí"), ("nop", "le", "phi"), ())
    plain, marked = reading.rows(corrected)
    assert len(plain) == len(marked) == 3


def test_of_a_long_question_the_end_is_read() -> None:
    reading = Reading.learn([read("phí"), read("phí")], ["one", "two"], 2)
    plain, marked = reading.rows(read("chuyện dài " * 50 + "phí"))
    assert len(plain) == len(marked) == LENGTH
    assert plain[-1] == reading.plain["phi"]
