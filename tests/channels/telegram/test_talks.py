"""People talk with the bot: the channel in a real server, Telegram's stand-in at the other end."""

from __future__ import annotations

import pytest

from bot.channels.telegram.payloads import COMMANDS
from bot.channels.telegram.words import words
from bot.channels.words import words as channel_words
from bot.desk.invitation import sentences as opinions
from bot.desk.notices import sentences
from bot.storage import outbox, tables
from bot.storage.database import UnitOfWork, engine
from tests.channels.telegram.bot_api import TOKEN, USERNAME
from tests.channels.telegram.conftest import Line
from tests.channels.telegram.people import SENT, buttons_of
from tests.channels.telegram.rules import Refusal

GROUP = -1001234567890
APOLOGY = "Xin lỗi, tạm gián đoạn."


def test_a_question_is_answered(line: Line) -> None:
    person = line.somebody()
    person.says("lệ phí bao nhiêu")
    assert person.reads(1) == ["Đã nghe: lệ phí bao nhiêu"]


def test_questions_of_one_person_are_answered_in_order(line: Line) -> None:
    person = line.somebody()
    for number in range(8):
        person.says(f"câu {number}")
    assert person.reads(8) == [f"Đã nghe: câu {number}" for number in range(8)]


@pytest.mark.parametrize("typed", ["/restart", "//restart", "/ /restart", "\u200b/restart", "/startx"])
def test_a_typed_command_is_no_command_of_rasa_s(line: Line, typed: str) -> None:
    person = line.somebody()
    person.says(typed)
    assert person.reads(1) == ["Đã nghe: " + typed.strip("/ \u200b")]


@pytest.mark.parametrize("name", ["start", "help", "thutuc"])
def test_commands_of_the_menu_ask_what_they_say(line: Line, name: str) -> None:
    person = line.somebody()
    person.says(f"/{name}")
    assert person.reads(1) == [f"Đã nghe: {channel_words()['commands'][name]}"]


def test_a_comment_is_asked_for_by_a_command_of_the_menu(line: Line) -> None:
    person = line.somebody()
    person.says("/gopy")
    assert person.reads(1) == [opinions()["comment"]]
    person.says("dễ dùng")
    assert person.reads(2)[1] == opinions()["noted"]


def test_an_officer_is_asked_for_and_the_queue_left_by_commands_of_the_menu(line: Line) -> None:
    person = line.somebody()
    person.says("/canbo")
    (told,) = person.reads(1)
    assert "gặp cán bộ" not in told
    assert sentences()["call_me"] in buttons_of(person.seen()[-1])
    person.says("/roi")
    assert person.reads(2)[1] in (sentences()["left_queue"], sentences()["not_waiting"])


def test_the_menu_shows_every_command(line: Line) -> None:
    person = line.somebody()
    person.waits_until(lambda: bool(line.api.commands))
    assert {each["command"] for each in line.api.commands} == set(COMMANDS)


def test_a_button_asks_its_question_and_its_keyboard_goes(line: Line) -> None:
    person = line.somebody()
    person.says("cho tôi nút")
    person.reads(1)
    assert list(buttons_of(person.seen()[0])) == ["Lệ phí", "Bao lâu có?"]
    query = person.presses("Lệ phí")
    assert person.reads(2)[1] == "Đã nghe: /ask_fee"
    person.waits_until(lambda: line.api.queries[query] is not None)
    person.waits_until(lambda: buttons_of(person.seen()[0]) == {})


def test_a_button_never_shown_is_excused_politely_and_acknowledged(line: Line) -> None:
    person = line.somebody()
    person.says("cho tôi nút")
    person.reads(1)
    forged = person.seen()[0] | {
        "reply_markup": {"inline_keyboard": [[{"text": "Xóa", "callback_data": "/restart"}]]}
    }
    query = person.presses("Xóa", forged)
    assert person.reads(2)[1] == channel_words()["expired"]
    person.waits_until(lambda: line.api.queries[query] is not None)


