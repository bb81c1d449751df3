"""What becomes of an event, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rasa.core.channels.channel import UserMessage

from bot.catalogue.authority import authority
from bot.channels.aside import Aside
from bot.channels.crowd import CROWD
from bot.channels.driver import Incoming, Outgoing
from bot.channels.gateway import _fitted
from bot.channels.replies import Replies
from bot.channels.words import words
from bot.channels.zalo.bot.driver import BotDriver
from bot.desk import handoff
from bot.desk.door import Door, Visit
from bot.desk.inbox import MOST_ATTEMPTS, Answered, Spoken, Task
from bot.desk.opinions import Opinions
from bot.desk.outbox import Words
from bot.desk.petitioning import Petitioning
from bot.desk.seal import Seal
from bot.desk.wishes import Wishes
from bot.settings import Settings
from bot.storage.outbox import Letter
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


def answered(
    url: str, did: Incoming, attempts: int = 1, driver: Quiet | None = None, task: Task | None = None
) -> Answered:
    async def run() -> Answered:
        thinking = Aside("turns")
        seal = Seal("0" * 32)
        door = Door(url, seal, Words("", ""))
        wishes = Wishes(Settings(database_url=url), seal)
        petitions = Petitioning(Settings(database_url=url), seal)
        app = cast(Any, SimpleNamespace(ctx=SimpleNamespace()))
        here = authority(Settings(database_url=url))
        replies = Replies(app, echo, door, thinking, wishes, Opinions("dong-nai-kcn"), petitions, here)
        event = Task(1, {"kind": did.kind, "text": did.text, "button": did.button}, attempts, {})
        try:
            return await replies.to(VISIT, task or event, driver or Quiet())
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
    assert set(outcome.slots or {}) == {CROWD}


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


def test_what_answers_no_event_gets_the_form_of_its_channel_when_it_is_sent() -> None:
    """The desk does not know that the Bot Platform has no buttons."""
    letter = Letter(1, "zalo_bot:1", "**Quầy 1** đã vào", (("Kết thúc", "b1"),), "sending", 1, None)
    fitted = _fitted(BotDriver(cast(Any, None)), letter)
    assert fitted.text.startswith("Quầy 1 đã vào\n\n1. Kết thúc")
    assert fitted.buttons == (("Kết thúc", "b1"),)


def test_a_reply_to_an_event_is_sent_as_it_was_split() -> None:
    letter = Letter(1, "zalo_bot:1", "1. Kết thúc", (("Kết thúc", "b1"),), "sending", 1, None, event=7)
    assert _fitted(BotDriver(cast(Any, None)), letter).text == "1. Kết thúc"


def told_to_officer(url: str, text: str, silent: bool) -> Answered:
    """As the channel without buttons hears it while an officer talks, or waits."""
    task = Task(
        1, {"kind": "text", "text": text, "button": ""}, 1, {}, silent, "open" if silent else "waiting"
    )
    return answered(url, Incoming("text", text), task=task)


def test_words_to_an_officer_are_a_line_and_nothing_else(url: str) -> None:
    outcome = told_to_officer(url, "tôi 0912345678", silent=True)
    assert outcome.lines == (Spoken("person", "tôi [số điện thoại]"),)
    assert (outcome.drafts, outcome.slots, outcome.then) == ((), None, None)


def test_ending_the_talk_is_part_of_the_event_that_ends_it(url: str) -> None:
    outcome = told_to_officer(url, "Kết thúc với cán bộ", silent=True)
    assert (outcome.then, texts(outcome)) == (handoff.leave, [])
    assert told_to_officer(url, "rồi", silent=True).then is None
