from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.driver import Outgoing
from bot.channels.zalo.oa import messages
from bot.channels.zalo.text import LONGEST_TEXT, numbered, pieces, plain, shortened

SOURCE = "Nguồn: Cổng Dịch vụ công · [Xem](https://dichvucong.gov.vn/a?b=1)"


def items(count: int, length: int = 60) -> str:
    return "\n".join(f"{number}. {'giấy tờ ' * (length // 8)}" for number in range(1, count + 1))


def test_markdown_is_told_in_plain_words() -> None:
    assert plain("**Lệ phí**: 0 đồng") == "Lệ phí: 0 đồng"
    assert plain(SOURCE) == "Nguồn: Cổng Dịch vụ công · Xem: https://dichvucong.gov.vn/a?b=1"
    assert plain("[https://a.vn](https://a.vn)") == "https://a.vn"
    assert plain("**[Cổng](https://a.vn)**") == "Cổng: https://a.vn"


def test_a_text_is_measured_in_the_composed_form() -> None:
    apart = unicodedata.normalize("NFD", "Thủ tục cấp giấy phép ")
    whole = plain(apart * 90)
    assert len(apart * 90) > LONGEST_TEXT > len(whole)
    assert pieces(whole) == [whole]


def test_a_long_list_is_cut_between_its_items() -> None:
    parts = pieces(items(80))
    assert len(parts) > 1
    assert all(re.match(r"\d+\. ", part) for part in parts)
    assert "\n".join(parts).replace(" \n", "\n") == items(80).strip().replace(" \n", "\n")


def test_a_paragraph_stays_whole_where_it_can() -> None:
    one, two = "a b " * 350, "c d " * 350
    assert pieces(f"{one.strip()}\n\n{two.strip()}") == [one.strip(), two.strip()]


def test_a_single_endless_word_is_cut_but_no_letter_is() -> None:
    marks = "e\u0301\u0323\u0302" * 1500
    parts = pieces(marks, 1000)
    assert "".join(parts) == unicodedata.normalize("NFC", marks)
    assert not any(unicodedata.combining(part[0]) for part in parts)


TEXTS = st.text(st.sampled_from("aạ đô.;:\n-1•⚠*[]()h") | st.characters(codec="utf-8"), max_size=400)


@given(TEXTS, st.integers(8, 60))
def test_no_part_is_too_long_and_no_word_is_lost(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    together = "".join("".join(parts).split())
    assert together == "".join(unicodedata.normalize("NFC", text).split())


@given(TEXTS)
def test_plain_text_stays_plain(text: str) -> None:
    assert plain(text) == unicodedata.normalize("NFC", plain(text))


@given(st.text(max_size=200), st.integers(5, 100))
def test_a_shortened_title_fits_and_is_not_empty(title: str, longest: int) -> None:
    short = shortened(title, longest)
    assert len(short) <= longest
    assert bool(short) == bool(title.strip())


@given(st.lists(st.tuples(st.text(min_size=1, max_size=130), st.just("abc")), max_size=9), TEXTS)
def test_every_message_becomes_parts_that_the_account_takes(
    buttons: list[tuple[str, str]], text: str
) -> None:
    parts = messages.split(Outgoing(text, tuple(buttons)))
    assert all(len(part.text) <= LONGEST_TEXT for part in parts)
    assert not any(part.buttons for part in parts[:-1])
    shown = messages.text_body({}, parts[-1])["message"].get("attachment", {}).get("payload", {})
    assert len(shown.get("buttons", [])) == (len(buttons) if len(buttons) <= 5 else 0)
    assert all(len(button["title"]) <= 100 for button in shown.get("buttons", []))


def test_up_to_five_choices_are_buttons() -> None:
    (part,) = messages.split(Outgoing("**Chọn:**", (("Cấp mới", "b1"), ("Gia hạn", "b2"))))
    assert messages.text_body({"user_id": "1"}, part) == {
        "recipient": {"user_id": "1"},
        "message": {
            "text": "Chọn:",
            "attachment": {
                "type": "template",
                "payload": {
                    "buttons": [
                        {"title": "Cấp mới", "type": "oa.query.hide", "payload": "#b:b1"},
                        {"title": "Gia hạn", "type": "oa.query.hide", "payload": "#b:b2"},
                    ]
                },
            },
        },
    }


def test_the_type_of_the_template_is_named_where_the_setting_does() -> None:
    body = messages.text_body({}, Outgoing("a", (("b", "c"),)), "button")
    assert body["message"]["attachment"]["payload"]["template_type"] == "button"


def test_more_choices_are_a_numbered_list_which_still_knows_its_buttons() -> None:
    buttons = tuple((f"Lĩnh vực {number}", f"b{number}") for number in range(1, 8))
    (part,) = messages.split(Outgoing("Anh/chị chọn lĩnh vực:", buttons))
    assert part.text.startswith("Anh/chị chọn lĩnh vực:\n\n1. Lĩnh vực 1\n2. Lĩnh vực 2")
    assert part.text.endswith("Anh/chị nhắn số để chọn.")
    assert part.buttons == buttons
    assert "attachment" not in messages.text_body({}, part)["message"]


def test_a_title_too_long_for_a_button_stands_whole_in_the_text() -> None:
    long = "Cấp giấy phép lao động cho người lao động nước ngoài làm việc tại Việt Nam theo hình thức hợp đồng lao động"
    (part,) = messages.split(Outgoing("Chọn:", ((long, "b1"), ("Gia hạn", "b2"))))
    assert f"1. {long}\n2. Gia hạn" in part.text
    assert [len(title) <= 100 for title, _ in part.buttons] == [True, True]
    assert part.buttons[0][0].endswith("…")
    assert part.buttons[1][0] == "2. Gia hạn"


def test_choices_that_the_answer_has_numbered_are_not_numbered_again() -> None:
    assert numbered("Chọn:", ["1. Một", "2. Hai"], hint=False) == "Chọn:\n\n1. Một\n2. Hai"


def test_choices_that_the_answer_lists_are_not_listed_again() -> None:
    listed = "Được hỏi nhiều:\n1. Một\n2. Hai\n3. Ba"
    assert numbered(listed, ["1. Một", "2. Hai"]) == f"{listed}\n\nAnh/chị nhắn số để chọn."


@pytest.mark.parametrize("hint", [True, False])
def test_a_menu_without_a_text_begins_with_its_first_choice(hint: bool) -> None:
    assert numbered("", ["Một", "Hai"], hint).startswith("1. Một\n2. Hai")
