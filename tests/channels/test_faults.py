"""Servers killed and doubled while messages are on their way to Telegram and Zalo: nothing is lost, nothing twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest
import requests

from bot.channels.words import words
from tests.channels.hostile.services import TELEGRAM, ZALO, dumped
from tests.channels.street import TELEGRAM_SECRET, Street, street
from tests.channels.telegram.bot_api import TOKEN
from tests.channels.telegram.people import Person, buttons_of
from tests.channels.town import wait_until
from tests.channels.zalo.payloads import PERSON, sent

# Servers started over and over, killed or flooded.
pytestmark = pytest.mark.long

PEOPLE, EACH = 20, 10
_LOOK = 0.2
TEXTS = [f"tin {number}" for number in range(EACH)]
EXPECTED = [f"Đã nghe: {text}" for text in TEXTS]
_keys = count()


class Writer(Protocol):
    """Somebody in a channel."""

    def writes(self, text: str) -> None: ...

    def read(self) -> list[str]: ...

    def presses_again(self) -> None: ...


class OnTelegram:
    """Telegram itself delivers, again and again until it is taken."""

    def __init__(self, made: Street, number: int) -> None:
        self.person = Person(made.telegram, 41_000_000 + number)

    def writes(self, text: str) -> None:
        self.person.says(text)

    def read(self) -> list[str]:
        return [message["text"] for message in self.person.seen()]

    def presses_again(self) -> None:
        title = words()["again"]
        if any(title in buttons_of(message) for message in self.person.seen()):
            self.person.presses(title)


class OnZalo:
    def __init__(self, made: Street, number: int) -> None:
        self.made, self.id = made, f"{26 * 10**14 + number}"
        made.zalo.seen(self.id)

    def writes(self, text: str) -> None:
        body = sent(text=text, number=f"f{next(_keys)}")
        told = {**body, "sender": {"id": self.id}, "timestamp": str(int(time.time() * 1000))}
        assert PERSON not in str(told)
        insist(self.made.hook("zalo"), dumped(told), ZALO.signed(dumped(told), told))

    def read(self) -> list[str]:
        return [message["text"] for message in self._messages()]

    def presses_again(self) -> None:
        for message in self._messages():
            for button in message.get("attachment", {}).get("payload", {}).get("buttons", []):
                self.writes(button["payload"])

    def _messages(self) -> list[dict[str, Any]]:
        with self.made.zalo.lock:
            return [
                one["message"]
                for one in self.made.zalo.messages
                if one["recipient"].get("user_id") == self.id
            ]


def insist(hook: str, raw: bytes, headers: Any) -> None:
    """As the services do: again until it is taken."""
    named = {name: value.decode() for name, value in headers}
    while True:
        try:
            requests.post(hook, data=raw, headers=named, timeout=10).raise_for_status()
            return
        except requests.RequestException:
            time.sleep(0.05)


def set_webhook(made: Street) -> None:
    asked = {"url": made.hook("telegram"), "secret_token": TELEGRAM_SECRET}
    assert requests.post(f"{made.telegram_url}/bot{TOKEN}/setWebhook", json=asked).json()["ok"]


def write_all(writers: list[Writer]) -> None:
    """Each person one message after the other, all persons at once."""

    def all_of(writer: Writer) -> None:
        for text in TEXTS:
            writer.writes(text)

    with ThreadPoolExecutor(len(writers)) as pool:
        list(pool.map(all_of, writers))


def answered(made: Street) -> int:
    return len(made.telegram.called("sendMessage")) + len(made.zalo.messages)


def test_after_a_kill_every_message_is_answered_once_and_in_order(tmp_path: Path) -> None:
    """A letter that was cut off between its request and the answer may have arrived: whoever misses it can have it."""
    with street(f"sqlite:///{tmp_path / 'motcua.db'}", tmp_path, loud=False) as made:
        set_webhook(made)
        half = range(PEOPLE // 2)
        writers: list[Writer] = [OnTelegram(made, number) for number in half]
        writers += [OnZalo(made, number) for number in half]
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(write_all, writers)
            wait_until(lambda: answered(made) >= len(writers) * EACH // 10, made.logged)
            assert answered(made) < len(writers) * EACH
            made.kill()
            made.start_again()
            writing.result(60)
        wait_until(lambda: is_done(made), made.logged, 60, _LOOK)
        for writer in writers:
            read = writer.read()
            answers = [text for text in read if text.startswith("Đã nghe")]
            notices = [text for text in read if text == words()["cut_off"]]
            assert answers == [text for text in EXPECTED if text in answers], "in order, none twice"
            assert EACH - len(answers) <= len(notices) <= 1
            if len(answers) < EACH:
                writer.presses_again()
        wait_until(
            lambda: all(set(EXPECTED) <= set(writer.read()) for writer in writers), made.logged, 60, _LOOK
        )
        wait_until(lambda: is_done(made), made.logged, 60, _LOOK)
        counted = [Counter(text for text in writer.read() if text in EXPECTED) for writer in writers]
        assert counted == [Counter(EXPECTED)] * len(writers)


def is_done(made: Street) -> bool:
    """Telegram has delivered everything, and all of it is answered."""
    with made.telegram.changed:
        waiting = len(made.telegram.updates)
    return not waiting and made.is_quiet()


def test_what_is_delivered_three_times_and_shuffled_to_two_servers_is_answered_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    with street(sqlite_url, tmp_path, servers=2, loud=False) as made:
        people = [OnTelegram(made, number) for number in range(PEOPLE)]
        for text in TEXTS:
            for person in people:
                person.writes(text)
        deliveries = made.telegram.updates * 3
        random.Random(7).shuffle(deliveries)

        def deliver(numbered: tuple[int, dict[str, Any]]) -> None:
            number, update = numbered
            raw = dumped(update)
            insist(made.hook("telegram", number % 2), raw, TELEGRAM.signed(raw, update))

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(deliver, enumerate(deliveries)))
        wait_until(made.is_quiet, made.logged, 60, _LOOK)
        told = [Counter(person.read()) for person in people]
    assert told == [Counter(EXPECTED)] * PEOPLE
