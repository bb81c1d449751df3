"""The gateway over real HTTP: a server as `rasa run` builds it, a channel, and the channel's other end."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from bot.channels.words import words
from bot.desk.seal import Seal
from bot.storage import lines, outbox
from bot.storage.database import UnitOfWork, engine
from tests.channels.loft import APOLOGY
from tests.channels.town import SECRET, Town, town, wait_until


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One server for all tests that only talk."""
    folder = tmp_path_factory.mktemp("village")
    with town(f"sqlite:///{folder / 'motcua.db'}", folder) as made:
        yield made


def test_what_arrives_is_answered(village: Town) -> None:
    assert village.write("an", "xin chào")
    assert village.told("an", 1) == ["Đã nghe: xin chào"]


def test_what_arrives_twice_is_answered_once(village: Town) -> None:
    assert village.write("binh", "một", key="same")
    assert not village.write("binh", "một", key="same")
    village.write("binh", "hai")
    assert village.told("binh", 2) == ["Đã nghe: một", "Đã nghe: hai"]


def test_one_persons_messages_are_answered_in_order_while_others_go_on(village: Town) -> None:
    village.write("chau", "chậm")
    village.write("chau", "nhanh")
    village.write("dung", "nhanh")
    village.told("dung", 1)
    assert village.loft.told["chau"] == []
    assert village.told("chau", 2) == ["Đã nghe: chậm", "Đã nghe: nhanh"]


def test_a_turn_that_takes_long_shows_a_sign(village: Town) -> None:
    village.write("em", "chậm")
    village.told("em", 1)
    assert ("working", "em") in village.loft.signs
    assert ("working", "an") not in village.loft.signs


def test_a_turn_that_fails_is_excused(village: Town) -> None:
    village.write("giang", "hỏng")
    assert village.told("giang", 1) == [APOLOGY]


def test_the_message_is_taken_in_at_once_while_the_turn_goes_on(village: Town) -> None:
    begun = time.monotonic()
    village.write("hoa", "chậm")
    assert time.monotonic() - begun < 1.0


def test_a_command_that_is_typed_is_text(village: Town) -> None:
    village.write("hung", "/restart")
    assert village.told("hung", 1) == ["Đã nghe: restart"]


def test_a_command_of_the_channel_asks_its_question(village: Town) -> None:
    village.deliver("khoa", {"kind": "command", "text": "thutuc"})
    assert village.told("khoa", 1) == ["Đã nghe: có những thủ tục nào"]


def test_personal_numbers_are_masked_before_rasa_hears_them(village: Town) -> None:
    village.write("lan", "số tôi là 0912345678")
    assert "0912345678" not in village.told("lan", 1)[0]


def test_a_long_answer_comes_in_parts_in_order(village: Town) -> None:
    village.write("mai", "dài")
    parts = village.told("mai", 4)
    assert all(len(part) <= 100 for part in parts)
    assert " ".join(parts).split() == ["Đã", "nghe:", *" ".join(f"khoản {n}" for n in range(40)).split()]


def test_a_long_answer_is_one_line_of_the_transcript(village: Town) -> None:
    village.write("minh", "dài")
    village.told("minh", 4)
    with UnitOfWork(engine(village.url)) as uow:
        _, answered = lines.last(uow.session, Seal(SECRET).sender("pigeon", "minh"))
    assert "khoản 0" in answered.text
    assert "khoản 39" in answered.text


def test_a_picture_is_answered_with_a_request_for_words(village: Town) -> None:
    village.deliver("nam", {"kind": "attachment", "text": "image"})
    assert "viết câu hỏi bằng chữ" in village.told("nam", 1)[0]


def test_what_a_channel_ignores_is_not_answered(village: Town) -> None:
    village.deliver("oanh", {"kind": "ignored"})
    village.write("oanh", "rồi sao")
    assert village.told("oanh", 1) == ["Đã nghe: rồi sao"]


