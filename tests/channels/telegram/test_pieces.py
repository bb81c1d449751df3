"""Long answers in several messages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.marks import read, units
from bot.channels.telegram.pieces import LONGEST, split

ITEM = "Văn bản giải trình nhu cầu và đề nghị cấp phép (Mẫu số 03, NĐ 219/2025): 01 bản chính"
DOSSIER = "\n".join(
    ["**Cấp giấy phép lao động** cần 90 loại giấy tờ:"]
    + [f"{number}. {ITEM}\n   - hoặc văn bản xác nhận" for number in range(1, 91)]
    + ["", "⚠ Nộp trong vòng 60 ngày.", "Nguồn: QĐ 886/QĐ-BNV · [Xem trên Cổng](https://dichvucong.gov.vn)"]
)


def test_a_short_answer_is_one_message() -> None:
    assert split("**10 ngày** làm việc") == ["**10 ngày** làm việc"]


def test_nothing_is_no_message() -> None:
    assert split("") == split(" \n\t ") == []


def test_a_long_dossier_is_cut_between_its_items() -> None:
    pieces = split(DOSSIER)
    assert len(pieces) == 3
    assert all(piece[0].isdigit() for piece in pieces[1:])
    assert all(piece.endswith("hoặc văn bản xác nhận") for piece in pieces[:-1])
    assert "\n".join(pieces) == DOSSIER


def test_messages_are_filled_rather_than_cut_at_the_first_border() -> None:
    assert all(units(piece) > LONGEST / 2 for piece in split(DOSSIER)[:-1])


def test_a_paragraph_is_a_better_place_than_an_item() -> None:
    text = "\n".join(["một hai ba", "- bốn năm", "- sáu bảy", "", "- tám chín", "- mười"])
    assert split(text, 45) == ["một hai ba\n- bốn năm\n- sáu bảy", "- tám chín\n- mười"]


def test_a_line_too_long_is_cut_after_a_sentence_and_a_sentence_between_words() -> None:
    assert split("Nộp hồ sơ. Chờ giấy hẹn rồi về", 19) == ["Nộp hồ sơ.", "Chờ giấy hẹn rồi về"]
    assert split("mot hai ba bon nam sau", 12) == ["mot hai ba", "bon nam sau"]


@pytest.mark.parametrize("mark", ["**rất là quan trọng**", "[xem ở đây](https://a.vn/x)"])
def test_bold_words_and_links_stay_whole(mark: str) -> None:
    for length in range(len(mark) + 2, 60):
        pieces = split(f"mở đầu câu này {mark} kết thúc câu này", length)
        assert sum(mark in piece for piece in pieces) == 1


def test_an_emoji_or_a_letter_with_its_marks_is_not_torn() -> None:
    family = "👨‍👩‍👧‍👦"
    assert split(family * 10, 25) == [family * 2] * 5
    assert split("e\u0302\u0301" * 10, 8) == ["e\u0302\u0301" * 2] * 5


@settings(deadline=None)
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["**", "1. ", "\n", " ", "😀", "a", "[x](https://a.vn)"])).map("".join),
    st.integers(8, 60),
)
def test_every_message_fits_none_is_empty_and_nothing_is_lost(text: str, longest: int) -> None:
    pieces = split(text, longest)
    assert all(0 < units(piece) <= longest for piece in pieces)
    assert all(piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@settings(deadline=None)
@given(st.integers(1, 200), st.sampled_from(["😀", "đ", "**x** ", "1. mục\n"]))
def test_what_is_sent_of_a_long_answer_is_within_telegram_s_limit(count: int, unit: str) -> None:
    for piece in split(unit * count * 60):
        assert units(read(piece)[0]) <= LONGEST
