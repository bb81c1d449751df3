"""Bold words and links as entities, counted as Telegram counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.marks import Mark, read, units
from tests.channels.telegram import rules

PORTAL = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet.html?ma=1.014199"
TEXTS = st.lists(
    st.sampled_from(
        ["**", "*", "[", "](", ")", f"]({PORTAL})", "lệ phí", "😀", "\n", " ", "<b>", "&", "_", "`"]
    )
    | st.text(max_size=5)
).map("".join)


def test_bold_words_become_an_entity() -> None:
    assert read("**10 ngày** làm việc") == ("10 ngày làm việc", [Mark("bold", 0, 7)])


def test_a_link_becomes_an_entity_and_its_address_is_not_shown() -> None:
    text, marks = read(f"Nguồn: [Xem trên Cổng]({PORTAL}).")
    assert text == "Nguồn: Xem trên Cổng."
    assert marks == [Mark("text_link", 7, 13, PORTAL)]


def test_a_link_within_bold_words_is_both() -> None:
    text, marks = read(f"**Nộp [ở đây]({PORTAL})**")
    assert text == "Nộp ở đây"
    assert marks == [Mark("bold", 0, 9), Mark("text_link", 4, 5, PORTAL)]


def test_characters_beyond_the_first_plane_count_twice() -> None:
    assert read("😀 **lệ phí** 😀 **có**") == ("😀 lệ phí 😀 có", [Mark("bold", 3, 6), Mark("bold", 13, 2)])


@pytest.mark.parametrize(
    "text",
    [
        "2 ** 3 ** 4",
        "**",
        "****",
        "** **",
        "**không đóng",
        "**qua\ndòng**",
        "[không có địa chỉ]",
        "[lạ](javascript:alert(1))",
        "[](https://a.vn)",
        "<b>&lt;x&gt;</b> _gạch_ `mã` ~x~ \\*",
    ],
)
def test_everything_else_stays_as_it_was_written(text: str) -> None:
    assert read(text) == (text, [])


@given(TEXTS)
def test_whatever_a_text_holds_telegram_takes_its_entities(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    plain, marks = read(text)
    assert units(plain) == rules.units(plain)
    for mark in marks:
        entity = {"type": mark.kind, "offset": mark.offset, "length": mark.length, "url": mark.url}
        rules._check_entity(entity, plain)
        assert mark.length > 0


@given(TEXTS)
def test_marks_take_away_nothing_but_themselves(text: str) -> None:
    plain, _ = read(text)
    left = iter(text)
    assert all(character in left for character in plain)