def test_a_button_of_another_conversation_is_not_one_s_own(line: Line) -> None:
    person, other = line.somebody(), line.somebody()
    person.says("cho tôi nút")
    person.reads(1)
    shown = person.seen()[0]
    other.presses("Lệ phí", shown | {"chat": other.chat.shown()})
    assert other.reads(1) == [channel_words()["expired"]]


@pytest.mark.parametrize("sent", sorted(SENT))
def test_what_is_sent_instead_of_words_is_answered_politely(hooked: Line, sent: str) -> None:
    person = hooked.somebody()
    person.sends(**{sent: SENT[sent]})
    assert person.reads(1)[0] in channel_words()["attachment"].values()


def test_an_album_is_answered_once(line: Line) -> None:
    person = line.somebody()
    for _ in range(5):
        person.sends(photo=SENT["photo"], media_group_id=f"album{person.user['id']}")
    person.says("xong")
    assert person.reads(2) == [channel_words()["attachment"]["image"], "Đã nghe: xong"]


def test_a_corrected_question_is_answered_again(line: Line) -> None:
    person = line.somebody()
    message = person.says("le phi")
    person.reads(1)
    person.edits(message, "lệ phí giấy phép lao động")
    assert person.reads(2)[1] == "Đã nghe: lệ phí giấy phép lao động"


def test_a_long_answer_keeps_its_look(line: Line) -> None:
    person = line.somebody()
    person.says("dài dòng")
    person.reads(1)
    (seen,) = person.seen()
    assert seen["text"].startswith(
        "Cấp giấy phép lao động cho người nước ngoài cần 7 loại giấy tờ:\n1. Văn bản"
    )
    assert seen["text"].endswith("kiểm tra 22/11/2025 · Xem trên Cổng Dịch vụ công")
    assert [one["type"] for one in seen["entities"]] == ["bold", "text_link"]
    assert len(buttons_of(seen)) == 4


def test_text_that_looks_like_code_stays_text(line: Line) -> None:
    person = line.somebody()
    person.says("mã độc")
    assert "<img src=x onerror=alert(1)>" in person.reads(1)[0]


def test_a_long_turn_shows_that_we_are_typing(line: Line) -> None:
    person = line.somebody()
    person.says("chậm")
    person.reads(1)
    typing = [
        call for call in line.api.called("sendChatAction") if str(call["chat_id"]) == str(person.chat.id)
    ]
    assert [call["action"] for call in typing] == ["typing"]


@pytest.mark.parametrize("typed", ["hỏng", "im lặng"])
def test_a_turn_that_fails_is_excused(line: Line, typed: str) -> None:
    person = line.somebody()
    person.says(typed)
    assert person.reads(1) == [APOLOGY]


def test_too_many_messages_are_sent_when_telegram_says(line: Line) -> None:
    person = line.somebody()
    line.api.scripted["sendMessage"] = [Refusal(429, "Too Many Requests: retry after 1", retry_after=1)]
    person.says("kiên nhẫn")
    assert person.reads(1) == ["Đã nghe: kiên nhẫn"]


def test_an_answer_that_perhaps_arrived_is_not_sent_again_unasked(line: Line) -> None:
    person = line.somebody()
    line.api.cut.append("sendMessage")
    person.says("một lần thôi")
    assert person.reads(2) == ["Đã nghe: một lần thôi", channel_words()["cut_off"]]
    person.presses(channel_words()["again"])
    assert person.reads(3)[2] == "Đã nghe: một lần thôi"


def test_data_are_deleted_after_a_confirmation_and_not_by_a_slip(line: Line) -> None:
    person = line.somebody()
    person.says("bí mật nhỏ")
    person.says("/xoadulieu")
    person.reads(2)
    person.presses(channel_words()["forget_no"])
    assert person.reads(3)[2] == channel_words()["kept"]
    assert "bí mật nhỏ" in kept(line)
    person.says("/xoadulieu")
    person.reads(4)
    person.presses(channel_words()["forget_yes"])
    assert person.reads(5)[4] == channel_words()["forgotten"]
    person.waits_until(lambda: "bí mật nhỏ" not in kept(line))


