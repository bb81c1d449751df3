"""A question as the rest of the software reads it."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.text.privacy import mask
from bot.text.question import read
from bot.text.writing import LONGEST


def test_words_keep_marks_and_plain_words_have_none() -> None:
    question = read("Hoà hỏi: hồ sơ Gia Hạn?")
    assert question.text == "Hoà hỏi: hồ sơ Gia Hạn?"
    assert question.words == ("hòa", "hỏi", "hồ", "sơ", "gia", "hạn")
    assert question.plain == ("hoa", "hoi", "ho", "so", "gia", "han")


def test_shorthand_is_written_out_in_both() -> None:
    question = read("gpxd can j")
    assert question.words == ("giấy", "phép", "xây", "dựng", "can", "gì")
    assert question.plain == ("giay", "phep", "xay", "dung", "can", "gi")


def test_composed_and_decomposed_questions_are_the_same() -> None:
    text = "Điều chỉnh giấy chứng nhận đăng ký đầu tư, mã 1.009645.000.00.00.H42"
    assert read(unicodedata.normalize("NFD", text)) == read(text)
    assert read(text).codes == ("1.009645",)


def test_capitals_make_no_difference_to_the_words() -> None:
    assert read("LỆ PHÍ C/O").words == read("lệ phí c/o").words


def test_what_says_nothing_is_an_empty_question() -> None:
    for text in ("", "   ", "\u200b\x00", "😀😀😀", "?!…"):
        assert read(text).words == ()


def test_what_a_mask_left_behind_asks_nothing() -> None:
    masked = mask("sđt 0912345678, cccd 079123456789, gia hạn gplđ cần gì")
    assert read(masked).plain == read("sđt, cccd, gia hạn gplđ cần gì").plain
    assert read("[số điện thoại]").words


@given(st.text(st.characters(), max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    question = read(text)
    assert len(question.plain) == len(question.words)
    assert len(question.text) <= LONGEST
    assert read(question.text).words == question.words
