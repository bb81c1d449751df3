"""The Bot Platform: updates in both shapes, numbered menus, one poller."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.driver import Event, Incoming, Outgoing, Undelivered
from bot.channels.zalo.bot import events
from bot.channels.zalo.bot.client import Client, Refused
from bot.channels.zalo.bot.driver import BotDriver
from bot.channels.zalo.bot.events import Malformed
from bot.channels.zalo.bot.polling import Poller
from bot.channels.zalo.http import Http
from bot.errors import StorageError
from bot.storage import schema
from tests.channels.zalo.bot_server import TOKEN, BotServer, failure, said
from tests.channels.zalo.serving import eventually, serving

CHAT = "6ede9afa66b88fe6d6a9"


def received(name: str, **message: Any) -> dict[str, Any]:
    update = said("")
    del update["message"]["text"]
    return {"event_name": f"message.{name}.received", "message": {**update["message"], **message}}


def heard(update: dict[str, Any]) -> Incoming:
    event = events.event(events.parse(json.dumps(update).encode()))
    assert event is not None
    return events.incoming(event.body)


@pytest.fixture
def client(bot_server: BotServer) -> Client:
    return Client(bot_server.url, TOKEN, Http(2, 0.5))


@pytest.fixture
def driver(client: Client) -> BotDriver:
    return BotDriver(client)


# --- Updates ---------------------------------------------------------------------------------------------


def test_both_shapes_of_an_update_are_read() -> None:
    bare = events.event(events.parse(json.dumps(said("chào")).encode()))
    wrapped = events.event(events.parse(json.dumps({"ok": True, "result": said("chào")}).encode()))
    assert bare == wrapped
    assert bare == Event("z1", CHAT, CHAT, {"event_name": "message.text.received", "text": "chào"})


@pytest.mark.parametrize(
    ("update", "kind"),
    [
        (received("image", photo_url="https://photo"), "image"),
        (received("sticker", sticker="x"), "sticker"),
        (received("voice", voice_url="https://voice"), "voice"),
        (received("unsupported"), "unsupported"),
        (received("hologram"), "file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_text_is_told_by_its_kind(update: dict[str, Any], kind: str) -> None:
    assert heard(update) == Incoming("attachment", kind)


def test_the_words_under_a_picture_are_the_question() -> None:
    assert heard(received("image", photo_url="https://photo", caption="nộp ở đâu")) == Incoming(
        "text", "nộp ở đâu"
    )


def test_the_wish_to_be_forgotten_is_understood() -> None:
    assert heard(said("Xóa dữ liệu")) == Incoming("command", "xoadulieu")


@pytest.mark.parametrize(
    "message",
    [
        {"chat": {"id": "g", "chat_type": "GROUP"}},
        {"from": {"id": "b", "is_bot": True}},
        {"from": {}},
        {"chat": []},
    ],
    ids=["group", "bot", "nobody", "nowhere"],
)
def test_groups_bots_and_nobody_are_passed_over(message: dict[str, Any]) -> None:
    assert events.event(events.unwrapped(received("text", text="a", **message))) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PLACES = st.dictionaries(st.sampled_from(["id", "text", "message_id", "chat", "from", "chat_type"]), JSON)


@given(st.dictionaries(st.sampled_from(["event_name", "message", "result"]), JSON | PLACES))
def test_whatever_comes_is_read_or_refused(body: dict[str, Any]) -> None:
    try:
        event = events.event(events.parse(json.dumps(body).encode()))
    except Malformed:
        return
    if event is not None:
        events.incoming(event.body)
        json.dumps(event.body, ensure_ascii=False).encode()


# --- Messages --------------------------------------------------------------------------------------------


def test_choices_are_a_numbered_list(driver: BotDriver, bot_server: BotServer) -> None:
    message = Outgoing("**Chọn:**", (("Cấp mới", "b1"), ("Gia hạn", "b2")))
    (part,) = driver.split(message)
    assert part.buttons == message.buttons
    assert asyncio.run(driver.send(CHAT, part)) == "b1"
    assert bot_server.messages == [
        {"chat_id": CHAT, "text": "Chọn:\n\n1. Cấp mới\n2. Gia hạn\n\nAnh/chị nhắn số để chọn."}
    ]


def test_a_long_answer_comes_in_parts(driver: BotDriver, bot_server: BotServer) -> None:
    parts = driver.split(Outgoing("\n".join(f"{number}. giấy tờ" for number in range(400))))
    for part in parts:
        asyncio.run(driver.send(CHAT, part))
    assert len(bot_server.messages) == len(parts) > 1


def test_the_typing_sign_is_the_platforms(driver: BotDriver, bot_server: BotServer) -> None:
    asyncio.run(driver.working(CHAT))
    assert bot_server.actions == [{"chat_id": CHAT, "action": "typing"}]
    bot_server.trouble(500)
    asyncio.run(driver.working(CHAT))


@pytest.mark.parametrize(
    ("trouble", "permanent", "uncertain", "waits"),
    [
        (failure(400, "Bad Request"), True, False, None),
        (failure(401, "Unauthorized"), False, False, None),
        (failure(403, "Internal server error"), False, False, None),
        (failure(408, "Request timeout"), False, True, None),
        (failure(429, "Quota exceeded"), False, False, 60.0),
        ((429, {}), False, False, 60.0),
        ((502, {}), False, True, None),
    ],
)
def test_codes_are_classed_as_documented(
    driver: BotDriver,
    bot_server: BotServer,
    trouble: Any,
    permanent: bool,
    uncertain: bool,
    waits: float | None,
) -> None:
    bot_server.trouble(*trouble)
    with pytest.raises(Undelivered) as caught:
        asyncio.run(driver.send(CHAT, Outgoing("a")))
    error = caught.value
    assert (error.permanent, error.uncertain, error.retry_after) == (permanent, uncertain, waits)


def test_an_answer_too_late_is_uncertain(driver: BotDriver, bot_server: BotServer) -> None:
    bot_server.silence(1.0)
    with pytest.raises(Undelivered) as caught:
        asyncio.run(driver.send(CHAT, Outgoing("a")))
    assert caught.value.uncertain


def test_the_token_is_in_no_log_and_no_error(bot_server: BotServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = TOKEN.partition(":")[2]
    client = Client(bot_server.url, TOKEN, Http(0.5, 0.5))
    client.send(CHAT, "a")
    away = Client("http://127.0.0.1:9", TOKEN, Http(0.5, 0.5))
    with pytest.raises(Exception) as caught:  # noqa: PT011
        away.send(CHAT, "a")
    assert secret not in caplog.text + str(caught.value) + repr(client)
    assert caught.value.__cause__ is None


def test_a_webhook_is_set_shown_and_taken_away(client: Client, bot_server: BotServer) -> None:
    client.set_webhook("https://a.vn/webhooks/zalo_bot/webhook", "a-secret-of-ours")
    assert client.webhook()["url"] == "https://a.vn/webhooks/zalo_bot/webhook"
    with pytest.raises(Refused, match="webhook is set"):
        client.update(1)
    client.delete_webhook()
    assert client.update(1) is None


# --- Polling ---------------------------------------------------------------------------------------------


class Receiver:
    """The gateway's end; refuses as often as told."""

    def __init__(self, refusals: int = 0) -> None:
        self.events: list[Event] = []
        self.refusals = refusals

    async def __call__(self, event: Event) -> bool:
        if self.refusals:
            self.refusals -= 1
            raise StorageError("database is away")
        self.events.append(event)
        return True


