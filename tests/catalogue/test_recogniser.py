"""Which procedure a question sounds like."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalogue.recogniser import NONE, Recogniser
from bot.catalogue.search import Index, terms
from bot.text.question import read
from tests.town import STRANGERS, procedures


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser.train(Index(procedures()), [read(text) for text in STRANGERS])


def best(recogniser: Recogniser, text: str) -> str:
    scores = recogniser.scores(terms(read(text)))
    return max(scores, key=lambda code: scores[code])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gia hạn giấy phép lao động nộp ở đâu", "1.000002"),
        ("mất giấy phép lao động thì sao", "1.000003"),
        ("chuyên gia mới sang làm", "1.000001"),
        ("trời có mưa không nhỉ", NONE),
    ],
)
def test_siblings_and_strangers_are_told_apart(recogniser: Recogniser, text: str, code: str) -> None:
    assert best(recogniser, text) == code


def test_every_procedure_and_the_strangers_have_a_score(recogniser: Recogniser) -> None:
    assert set(recogniser.scores(["không có"])) == {NONE, *(procedure.code for procedure in procedures())}


def test_it_says_the_same_after_being_saved(recogniser: Recogniser, tmp_path: Path) -> None:
    recogniser.save(tmp_path)
    copy = Recogniser.load(tmp_path)
    for text in ("gia hạn giấy phép lao động", "gpxd", "giá vàng", ""):
        asked = terms(read(text))
        # Weights are stored in half precision.
        assert copy.scores(asked) == pytest.approx(recogniser.scores(asked), abs=2e-2)


@pytest.mark.parametrize("count", [0, 1])
def test_with_nothing_to_tell_apart_it_has_no_opinion(count: int, tmp_path: Path) -> None:
    recogniser = Recogniser.train(Index(procedures()[:count]))
    assert recogniser.scores(["giấy"]) == {}
    recogniser.save(tmp_path)
    assert Recogniser.load(tmp_path).scores(["giấy"]) == {}


def test_a_catalogue_too_large_for_it_is_left_to_retrieval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.catalogue.recogniser.MOST_PROCEDURES", 3)
    assert Recogniser.train(Index(procedures())).codes == []
