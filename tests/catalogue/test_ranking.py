"""The order of candidates, and how sure we are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue import ranking
from bot.catalogue.model import Example, Procedure
from bot.catalogue.ranking import Candidate, Ranker
from bot.catalogue.recogniser import Recogniser
from bot.catalogue.search import SIGNALS, Found, Index, terms
from bot.text.question import read
from tests.town import STRANGERS, procedures

Trained = tuple[Ranker, Recogniser]
NEW = Procedure(
    "1.000042", "Cho phép bắn pháo hoa trong lễ khánh thành", "dau_tu", aliases=["pháo hoa"],
    examples=[Example("khánh thành nhà máy muốn bắn pháo hoa", ["overview"])],
)  # fmt: skip


@pytest.fixture(scope="module")
def trained() -> Trained:
    return ranking.train(procedures(), STRANGERS)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(procedures())


def ranked(trained: Trained, index: Index, text: str) -> list[Candidate]:
    ranker, recogniser = trained
    question = read(text)
    return ranker.rank(index.find(question), recogniser.scores(terms(question)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gia hạn giấy phép lao động cần giấy tờ gì", "1.000002"),
        ("gia han giay phep lao dong can giay to gi", "1.000002"),
        ("lệ phí cấp giấy phép xây dựng", "1.000005"),
        ("nhà máy có nước thải thì xin gì", "1.000008"),
        ("mất thẻ giấy phép lao động", "1.000003"),
    ],
)
def test_the_procedure_that_is_meant_comes_first(
    trained: Trained, index: Index, text: str, code: str
) -> None:
    assert ranked(trained, index, text)[0].code == code


def test_a_clear_question_is_surer_than_a_vague_one_and_than_a_strange_one(
    trained: Trained, index: Index
) -> None:
    clear, vague, strange = (
        ranked(trained, index, text)[0].confidence
        for text in ("gia hạn giấy phép lao động nộp ở đâu", "giấy phép", "trời hôm nay có mưa bão không")
    )
    assert clear > vague > strange
    assert strange < 0.5


TEXTS = st.one_of(
    st.text(st.characters(), max_size=40),
    st.sampled_from([example.text for procedure in procedures() for example in procedure.examples]),
    st.lists(
        st.sampled_from(
            ["giấy", "phép", "lao", "động", "gia hạn", "mất", "xây dựng", "vàng", "mưa", "😀", "xyz"]
        ),
        max_size=8,
    ).map(" ".join),
)


@given(TEXTS)
@settings(deadline=None, max_examples=80)
def test_confidences_fall_and_leave_room_for_none_of_them(trained: Trained, index: Index, text: str) -> None:
    candidates = ranked(trained, index, text)
    confidences = [candidate.confidence for candidate in candidates]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0.0 <= confidence <= 1.0 for confidence in confidences)
    assert sum(confidences) <= 1.0 + 1e-6
    assert len({candidate.code for candidate in candidates}) == len(candidates)


@pytest.mark.parametrize(
    "text", ["bắn pháo hoa cần giấy tờ gì", "khánh thành nhà máy bắn pháo hoa", "phao hoa"]
)
def test_a_procedure_saved_after_training_can_come_first(trained: Trained, index: Index, text: str) -> None:
    grown = Index([*procedures(), NEW], index)
    assert ranked(trained, grown, text)[0].code == NEW.code


@pytest.mark.parametrize(("likeness", "first"), [(0.9, "new"), (0.1, "met")])
def test_of_a_procedure_not_met_the_recogniser_is_taken_to_say_what_the_signals_say(
    likeness: float, first: str
) -> None:
    signals = np.zeros((2, len(SIGNALS)))
    signals[1, SIGNALS.index("best")] = likeness
    nothing = [0.0] * len(SIGNALS)
    ranker = Ranker([*nothing, 5.0, 0.0, 0.0, 0.0], [3.0] + [0.0] * 16, [1.0, *nothing])
    assert ranker.rank(Found(["met", "new"], signals, 0.0), {"met": 0.5})[0].code == first


def test_a_procedure_saved_after_training_takes_no_question_from_the_others(
    trained: Trained, index: Index
) -> None:
    grown = Index([*procedures(), NEW], index)
    for procedure in procedures():
        assert ranked(trained, grown, procedure.name)[0].code == procedure.code


def test_a_procedure_deleted_after_training_is_never_named(trained: Trained) -> None:
    left = Index(procedures()[1:])
    codes = [candidate.code for candidate in ranked(trained, left, procedures()[0].name)]
    assert procedures()[0].code not in codes


def test_an_empty_catalogue_has_no_candidates(trained: Trained) -> None:
    assert ranked(trained, Index([]), "giấy phép lao động") == []


def test_ranking_without_a_recogniser_goes_by_retrieval(trained: Trained, index: Index) -> None:
    found = index.find(read("gia hạn giấy phép lao động cho người nước ngoài"))
    assert trained[0].rank(found, {})[0].code == "1.000002"


def test_the_same_training_learns_the_same(trained: Trained) -> None:
    again, _ = ranking.train(procedures(), STRANGERS)
    assert again.order == pytest.approx(trained[0].order, rel=1e-3, abs=1e-3)
    assert again.inside == pytest.approx(trained[0].inside, rel=1e-3, abs=1e-3)


def test_it_ranks_the_same_after_being_saved(trained: Trained, index: Index, tmp_path: Path) -> None:
    trained[0].save(tmp_path)
    copy = Ranker.load(tmp_path)
    for text in ("gia hạn giấy phép lao động", "trời mưa", ""):
        assert ranked((copy, trained[1]), index, text) == ranked(trained, index, text)


@pytest.mark.parametrize(
    "catalogue",
    [[], procedures()[:1], [Procedure("1.000001", "Cấp giấy phép lao động", "lao_dong")]],
    ids=["no procedure", "one procedure", "no examples"],
)
def test_a_catalogue_with_little_to_learn_from_can_be_learnt(catalogue: list[Procedure]) -> None:
    trained = ranking.train(catalogue, STRANGERS)
    codes = [candidate.code for candidate in ranked(trained, Index(catalogue), "cấp giấy phép lao động")]
    assert codes == [procedure.code for procedure in catalogue]


def test_without_examples_names_decide() -> None:
    bare = [Procedure(one.code, one.name, one.field, one.short_name, one.aliases) for one in procedures()]
    trained = ranking.train(bare, [])
    for procedure in bare:
        assert ranked(trained, Index(bare), procedure.name)[0].code == procedure.code