def poll(client: Client, url: str, receivers: list[Receiver], seconds: float) -> None:
    async def run() -> None:
        pollers = [Poller(client, one, url, wait=1, look=0.1) for one in receivers]
        tasks = [asyncio.create_task(poller.run()) for poller in pollers]
        await asyncio.sleep(seconds)
        for poller in pollers:
            poller.stop()
        await asyncio.gather(*tasks)

    asyncio.run(run())


def test_updates_are_handed_over_in_order(client: Client, bot_server: BotServer, sqlite_url: str) -> None:
    for number in range(5):
        bot_server.updates.put(said("a", f"z{number}"))
    receiver = Receiver()
    poll(client, sqlite_url, [receiver], 1.0)
    assert [event.key for event in receiver.events] == [f"z{number}" for number in range(5)]


def test_of_two_pollers_one_asks(client: Client, bot_server: BotServer, sqlite_url: str) -> None:
    for number in range(6):
        bot_server.updates.put(said("a", f"z{number}"))
    one, other = Receiver(), Receiver()
    poll(client, sqlite_url, [one, other], 1.5)
    assert bot_server.most_polling == 1
    assert sorted([len(one.events), len(other.events)]) == [0, 6]


def test_another_follows_when_the_first_has_gone(
    client: Client, bot_server: BotServer, sqlite_url: str
) -> None:
    poll(client, sqlite_url, [Receiver()], 0.5)
    bot_server.updates.put(said("a"))
    second = Receiver()
    poll(client, sqlite_url, [second], 1.0)
    assert len(second.events) == 1


def test_what_arrives_while_it_stops_is_handed_over(
    client: Client, bot_server: BotServer, sqlite_url: str
) -> None:
    receiver = Receiver()

    async def run() -> None:
        poller = Poller(client, receiver, sqlite_url, wait=1)
        task = asyncio.create_task(poller.run())
        await asyncio.sleep(0.2)
        poller.stop()
        bot_server.updates.put(said("a"))
        await task

    bot_server.longest_wait = 1.0
    asyncio.run(run())
    assert len(receiver.events) == 1


