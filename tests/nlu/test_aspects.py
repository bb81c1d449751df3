"""What is asked, learnt from the town's few questions."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.aspects import ASPECTS, NAMES, RANKING, AspectClassifier, intents_of
from bot.nlu.intents import ASPECT_OF, INTENT_OF
from bot.text.question import Question
from bot.text.writing import plain
from tests.nlu.conftest import Workshop, heard


@pytest.fixture(scope="module")
def trained(workshop: Workshop) -> AspectClassifier:
    return workshop.train(AspectClassifier, spread=1, epochs=40)


def asked(classifier: AspectClassifier, text: str) -> list[str]:
    return list(heard(classifier)(text).get(ASPECTS))


ONE = [
    ("gia hạn giấy phép lao động cần giấy tờ gì", "dossier"),
    ("lệ phí cấp giấy phép xây dựng bao nhiêu", "fee"),
    ("đăng ký nội quy lao động mất mấy ngày", "time_limit"),
    ("c/o mẫu d nộp ở đâu", "submission"),
    ("xin chào", "chitchat"),
    ("hát cho tôi nghe", "out_of_scope"),
]


@pytest.mark.parametrize(("text", "aspect"), ONE)
def test_one_aspect_is_heard(trained: AspectClassifier, text: str, aspect: str) -> None:
    assert asked(trained, text) == [aspect]


@pytest.mark.parametrize(("text", "aspect"), ONE)
def test_marks_and_unicode_form_make_no_difference(trained: AspectClassifier, text: str, aspect: str) -> None:
    assert asked(trained, plain(text)) == [aspect]
    assert asked(trained, text.upper()) == [aspect]
    assert asked(trained, unicodedata.normalize("NFD", text)) == [aspect]


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("gia hạn giấy phép lao động cần giấy tờ gì, mất bao nhiêu tiền", ["dossier", "fee"]),
        ("gia hạn giấy phép lao động mất bao nhiêu tiền, cần giấy tờ gì", ["fee", "dossier"]),
        ("cấp giấy phép xây dựng mất mấy ngày, nộp ở đâu", ["time_limit", "submission"]),
    ],
)
def test_several_aspects_are_heard_in_the_order_asked(
    trained: AspectClassifier, text: str, aspects: list[str]
) -> None:
    assert asked(trained, text) == aspects


def test_the_intent_is_that_of_the_first_aspect(trained: AspectClassifier) -> None:
    message = heard(trained)("gia hạn giấy phép lao động mất bao nhiêu tiền, cần giấy tờ gì")
    assert message.get(INTENT)["name"] == INTENT_OF["fee"]
    assert 0.0 <= message.get(INTENT)["confidence"] <= 1.0


def test_the_ranking_falls_and_begins_with_what_is_most_probable(trained: AspectClassifier) -> None:
    ranking = heard(trained)("lệ phí bao nhiêu").get(RANKING)
    confidences = [one["confidence"] for one in ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert ranking[0]["name"] == INTENT_OF["fee"]
    assert {one["name"] for one in ranking} <= set(ASPECT_OF)


def test_a_follow_up_names_no_procedure_and_a_full_question_does(trained: AspectClassifier) -> None:
    follow_up = heard(trained)("mất bao nhiêu tiền").get(NAMES)
    whole = heard(trained)("lệ phí cấp giấy phép xây dựng bao nhiêu").get(NAMES)
    assert 0.0 <= follow_up < whole <= 1.0


@pytest.mark.parametrize("text", ["", "😀", "x" * 2000, "hồ sơ " * 300, "<b>'; DROP TABLE</b>", "1.000002"])
def test_any_message_is_classified(trained: AspectClassifier, text: str) -> None:
    assert asked(trained, text)


def test_it_hears_the_same_after_loading(workshop: Workshop, trained: AspectClassifier) -> None:
    loaded = workshop.load(AspectClassifier, spread=1)
    for text, _ in ONE:
        before, after = heard(trained)(text), heard(loaded)(text)
        assert after.get(ASPECTS) == before.get(ASPECTS)
        # Weights are stored in half precision.
        assert after.get(INTENT)["confidence"] == pytest.approx(before.get(INTENT)["confidence"], abs=0.02)


class Certain:
    """A model that hears what it is told to."""

    def __init__(self, **chances: float) -> None:
        self.labels = list(chances)
        self._chances = np.array(list(chances.values()))

    def probabilities(self, question: Question) -> np.ndarray:
        return self._chances

    def place(self, question: Question, label: str) -> int:
        return self.labels.index(label)


@pytest.mark.parametrize(
    ("chances", "aspects"),
    [
        ({"say_thanks": 0.9, "ask_fee": 0.6, "ask_dossier": 0.7}, ["fee", "dossier"]),
        ({"greet": 0.9, "ask_fee": 0.4}, ["chitchat"]),
        ({"say_thanks": 0.9, "greet": 0.8, "ask_fee": 0.6}, ["fee"]),
        ({"out_of_scope": 0.9, "ask_fee": 0.6}, ["out_of_scope"]),
    ],
)
def test_thanks_around_a_question_are_no_small_talk(chances: dict[str, float], aspects: list[str]) -> None:
    classifier = AspectClassifier(AspectClassifier.get_default_config(), None, None, Certain(**chances))
    assert asked(classifier, "dạ chào anh chị, phí bao nhiêu ạ, em cảm ơn") == aspects


def test_untrained_it_leaves_a_message_alone(workshop: Workshop) -> None:
    blank = AspectClassifier(
        AspectClassifier.get_default_config(), workshop.storage, workshop._resource(AspectClassifier)
    )
    assert heard(blank)("lệ phí").get(INTENT) is None


@pytest.mark.parametrize(
    ("intent", "metadata", "intents"),
    [
        ("ask_fee", None, {"ask_fee"}),
        ("ask_fee", {"aspects": ["fee"]}, {"ask_fee"}),
        ("ask_fee", {"aspects": ["fee", "dossier"]}, {"ask_fee", "ask_dossier"}),
        ("ask_fee", {"example": {"aspects": ["fee", "dossier"]}}, {"ask_fee", "ask_dossier"}),
        ("browse_field", {"aspects": ["overview"]}, {"browse_field"}),
    ],
)
def test_an_example_teaches_its_intent_or_those_of_its_aspects(
    intent: str, metadata: dict | None, intents: set[str]
) -> None:
    assert intents_of(Message({TEXT: "…", INTENT: intent, "metadata": metadata})) == intents
