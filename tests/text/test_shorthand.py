"""Abbreviations of the field and of chat, written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.shorthand import expand, table
from bot.text.writing import canonical, plain


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("gpxd", "giấy phép xây dựng"),
        ("gplđ", "giấy phép lao động"),
        ("gpld", "giấy phép lao động"),
        ("gcnđkđt", "giấy chứng nhận đăng ký đầu tư"),
        ("gcndkdt", "giấy chứng nhận đăng ký đầu tư"),
        ("gcnđkdn", "giấy chứng nhận đăng ký doanh nghiệp"),
        ("kcn", "khu công nghiệp"),
        ("kkt", "khu kinh tế"),
        ("bql", "ban quản lý"),
        ("tthc", "thủ tục hành chính"),
        ("dvc", "dịch vụ công"),
        ("đtm", "đánh giá tác động môi trường"),
        ("dtm", "đánh giá tác động môi trường"),
        ("ubnd", "ủy ban nhân dân"),
        ("nlđ", "người lao động"),
        ("cty", "công ty"),
        ("hs", "hồ sơ"),
        ("lp", "lệ phí"),
        ("ko", "không"),
        ("hok", "không"),
        ("đc", "được"),
        ("dc", "được"),
        ("j", "gì"),
        ("ntn", "như thế nào"),
        ("bnhieu", "bao nhiêu"),
    ],
)
def test_a_short_form_is_written_out(short: str, full: str) -> None:
    assert expand([short]) == full.split()


def test_the_rest_of_the_question_stays_in_its_place() -> None:
    assert expand(["xin", "gpxd", "cho", "kcn", "cần", "j"]) == (
        ["xin", "giấy", "phép", "xây", "dựng", "cho", "khu", "công", "nghiệp", "cần", "gì"]
    )


@pytest.mark.parametrize(
    ("english", "full"),
    [
        ("work permit", "giấy phép lao động"),
        ("extend work permit", "gia hạn giấy phép lao động"),
        ("where to submit", "nộp ở đâu"),
        ("investment registration certificate", "giấy chứng nhận đăng ký đầu tư"),
        ("investment certificate fee", "giấy chứng nhận đăng ký đầu tư lệ phí"),
    ],
)
def test_english_in_the_middle_is_translated_by_its_longest_phrase(english: str, full: str) -> None:
    assert expand(english.split()) == full.split()


def test_a_certificate_of_origin_keeps_its_own_name() -> None:
    assert expand(["mẫu", "c/o", "form", "d"]) == ["mẫu", "c/o", "form", "d"]


def test_every_short_form_is_found_with_and_without_marks() -> None:
    assert all(canonical(short) == short for short in table())
    assert all(plain(short) in table() for short in table())


def test_no_full_form_holds_a_word_that_would_be_written_out_again() -> None:
    again = {short: full for short, full in table().items() if expand(full) != full}
    assert again == {}


def test_no_common_word_is_mistaken_for_a_short_form() -> None:
    common = [
        "giấy",
        "phép",
        "lao",
        "động",
        "xây",
        "dựng",
        "hồ",
        "sơ",
        "phí",
        "bao",
        "lâu",
        "nộp",
        "ở",
        "đâu",
        "mất",
        "mấy",
        "ngày",
        "cấp",
        "lại",
        "gia",
        "hạn",
        "đổi",
        "thẻ",
    ]
    assert expand(common) == common


@given(st.lists(st.text(st.characters(), min_size=1, max_size=8), max_size=12))
def test_words_without_a_full_form_are_untouched(words: list[str]) -> None:
    unknown = [word for word in words if word not in table() and "_" not in word]
    expanded = expand(unknown)
    assert expanded == unknown or any("_".join(unknown[i : i + 2]) in table() for i in range(len(unknown)))
