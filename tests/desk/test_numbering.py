"""Which number stands before a choice, and which choice is meant by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.desk.numbering import by_number, missing, numbers

LISTED = "Được hỏi nhiều:\n1. Một\n2. Hai\n3. Ba"
TITLES = st.lists(st.text("abcđ .", min_size=1, max_size=12), min_size=1, max_size=9, unique=True)


def test_choices_without_numbers_are_counted() -> None:
    assert numbers("Chọn:", ["Một", "Hai"]) == [1, 2]


def test_a_choice_keeps_the_number_that_it_brings_and_others_come_behind_the_list() -> None:
    assert numbers(LISTED, ["Xem đủ", "1. Một", "2. Hai"]) == [4, 1, 2]


def test_only_what_the_text_does_not_list_is_missing() -> None:
    assert missing(LISTED, ["Xem đủ", "1. Một", "2. Hai"]) == [(4, "Xem đủ")]
    assert missing("Lĩnh vực:\n1. Đầu tư (25)\n2. Đất đai (3)", ["Đầu tư", "Đất đai"]) == []


def test_a_paper_that_is_called_like_a_choice_does_not_hide_it() -> None:
    text = "Gồm:\n1. Hồ sơ (bản chính)\n2. Giấy khám sức khỏe"
    assert missing(text, ["Hồ sơ", "Lệ phí"]) == [(1, "Hồ sơ"), (2, "Lệ phí")]


def test_a_number_means_the_choice_before_which_it_stands() -> None:
    offered = [("Xem đủ", "all"), ("1. Một", "one"), ("2. Hai", "two")]
    assert [by_number(LISTED, offered, number) for number in (1, 2, 3, 4)] == ["one", "two", None, "all"]
    with_menu = f"{LISTED}\n\n9. Xem đủ"
    assert [by_number(with_menu, offered, number) for number in (1, 9, 10)] == ["one", "all", None]


@given(TITLES)
def test_every_choice_of_a_menu_is_reached_by_its_number(titles: list[str]) -> None:
    offered = [(title, f"id{at}") for at, title in enumerate(titles)]
    shown = "\n".join(f"{number}. {title}" for number, title in missing("", titles))
    assert {by_number("", offered, number) for number in numbers("", titles)} == {id for _, id in offered}
    assert shown.count("\n") == len(titles) - 1
