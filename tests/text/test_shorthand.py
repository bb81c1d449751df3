"""Abbreviations of the field and of chat, written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.shorthand import expand, table
from bot.text.tokens import words
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
        ("gp", "giấy phép"),
        ("gks", "giấy khai sinh"),
        ("ltp", "lý lịch tư pháp"),
        ("xntthn", "xác nhận tình trạng hôn nhân"),
        ("csbl", "cơ sở bán lẻ"),
        ("tkkt", "thiết kế kỹ thuật"),
        ("dađt", "dự án đầu tư"),
        ("cmdsdd", "chuyển mục đích sử dụng đất"),
        ("bhtn", "bảo hiểm thất nghiệp"),
        ("vsattp", "vệ sinh an toàn thực phẩm"),
        ("mst", "mã số thuế"),
        ("sxd", "sở xây dựng"),
        ("tulđtt", "thỏa ước lao động tập thể"),
    ],
)
def test_a_short_form_is_written_out(short: str, full: str) -> None:
    assert expand([short]) == full.split()


def test_the_rest_of_the_question_stays_in_its_place() -> None:
    assert expand(["xin", "gpxd", "cho", "kcn", "cần", "j"]) == (
        ["xin", "giấy", "phép", "xây", "dựng", "cho", "khu", "công", "nghiệp", "cần", "gì"]
    )


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("lm tt gia hạn", "làm thủ tục gia hạn"),
        ("cần tt gì", "cần thủ tục gì"),
        ("can tt gi", "can thủ tục gì"),
        ("tt hành chính", "thủ tục hành chính"),
        ("hd tt xin gp", "hướng dẫn thủ tục xin giấy phép"),
        ("tt online bị lỗi", "thanh toán online bị lỗi"),
        ("đã tt lệ phí", "đã thanh toán lệ phí"),
        ("theo tt mấy", "theo thông tư mấy"),
        ("tt doanh nghiệp", "thông tin doanh nghiệp"),
        ("đủ đk chưa", "đủ điều kiện chưa"),
        ("cần đk gì", "cần điều kiện gì"),
        ("đk kết hôn", "đăng ký kết hôn"),
        ("đk ks cho con", "đăng ký khai sinh cho con"),
        ("giấy cn bị mất", "giấy chứng nhận bị mất"),
        ("mở cn mới", "mở chi nhánh mới"),
        ("cq nào", "cơ quan nào"),
    ],
)
def test_a_short_form_of_many_meanings_is_told_by_its_neighbours(question: str, full: str) -> None:
    assert expand(question.split()) == full.split()


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("tnhh 1tv", "trách nhiệm hữu hạn một thành viên"),
        ("2 tv", "hai thành viên"),
        ("tổ chức KH&CN", "tổ chức khoa học công nghệ"),
    ],
)
def test_a_short_form_that_falls_into_two_words_is_written_out(question: str, full: str) -> None:
    assert expand(words(question.lower())) == full.split()


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
def test_words_without_a_full_form_are_untouched(said: list[str]) -> None:
    unknown = [word for word in said if word not in table() and "_" not in word]
    expanded = expand(unknown)
    assert expanded == unknown or any("_".join(unknown[i : i + 2]) in table() for i in range(len(unknown)))
