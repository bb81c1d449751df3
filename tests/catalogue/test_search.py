"""Which procedures may be meant."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue.model import Example, Procedure
from bot.catalogue.search import SIGNALS, Found, Index, terms
from bot.text.question import read
from tests.town import procedures


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(procedures())


def first(index: Index, text: str) -> str:
    return index.find(read(text)).codes[0]


def signal(found: Found, name: str) -> float:
    """Of the first candidate."""
    return float(found.signals[0, SIGNALS.index(name)])


@pytest.mark.parametrize("procedure", procedures(), ids=lambda procedure: procedure.title)
def test_a_procedure_is_found_first_by_every_name_it_has(index: Index, procedure: Procedure) -> None:
    for name in (procedure.name, procedure.title, *procedure.aliases):
        assert first(index, name) == procedure.code
        assert first(index, name.upper()) == procedure.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gpxd", "1.000005"),
        ("giay phep xay dung", "1.000005"),
        ("wp", "1.000001"),
        ("gh gplđ", "1.000002"),
        ("gia han giay phep lao dong can gi", "1.000002"),
        ("đk nqlđ ở bql", "1.000004"),
        ("C/O form D", "1.000007"),
        ("gpmt", "1.000008"),
        ("xây thêm nhà kho xin gì", "1.000005"),
        ("đánh rơi mất thẻ giấy phép lao động", "1.000003"),
        ("xưởng mình có khí thải", "1.000008"),
    ],
)
def test_short_forms_bare_letters_and_situations_lead_to_it(index: Index, text: str, code: str) -> None:
    assert first(index, text) == code


def test_a_name_said_in_full_is_contained_wholly(index: Index) -> None:
    found = index.find(read("cho em hỏi gia han giay phep lao dong ở đâu"))
    assert found.codes[0] == "1.000002"
    assert signal(found, "contained") == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("text", ["gia hạn giấy phép lao động cần gì", "giay phep truc thang", "gpmt"])
def test_terms_that_a_procedure_has_are_counted_and_weighed(index: Index, text: str) -> None:
    found = index.find(read(text))
    for code, signals in zip(found.codes, found.signals, strict=True):
        own = terms_by_code()[code]
        asked = [term for term in terms(read(text)) if any(term in one for one in terms_by_code().values())]
        weight = {term: rarity(term) for term in asked}
        shares = (
            sum(weight[term] ** 2 for term in asked if term in own) / sum(one**2 for one in weight.values()),
            sum(term in own for term in asked) / len(asked),
        )
        assert tuple(signals[5:7]) == pytest.approx(shares, abs=1e-5)


@cache
def terms_by_code() -> dict[str, set[str]]:
    return {procedure.code: terms_of(procedure) for procedure in procedures()}


def terms_of(procedure: Procedure) -> set[str]:
    texts = [procedure.name, procedure.title, *procedure.aliases, *(one.text for one in procedure.examples)]
    return {term for text in texts for term in terms(read(text))}


def rarity(term: str) -> float:
    return float(np.log1p(len(procedures()) / sum(term in one for one in terms_by_code().values())))


def test_candidates_come_in_falling_order_of_their_rough_score(index: Index) -> None:
    found = index.find(read("giấy phép lao động"))
    rough = found.signals[:, SIGNALS.index("best")] + found.signals[:, SIGNALS.index("centre")]
    assert (np.diff(rough) <= 1e-6).all()


def test_at_most_as_many_candidates_as_wanted(index: Index) -> None:
    assert len(index.find(read("giấy phép"), limit=3).codes) == 3
    assert len(index.find(read("giấy phép"), limit=500).codes) == len(index)


def test_words_that_no_procedure_contains_are_told(index: Index) -> None:
    assert index.find(read("giấy phép lao động")).unknown == 0.0
    assert 0.3 < index.find(read("giấy phép trực thăng")).unknown < 1.0
    assert index.find(read("zzz qqq")).unknown == 1.0


@pytest.mark.parametrize("text", ["", "😀", "?", "zzz qqq", "1.999999", "x" * 2000])
def test_a_question_that_matches_nothing_still_has_signals(index: Index, text: str) -> None:
    found = index.find(read(text))
    assert found.signals.shape == (len(index), len(SIGNALS))
    assert np.isfinite(found.signals).all()
    assert signal(found, "best") == 0.0


@given(st.text(st.characters(), max_size=60))
@settings(deadline=None, max_examples=60)
def test_any_question_can_be_asked(index: Index, text: str) -> None:
    found = index.find(read(text))
    assert np.isfinite(found.signals).all()
    assert (found.signals >= 0).all()
    assert (found.signals <= 1 + 1e-5).all()
    assert 0.0 <= found.unknown <= 1.0


def test_an_empty_catalogue_finds_nothing() -> None:
    found = Index([]).find(read("giấy phép lao động"))
    assert found.codes == []
    assert found.signals.shape == (0, len(SIGNALS))
    assert found.unknown == 1.0


def test_a_catalogue_of_one_procedure_finds_it() -> None:
    assert first(Index(procedures()[:1]), "giấy phép lao động") == "1.000001"


@pytest.mark.parametrize("name", ["???", "😀", "-"])
def test_a_name_without_a_word_disturbs_nobody(name: str) -> None:
    odd = Procedure("1.999999", name, "lao_dong", aliases=["!!!", "…"], examples=[Example("?", ["overview"])])
    for catalogue in ([odd], [*procedures(), odd], [odd, *procedures()]):
        found = Index(catalogue).find(read("gia hạn giấy phép lao động"))
        assert np.isfinite(found.signals).all()
    assert first(Index([*procedures(), odd]), "gia hạn giấy phép lao động") == "1.000002"


def same(one: Found, other: Found) -> bool:
    """Floats are added in another order when columns stand in another."""
    return (
        one.codes == other.codes
        and np.allclose(one.signals, other.signals, atol=1e-5)
        and one.unknown == pytest.approx(other.unknown, abs=1e-6)
    )


QUESTIONS = (
    "gia hạn giấy phép lao động cần gì", "gpxd", "cấp giấy phép trực thăng", "xin khinh khí cầu bay", "c/o form d",
    "giay phep moi truong", "đổi vốn",
)  # fmt: skip
HELICOPTER = Procedure(
    "1.000099",
    "Cấp phép bay khinh khí cầu",
    "dau_tu",
    aliases=["trực thăng"],
    examples=[Example("bay khinh khí cầu", ["overview"])],
)


@pytest.mark.parametrize(
    "before",
    [
        [],
        [*procedures(), HELICOPTER],
        procedures()[:3],
        list(reversed(procedures())),
        [replace(procedures()[0], name="Giấy trực thăng"), *procedures()[1:]],
        [HELICOPTER],
    ],
    ids=["nothing", "one was deleted", "five were added", "another order", "one was renamed", "all are new"],
)
def test_an_index_grown_from_an_earlier_one_answers_like_a_fresh_one(before: list[Procedure]) -> None:
    grown, fresh = Index(procedures(), Index(before)), Index(procedures())
    for text in QUESTIONS:
        assert same(grown.find(read(text)), fresh.find(read(text))), text


def test_many_changes_in_a_row_leave_nothing_behind() -> None:
    index = Index(procedures())
    for number in range(5):
        index = Index([*procedures(), replace(HELICOPTER, name=f"Tên số {number} đổi mãi")], index)
    index = Index(procedures(), index)
    fresh = Index(procedures())
    for text in (*QUESTIONS, "tên số 3 đổi mãi"):
        assert same(index.find(read(text)), fresh.find(read(text))), text


def test_an_earlier_index_goes_on_answering_beside_its_successor() -> None:
    old = Index(procedures())
    was = [old.find(read(text)) for text in QUESTIONS]
    Index([*procedures(), HELICOPTER], old)
    assert all(same(old.find(read(text)), found) for text, found in zip(QUESTIONS, was, strict=True))


def test_questions_for_training_are_compared_as_when_asked(index: Index) -> None:
    question = read("gia hạn giấy phép lao động")
    snippets, owners = index.snippet_rows()
    similar = np.asarray((snippets @ index.question_rows([question]).T).todense()).ravel()
    assert index.codes[owners[similar.argmax()]] == "1.000002"
    assert similar.max() == pytest.approx(signal(index.find(question), "best"), abs=1e-5)


def test_marks_count_only_where_somebody_typed_them() -> None:
    assert not any(term.startswith("^") for term in terms(read("giay phep")))
    assert "^giấy phép" in terms(read("giấy phép"))
    assert set(terms(read("giay phep"))) < set(terms(read("giấy phép")))


def test_a_code_has_a_title(index: Index) -> None:
    assert index.title("1.000007") == "Cấp C/O mẫu D"
    assert index.title("1.000008") == "Cấp giấy phép môi trường"