def test_an_update_is_not_lost_while_the_database_is_away(
    client: Client, bot_server: BotServer, sqlite_url: str
) -> None:
    bot_server.updates.put(said("a"))
    receiver = Receiver(refusals=1)
    poll(client, sqlite_url, [receiver], 2.0)
    assert len(receiver.events) == 1


def test_polling_goes_on_after_troubles(client: Client, bot_server: BotServer, sqlite_url: str) -> None:
    bot_server.trouble(502)
    bot_server.updates.put({"nothing": "known"})
    bot_server.updates.put(said("a"))
    receiver = Receiver()
    poll(client, sqlite_url, [receiver], 2.5)
    assert len(receiver.events) == 1


def test_polling_takes_a_webhook_away_first(client: Client, bot_server: BotServer, sqlite_url: str) -> None:
    client.set_webhook("https://a.vn/x", "a-secret-of-ours")
    bot_server.updates.put(said("a"))
    receiver = Receiver()
    poll(client, sqlite_url, [receiver], 1.0)
    assert len(receiver.events) == 1


# --- The server ------------------------------------------------------------------------------------------

SETTINGS = {"zalo_bot_token": TOKEN, "zalo_bot_secret": "a-secret-of-ours"}


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, BotServer]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('bot') / 'motcua.db'}"
    schema.upgrade(url)
    with BotServer() as server:
        settings = {**SETTINGS, "database_url": url, "zalo_bot_url": server.url, "zalo_bot_mode": "webhook"}
        with serving("bot", **settings) as address:
            yield f"{address}/webhooks/zalo_bot/webhook", server


def push(hook: str, body: Any, secret: str = "a-secret-of-ours") -> requests.Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return requests.post(hook, data=raw, headers={"X-Bot-Api-Secret-Token": secret}, timeout=5)


def test_a_menu_is_answered_by_its_number(hooked: tuple[str, BotServer]) -> None:
    hook, server = hooked
    server.messages.clear()
    assert push(hook, said("nút", "w1")).status_code == 200
    eventually(lambda: len(server.messages) == 1)
    assert server.messages[0]["text"].endswith("1. Lệ phí\n2. Bao lâu có?\n\nAnh/chị nhắn số để chọn.")
    push(hook, {"ok": True, "result": said("2", "w2")})
    eventually(lambda: len(server.messages) == 2)
    assert server.messages[1]["text"] == "Đã nghe: bao lâu"


def test_a_number_beyond_the_menu_is_a_text(hooked: tuple[str, BotServer]) -> None:
    hook, server = hooked
    server.messages.clear()
    push(hook, said("9", "w3", chat="another"))
    eventually(lambda: len(server.messages) == 1)
    assert server.messages[0]["text"] == "Đã nghe: 9"


def test_a_protected_sender_is_answered_politely(hooked: tuple[str, BotServer]) -> None:
    hook, server = hooked
    server.messages.clear()
    push(hook, received("unsupported", message_id="w4"))
    eventually(lambda: len(server.messages) == 1)
    assert "bằng chữ" in server.messages[0]["text"]


def test_forged_truncated_and_malformed_updates_come_to_nothing(hooked: tuple[str, BotServer]) -> None:
    hook, server = hooked
    server.messages.clear()
    chance, statuses = random.Random(5), set()
    good = json.dumps(said("giả mạo", "w5")).encode()
    for number in range(300):
        if number % 3 == 0:
            secret = chance.choice(["", "wrong", "a-secret-of-our", "a-secret-of-ours!", "x" * 3000])
            statuses.add(push(hook, good, secret).status_code)
        elif number % 3 == 1:
            statuses.add(push(hook, good[: chance.randrange(len(good))]).status_code)
        else:
            odd = [b"[" * 9000, b"null", b"{}", b'{"result":5}', b" " * 70_000, chance.randbytes(99)]
            statuses.add(push(hook, chance.choice(odd)).status_code)
    time.sleep(0.5)
    assert statuses == {200, 403, 413}
    assert server.messages == []


def test_polling_needs_no_address_of_ours(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('poll') / 'motcua.db'}"
    schema.upgrade(url)
    with (
        BotServer() as server,
        serving("bot", zalo_bot_token=TOKEN, zalo_bot_url=server.url, database_url=url),
    ):
        server.updates.put(said("qua thăm dò"))
        eventually(lambda: len(server.messages) == 1)
        assert server.messages[0]["text"] == "Đã nghe: qua thăm dò"
