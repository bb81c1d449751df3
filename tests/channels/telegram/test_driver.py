"""The driver against the stand-in, over real HTTP."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any, TypeVar

import pytest

from bot.channels.driver import Outgoing, Undelivered
from bot.channels.telegram import payloads
from bot.channels.telegram.client import Client
from bot.channels.telegram.driver import TelegramDriver, keyboard
from bot.channels.telegram.mentions import Me
from bot.channels.telegram.payloads import Place
from bot.channels.telegram.words import words
from bot.channels.words import words as channel_words
from bot.desk.outbox import RATES
from tests.channels.telegram.bot_api import TOKEN, USERNAME, BotApi, Chat
from tests.channels.telegram.bot_server import serving
from tests.channels.telegram.people import Person, buttons_of
from tests.channels.telegram.rules import Refusal

Found = TypeVar("Found")
Work = Callable[[TelegramDriver], Coroutine[Any, Any, Found]]
ME = Me(int(TOKEN.split(":")[0]), USERNAME)
GROUP = -1001234567890


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def address(api: BotApi) -> Iterator[str]:
    with serving(api) as address:
        yield address


def run(address: str, work: Work[Found], token: str = TOKEN) -> Found:
    async def whole() -> Found:
        client = Client(token, address)
        try:
            return await work(TelegramDriver(client, ME))
        finally:
            await client.close()

    return asyncio.run(whole())


def send(address: str, message: Outgoing, to: str = "77///77", token: str = TOKEN) -> str:
    return run(address, lambda driver: driver.send(to, message), token)


def refused(address: str, to: str = "77///77", token: str = TOKEN) -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        send(address, Outgoing("xin chào"), to, token)
    return caught.value


def test_an_answer_is_shown_with_its_bold_words_links_and_buttons(api: BotApi, address: str) -> None:
    person = Person(api, 77)
    text = "**10 ngày** 😀 <b>&amp;</b> _x_ [Xem](https://dichvucong.gov.vn)"
    number = send(address, Outgoing(text, (("Lệ phí", "a1"), ("Bao lâu có?", "a2"), ("Nộp ở đâu?", "a3"))))
    (seen,) = person.seen()
    assert number == str(seen["message_id"])
    assert seen["text"] == "10 ngày 😀 <b>&amp;</b> _x_ Xem"
    assert [(one["type"], one["offset"], one["length"]) for one in seen["entities"]] == [
        ("bold", 0, 7),
        ("text_link", 28, 3),
    ]
    assert buttons_of(seen) == {"Lệ phí": "a1", "Bao lâu có?": "a2", "Nộp ở đâu?": "a3"}
    assert "is_disabled" in api.called("sendMessage")[0]["link_preview_options"]


def test_buttons_with_short_titles_stand_in_pairs_and_long_ones_alone() -> None:
    long = "Cấp giấy phép xây dựng công trình cấp đặc biệt, cấp I, cấp II " * 3
    rows = keyboard([("Hồ sơ", "1"), ("Lệ phí", "2"), (long, "3"), ("Mẫu đơn", "4")])
    assert [[data for _, data in row] for row in rows] == [["1", "2"], ["3"], ["4"]]
    assert rows[1][0][0].endswith("…")
    assert len(rows[1][0][0]) == 100


def test_the_two_that_rate_stand_together_in_a_row_of_their_own() -> None:
    rows = keyboard([("Lệ phí", "1"), ("Hài lòng", f"{RATES}2"), ("Chưa hài lòng", f"{RATES}3")])
    assert [[title for title, _ in row] for row in rows] == [["Lệ phí"], ["Hài lòng", "Chưa hài lòng"]]


def test_a_long_answer_becomes_messages_that_telegram_takes_and_the_last_has_the_buttons(
    api: BotApi, address: str
) -> None:
    person = Person(api, 77)
    long = "\n".join(f"{number}. 😀 **Giấy khám sức khỏe**: 01 bản chính" for number in range(1, 400))

    async def work(driver: TelegramDriver) -> None:
        for part in driver.split(Outgoing(long, (("Lệ phí", "a1"),))):
            await driver.send("77///77", part)

    run(address, work)
    seen = person.seen()
    assert len(seen) > 3
    assert [bool(buttons_of(message)) for message in seen] == [False] * (len(seen) - 1) + [True]
    assert "\n".join(message["text"] for message in seen) == long.replace("**", "")


def test_a_message_departs_when_its_request_goes_out_and_not_while_it_waits_its_turn(
    api: BotApi, address: str
) -> None:
    Person(api, 77)
    departed: list[int] = []

    async def work(driver: TelegramDriver) -> None:
        letters = [Outgoing("x", departs=partial(departed.append, number)) for number in range(200)]
        sending = [asyncio.create_task(driver.send("77///77", letter)) for letter in letters]
        while len(departed) < 30:
            await asyncio.sleep(0.01)
        # Thirty a second: the others are still ours.
        assert len(departed) < 200
        assert len(api.called("sendMessage")) <= len(departed)
        for task in sending:
            task.cancel()
        await driver.working("77///77")

    run(address, work)
    assert len(set(departed)) == len(departed)


def test_a_message_whose_departure_cannot_be_noted_stays(api: BotApi, address: str) -> None:
    person = Person(api, 77)

    def departs() -> None:
        raise OSError("no room")

    with pytest.raises(Undelivered) as caught:
        send(address, Outgoing("x", departs=departs))
    assert (caught.value.permanent, caught.value.uncertain) == (False, False)
    assert person.seen() == []


def test_buttons_without_a_text_get_one(api: BotApi, address: str) -> None:
    person = Person(api, 77)
    run(address, lambda driver: driver.send("77///77", driver.split(Outgoing("", (("Lệ phí", "a1"),)))[0]))
    assert [message["text"] for message in person.seen()] == [channel_words()["choose"]]


def test_in_a_group_the_answer_hangs_on_the_question(api: BotApi, address: str) -> None:
    person = Person(api, 77, GROUP)
    asked = person.says(f"@{USERNAME} chào", message_thread_id=9, is_topic_message=True)
    send(address, Outgoing("Chào anh/chị."), f"{GROUP}/9/{asked['message_id']}/77")
    (seen,) = person.seen()
    assert seen["reply_to_message"]["message_id"] == asked["message_id"]
    assert seen["message_thread_id"] == 9
    # The question may have been deleted meanwhile.
    send(address, Outgoing("Chào anh/chị."), f"{GROUP}//99999/77")
    assert len(person.seen()) == 2


def test_a_pressed_button_is_acknowledged_and_its_keyboard_removed(api: BotApi, address: str) -> None:
    person = Person(api, 77)
    send(address, Outgoing("Anh/chị hỏi trường hợp nào?", (("Cấp mới", "a1"),)))
    query = person.presses("Cấp mới")
    body = taken(api, address)
    assert payloads.read(body, ME).button == "a1"
    assert api.queries[query] is not None
    assert buttons_of(person.seen()[0]) == {}
    # Pressed twice before the keyboard was gone: nothing fails.
    taken(api, address)


def test_the_two_that_rate_outlive_a_press_of_the_others_and_their_own(api: BotApi, address: str) -> None:
    person = Person(api, 77)
    rating = (("Hài lòng", f"{RATES}2"), ("Chưa hài lòng", f"{RATES}3"))
    send(address, Outgoing("Lệ phí do tỉnh quy định.", (("Bao lâu có?", "a1"), *rating)))
    person.presses("Bao lâu có?")
    taken(api, address)
    assert buttons_of(person.seen()[0]) == dict(rating)
    query = person.presses("Hài lòng")
    taken(api, address)
    assert api.queries[query] is not None
    assert buttons_of(person.seen()[0]) == dict(rating)


def test_somebody_else_s_button_stays_and_the_presser_is_told(api: BotApi, address: str) -> None:
    asked = Person(api, 77, GROUP).says(f"@{USERNAME} chào")
    send(address, Outgoing("Anh/chị chọn:", (("Lệ phí", "a1"),)), f"{GROUP}//{asked['message_id']}/77")
    other = Person(api, 78, GROUP)
    query = other.presses("Lệ phí")
    run(address, lambda driver: driver.refuse(event_body(api)))
    answered = api.queries[query]
    assert answered is not None
    assert answered["text"] == words()["anothers_button"]
    assert buttons_of(other.seen()[0]) == {"Lệ phí": "a1"}


def event_body(api: BotApi) -> dict[str, Any]:
    event = payloads.event(api.updates[-1], ME)
    assert event is not None
    return event.body


def taken(api: BotApi, address: str) -> dict[str, Any]:
    body = event_body(api)
    run(address, lambda driver: driver.taken("77///77", body))
    return body


def test_a_long_turn_shows_that_we_are_typing(api: BotApi, address: str) -> None:
    Person(api, 77)
    run(address, lambda driver: driver.working("77///77"))
    assert [call["action"] for call in api.called("sendChatAction")] == ["typing"]
    # Courtesies never fail.
    run(address, lambda driver: driver.working("404///404"))


# --- Refusals --------------------------------------------------------------------------------------------


def test_too_many_messages_are_tried_again_when_telegram_says(api: BotApi, address: str) -> None:
    Person(api, 77)
    api.scripted["sendMessage"] = [Refusal(429, "Too Many Requests: retry after 7", retry_after=7)]
    failure = refused(address)
    assert (failure.retry_after, failure.permanent, failure.uncertain) == (7.0, False, False)


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(403, "Forbidden: bot was blocked by the user"),
        Refusal(403, "Forbidden: user is deactivated"),
        Refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
        Refusal(400, "Bad Request: chat not found"),
        Refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
    ids=lambda refusal: refusal.description,
)
def test_what_telegram_will_not_take_later_either_is_final(
    api: BotApi, address: str, refusal: Refusal
) -> None:
    Person(api, 77).chat.refusal = refusal
    failure = refused(address)
    assert (failure.permanent, failure.uncertain) == (True, False)
    assert refusal.description.partition(": ")[2].lower() in failure.reason.lower()


@pytest.mark.parametrize("code", [500, 502, 503])
def test_trouble_at_telegram_s_passes(api: BotApi, address: str, code: int) -> None:
    Person(api, 77)
    api.scripted["sendMessage"] = [Refusal(code, "Bad Gateway")]
    failure = refused(address)
    assert (failure.permanent, failure.uncertain) == (False, False)


def test_nobody_listening_passes() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        failure = refused(f"http://127.0.0.1:{probe.getsockname()[1]}")
    assert (failure.permanent, failure.uncertain, failure.reason) == (False, False, "ConnectError")


def test_an_answer_lost_on_its_way_is_uncertain(api: BotApi, address: str) -> None:
    person = Person(api, 77)
    api.cut.append("sendMessage")
    failure = refused(address)
    assert failure.uncertain
    assert len(person.seen()) == 1


def test_a_wrong_token_is_put_right_by_somebody(api: BotApi, address: str) -> None:
    Person(api, 77)
    failure = refused(address, token="110201543:AAnother-token-that-is-not-the-bots")
    assert (failure.permanent, failure.retry_after) == (False, 60.0)
    assert "AAnother" not in failure.reason


def test_a_group_that_moved_is_followed(api: BotApi, address: str) -> None:
    api.chats[-5] = Chat(
        -5,
        "group",
        Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=GROUP),
    )
    person = Person(api, 77, GROUP)
    send(address, Outgoing("Chào anh/chị."), "-5/3/44/77")
    assert [message["text"] for message in person.seen()] == ["Chào anh/chị."]


def test_no_log_record_carries_the_token_or_what_was_said(
    api: BotApi, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    Person(api, 77)
    with caplog.at_level(logging.DEBUG):
        send(address, Outgoing("chuyện riêng"))
        api.scripted["sendMessage"] = [
            Refusal(429, "Too Many Requests: retry after 7", retry_after=7),
            Refusal(400, "Bad Request: x"),
            Refusal(500, "y"),
        ]
        for _ in range(3):
            refused(address)
        api.cut.append("sendMessage")
        refused(address)
        refused("http://127.0.0.1:9")
        refused(address, token="110201543:AAnother-token-that-is-not-the-bots")
    logged = "\n".join(f"{record.getMessage()} {record.exc_info}" for record in caplog.records)
    assert TOKEN.split(":")[1] not in logged
    assert "AAnother" not in logged
    assert "chuyện riêng" not in logged


def test_the_client_knows_its_name_and_its_place(api: BotApi, address: str) -> None:
    async def work(driver: TelegramDriver) -> Me:
        return await driver._client.me()

    assert run(address, work) == ME
    for place in (Place(-5, 3, 44, 7), Place(7, user=7)):
        assert Place.read(str(place)) == place
