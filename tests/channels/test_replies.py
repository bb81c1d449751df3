"""What becomes of an event, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels.driver import Incoming, Outgoing
from bot.channels.replies import Replies
from bot.channels.thinking import Thinking
from bot.channels.words import words
from bot.desk.door import Door, Visit
from bot.desk.inbox import MOST_ATTEMPTS, Answered, Task
from bot.desk.outbox import Words
from bot.desk.seal import Seal
from bot.storage.senders import Held
from tests.channels.pigeon import Pigeon

VISIT = Visit(Held("pigeon:1", "pigeon", "", "me"), "somewhere")


class Quiet(Pigeon):
    """Shows no signs to anybody."""

    def __init__(self, fault: Exception | None = None) -> None:
        super().__init__("http://127.0.0.1:1", repeatable=False)
        self._fault = fault

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        return [message]

    async def taken(self, address: str, body: dict[str, Any]) -> None:
        if self._fault:
            raise self._fault

    async def working(self, address: str) -> None:
        pass


async def echo(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, f"{message.text}!")


def answered(url: str, did: Incoming, attempts: int = 1, driver: Quiet | None = None) -> Answered:
    async def run() -> Answered:
        thinking = Thinking()
        thinking.start()
        door = Door(url, Seal("0" * 32), Words("", ""))
        replies = Replies(cast(Any, SimpleNamespace(ctx=SimpleNamespace())), echo, door, thinking)
        task = Task(1, {"kind": did.kind, "text": did.text, "button": did.button}, attempts, {})
        try:
            return await replies.to(VISIT, task, driver or Quiet())
        finally:
            thinking.stop()

    return asyncio.run(run())


@pytest.fixture
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    return sqlite_url


def texts(outcome: Answered) -> list[str]:
    return [draft.text for draft in outcome.drafts]


def test_a_question_is_answered(url: str) -> None:
    assert texts(answered(url, Incoming("text", "xin chào"))) == ["xin chào!"]


def test_an_event_that_ended_its_process_before_is_excused_without_another_try(url: str) -> None:
    outcome = answered(url, Incoming("text", "xin chào"), attempts=MOST_ATTEMPTS)
    assert texts(outcome) == [words()["apology"]]
    assert outcome.slots is None


def test_nothing_but_spaces_is_asked_again(url: str) -> None:
    assert texts(answered(url, Incoming("text", " / \u200b "))) == [words()["empty"]]


def test_a_message_too_long_is_answered_and_told_to_be_cut(url: str) -> None:
    assert texts(answered(url, Incoming("text", "a" * 2100))) == [words()["cut"], "a" * 2000 + "!"]


def test_a_sign_that_cannot_be_shown_does_no_harm(url: str) -> None:
    driver = Quiet(ConnectionError("away"))
    assert texts(answered(url, Incoming("text", "xin chào"), driver=driver)) == ["xin chào!"]


@pytest.mark.parametrize("kind", ["image", "file", "sticker", "location", "voice", "hologram"])
def test_whatever_is_sent_instead_of_words_is_answered_in_words(url: str, kind: str) -> None:
    known = words()["attachment"]
    assert texts(answered(url, Incoming("attachment", kind))) == [known.get(kind, known["other"])]


def test_a_command_nobody_knows_is_text(url: str) -> None:
    assert texts(answered(url, Incoming("command", "restart"))) == ["restart!"]


def test_whoever_left_is_told_nothing_and_forgotten(url: str) -> None:
    assert answered(url, Incoming("gone")) == Answered(1, leaving=True)
