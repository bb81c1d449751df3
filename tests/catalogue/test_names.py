"""What procedures are called, and what stands beside a name."""

from __future__ import annotations

import pytest

from bot.catalogue.model import Example, Procedure
from bot.catalogue.names import Names
from bot.text.question import read
from tests.real import dozen

NEW, AGAIN, LONGER = "1.014199", "1.014200", "1.014201"  # work permit: first, lost, extended
OLD_LONGER = "1.009811"
RULES = "2.001955"
BIG, SMALL = "1.013236", "1.013225"  # building permits


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(dozen())


def plain(text: str) -> tuple[str, ...]:
    return read(text).plain


@pytest.mark.parametrize("said", ["đăng ký nội quy lao động", "Dang ky noi quy lao dong", "đăng ký nqlđ"])
def test_a_name_is_known_in_any_spelling(names: Names, said: str) -> None:
    assert names.called(plain(said)) == [RULES]


@pytest.mark.parametrize("said", ["đăng ký nội quy lao động ở đâu", "lao động", ""])
def test_more_or_less_than_a_name_is_none(names: Names, said: str) -> None:
    assert names.called(plain(said)) == []


def test_a_part_of_a_name_finds_all_whose_name_holds_it(names: Names) -> None:
    assert set(names.holding(plain("giấy phép xây dựng"))) == {BIG, SMALL}
    assert names.holding(plain("căn cước")) == []


def test_what_is_no_longer_in_force_is_called_nothing(names: Names) -> None:
    assert OLD_LONGER not in names.holding(plain("gia hạn giấy phép lao động"))


def test_cases_share_their_title_or_official_name(names: Names) -> None:
    assert names.cases(plain("giấy phép xây dựng")) == [BIG, SMALL]
    assert names.cases(plain("giấy phép")) == []


PASSPORT = Procedure(
    "1.000001",
    "Cấp hộ chiếu phổ thông",
    "cong_dan",
    aliases=["hộ chiếu"],
    examples=[Example("làm hộ chiếu cho con đi du lịch")],
)


@pytest.mark.parametrize(
    ("said", "strange"),
    [
        ("xin hộ chiếu ngoại giao", True),
        ("hộ chiếu công vụ", True),
        ("xin hộ chiếu phổ thông", False),
        ("làm hộ chiếu cho con", False),
        ("xin hộ chiếu", False),
        ("hộ chiếu 2026 ngoại giao", False),
    ],
)
def test_a_pair_of_words_that_nobody_uses_makes_a_name_strange(said: str, strange: bool) -> None:
    assert Names([PASSPORT]).is_strange("1.000001", plain(said)) is strange


def test_an_unknown_code_is_never_strange(names: Names) -> None:
    assert not names.is_strange("9.999999", plain("hộ chiếu ngoại giao"))