def test_who_blocks_the_bot_is_not_kept(line: Line) -> None:
    person = line.somebody()
    person.says("chuyện đã qua")
    person.reads(1)
    assert "chuyện đã qua" in kept(line)
    person.blocks()
    person.waits_until(lambda: "chuyện đã qua" not in kept(line))


def test_who_is_no_more_is_not_kept_either(line: Line) -> None:
    """Telegram tells nothing here, but that it does not deliver."""
    person = line.somebody()
    person.says("chuyện cũ")
    person.reads(1)
    person.chat.refusal = Refusal(403, "Forbidden: user is deactivated")
    person.says("chuyện mới")
    person.waits_until(lambda: "chuyện cũ" not in kept(line))
    person.chat.refusal = None
    person.says("trở lại")
    assert person.reads(2)[1] == "Đã nghe: trở lại"


def test_that_somebody_was_not_reached_stays_for_staff_without_his_words(line: Line) -> None:
    person = line.somebody()
    person.says("chuyện kín")
    person.reads(1)
    person.chat.refusal = Refusal(403, "Forbidden: bot was blocked by the user")
    person.says("chuyện kín hơn")
    person.waits_until(lambda: "chuyện kín" not in kept(line) and "blocked by the user" in kept(line))
    with UnitOfWork(engine(line.database_url)) as uow:
        letter = outbox.undelivered(uow.session)[0]
    assert (letter.sender, letter.text, letter.buttons) == (tables.NOBODY, "", ())
    assert letter.reason == "Forbidden: Forbidden: bot was blocked by the user"


def kept(line: Line) -> str:
    """Everything in the database that people wrote or were told."""
    with engine(line.database_url).connect() as connection:
        return "\n".join(
            str(row)
            for name in ("sender", "outbox", "button", "talk")
            for row in connection.exec_driver_sql(f"SELECT * FROM {name}")
        )


# --- Groups ----------------------------------------------------------------------------------------------


def test_in_a_group_only_who_addresses_us_is_answered_and_told_which_question(line: Line) -> None:
    person, other = line.somebody(GROUP), line.somebody(GROUP)
    before = len(person.seen())
    other.says("mọi người ăn trưa chưa")
    other.says("/help")
    asked = person.says(f"@{USERNAME} lệ phí bao nhiêu")
    assert person.reads(before + 1)[before] == "Đã nghe: lệ phí bao nhiêu"
    assert person.seen()[before]["reply_to_message"]["message_id"] == asked["message_id"]
    other.says("còn thời hạn?", answers=person.seen()[before])
    assert other.reads(before + 2)[before + 1] == "Đã nghe: còn thời hạn?"


def test_in_a_group_nobody_presses_another_s_button(line: Line) -> None:
    person, other = line.somebody(GROUP), line.somebody(GROUP)
    before = len(person.seen())
    person.says(f"@{USERNAME} cho tôi nút")
    person.reads(before + 1)
    query = other.presses("Lệ phí")
    other.waits_until(lambda: line.api.queries[query] is not None)
    assert (line.api.queries[query] or {})["text"] == words()["anothers_button"]
    person.presses("Lệ phí")
    assert person.reads(before + 2)[before + 1] == "Đã nghe: /ask_fee"


# --- Secrets ---------------------------------------------------------------------------------------------


def test_neither_the_token_nor_a_person_is_in_any_log(line: Line) -> None:
    """Last: everything above was logged as loudly as Rasa can."""
    person = line.somebody()
    person.says("gọi tôi 0912 345 678")
    person.reads(1)
    logged = line.logged()
    assert "telegram: this is @" in logged
    assert TOKEN.split(":")[1] not in logged
    assert str(person.user["id"]) not in logged
    assert "0912 345 678" not in logged
