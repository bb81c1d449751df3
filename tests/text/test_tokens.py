"""What stays together in a question, and what separates."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.tokens import codes, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hồ sơ, lệ phí/thời hạn?", ["hồ", "sơ", "lệ", "phí", "thời", "hạn"]),
        ("mẫu C/O form D", ["mẫu", "C/O", "form", "D"]),
        ("Nghị định 219/2025/NĐ-CP", ["Nghị", "định", "219/2025/NĐ-CP"]),
        ("nghị định 35/2022/nđ-cp.", ["nghị", "định", "35/2022/nđ-cp"]),
        ("phí 1.500.000 đồng, giảm 1,5 lần", ["phí", "1.500.000", "đồng", "giảm", "1,5", "lần"]),
        ("xưởng 500m2 mẫu số 02a", ["xưởng", "500", "m2", "mẫu", "số", "02", "a"]),
        ("1.0141991", ["1.0141991"]),
        ("😀😀 <b>&nbsp;!!!", ["b", "nbsp"]),
        ("", []),
    ],
)
def test_a_question_falls_into_words(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_a_decomposed_word_is_one_word() -> None:
    word = unicodedata.normalize("NFD", "thưởng")
    assert words(word) == [word]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mã 1.014199", ["1.014199"]),
        ("1.009645.000.00.00.H42", ["1.009645"]),
        ("thủ tục 1.009645.000.00.00.H19 và 1.014201?", ["1.009645", "1.014201"]),
        ("mc-03 phí bao nhiêu", ["MC-03"]),
        ("Mã:2.000123.", ["2.000123"]),
        ("1.500.000 đồng", []),
        ("11.014199", []),
        ("1.0141991", []),
        ("01.014199", []),
        ("số 014199", []),
        ("", []),
    ],
)
def test_codes_are_found_and_amounts_are_none(text: str, found: list[str]) -> None:
    assert codes(text) == found


@given(st.text(st.characters(), max_size=80))
def test_every_word_stands_in_the_text_and_has_no_space(text: str) -> None:
    at = 0
    for word in words(text):
        assert word
        assert not any(letter.isspace() for letter in word)
        at = text.index(word, at) + len(word)