def test_an_event_that_the_channel_cannot_read_is_excused_and_does_not_block_the_next(village: Town) -> None:
    village.deliver("phuc", {"kind": "button"})
    village.deliver("phuc", {})
    village.write("phuc", "tiếp")
    assert village.told("phuc", 3)[1:] == [APOLOGY, "Đã nghe: tiếp"]


def test_a_button_asks_its_question_to_the_one_it_was_shown_to(village: Town) -> None:
    village.write("quan", "nút")
    village.told("quan", 1)
    ((title, button),) = village.loft.buttons["quan"]
    assert title == "Lệ phí"
    assert len(button) <= 16
    village.deliver("quan", {"kind": "button", "button": button})
    assert village.told("quan", 2)[1] == "Đã nghe: lệ phí của 1.014199"
    assert ("taken", "quan") in village.loft.signs


def test_a_button_of_somebody_else_has_expired(village: Town) -> None:
    village.write("son", "nút")
    village.told("son", 1)
    ((_, button),) = village.loft.buttons["son"]
    village.deliver("tam", {"kind": "button", "button": button, "text": "/restart"})
    assert "hết hạn" in village.told("tam", 1)[0]


def test_a_busy_channel_is_tried_again_and_the_order_is_kept(village: Town) -> None:
    village.loft.refusing.append((429, {"after": 0.5}))
    village.write("uyen", "một")
    village.write("uyen", "hai")
    assert village.told("uyen", 2) == ["Đã nghe: một", "Đã nghe: hai"]


def test_a_letter_that_is_refused_for_good_is_given_up_with_its_reason(village: Town) -> None:
    village.loft.refusing.append((403, {}))
    village.write("vinh", "một")
    wait_until(village.is_quiet, village.log)
    village.write("vinh", "hai")
    assert village.told("vinh", 1) == ["Đã nghe: hai"]
    with UnitOfWork(engine(village.url)) as uow:
        (given_up,) = outbox.undelivered(uow.session)
    assert (given_up.text, given_up.state, given_up.reason) == (
        "Đã nghe: một",
        "refused",
        "the loft is closed",
    )


def test_whoever_asks_for_it_is_forgotten(village: Town) -> None:
    village.write("xuan", "nút")
    village.write("xuan", "ai đây")
    sender = village.told("xuan", 3)[2]
    village.deliver("xuan", {"kind": "command", "text": "xoadulieu"})
    assert " ".join(village.told("xuan", 6)[3:]) == words()["forget"]
    village.deliver("xuan", {"kind": "button", "button": button_of(village, "xuan", words()["forget_yes"])})
    assert "Đã xóa" in village.told("xuan", 7)[6]
    wait_until(lambda: sender not in _rows(village.url), lambda: _rows(village.url))


def test_nobody_is_forgotten_by_a_slip_of_the_finger(village: Town) -> None:
    village.write("yen", "ai đây")
    sender = village.told("yen", 2)[1]
    village.deliver("yen", {"kind": "command", "text": "xoadulieu"})
    village.told("yen", 5)
    village.deliver("yen", {"kind": "button", "button": button_of(village, "yen", words()["forget_no"])})
    assert village.told("yen", 6)[5] == words()["kept"]
    village.write("yen", "/xoa-du-lieu")
    assert village.told("yen", 7)[6] == "Đã nghe: xoa-du-lieu"
    assert sender in _rows(village.url)


def button_of(village: Town, person: str, title: str) -> str:
    return next(button for shown, button in village.loft.buttons[person] if shown == title)


def test_nothing_in_database_or_log_tells_who_wrote(village: Town) -> None:
    village.deliver("nguoi-la-0987", {"kind": "text", "text": "xin chào", "name": "Người Lạ"})
    village.told("nguoi-la-0987", 1)
    assert "nguoi-la-0987" not in _rows(village.url) + village.log()
    assert "Tèo" not in _rows(village.url) + village.log()


def _rows(url: str) -> str:
    """Everything of the tables that know people, but the record of keys."""
    names = ("sender", "outbox", "button", "talk", "turn", "unanswered")
    with engine(url).connect() as connection:
        return "\n".join(
            str(row) for name in names for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')
        )
