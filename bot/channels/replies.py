"""From what a person did to what he is told: the part of the gateway that decides."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Optional

from sanic import Sanic

from bot.channels.driver import Driver, Incoming, Outgoing
from bot.channels.heard import hear
from bot.channels.talks import remembering
from bot.channels.thinking import Thinking
from bot.channels.turns import Messages, OnNewMessage, apology, ask, keep_unanswered
from bot.channels.words import words
from bot.desk.door import Door, Visit
from bot.desk.inbox import Answered, Draft, Task
from bot.desk.outbox import new_button
from bot.storage.buttons import Button
from bot.storage.tables import now
from bot.storage.talks import Slots

logger = logging.getLogger(__name__)

# Longer than this, and the person sees that we are at it; Telegram's sign lasts five seconds.
PATIENCE = 1.0
_SIGN_LASTS = 4.0
# Rasa itself would wait for the action server for five minutes.
LONGEST_TURN = 45.0
_LONGEST_SIGN = 5.0
FORGET = "xoadulieu"
# What the two buttons mean that it asks by. Nobody types these: typed texts lose their '/'.
_FORGET_NOW, _KEEP = "/xoa-du-lieu", "/giu-du-lieu"


@dataclass(frozen=True)
class Question:
    """What enters Rasa, or what is said without it."""

    text: str = ""
    notices: tuple[str, ...] = ()
    again: Optional[int] = None


class Replies:
    """Answers events of any channel."""

    def __init__(
        self,
        app: Sanic,
        on_new_message: OnNewMessage,
        door: Door,
        thinking: Thinking,
        pause: timedelta = timedelta(hours=1),
    ) -> None:
        self._app = app
        self._on_new_message = on_new_message
        self._door = door
        self._thinking = thinking
        self._pause = pause

    async def to(self, visit: Visit, task: Task, driver: Driver) -> Answered:
        """What came of the event; never raises because of a turn or a channel."""
        try:
            did = driver.read(task.body)
        except Exception:
            logger.exception("%s: event %d cannot be read", visit.channel, task.event)
            return self._said(driver, task, [{"text": apology(self._app)}])
        if did.kind == "ignored":
            return Answered(task.event)
        if did.kind == "gone":
            return Answered(task.event, leaving=True)
        if did.kind == "command" and did.text == FORGET:
            return self._said(driver, task, [_really()])
        if did.kind == "officer":
            return Answered(task.event, silent_until=now() + self._pause)
        sign = asyncio.create_task(_shortly(driver.taken(visit.address, task.body)))
        question = await self._question(visit, did, driver)
        if question.text == _FORGET_NOW:
            answered = Answered(task.event, _drafts(driver, words()["forgotten"]), leaving=True)
        elif task.silent:
            answered = Answered(task.event)
        else:
            answered = await self._answered(visit, task, driver, question)
        await sign
        return answered

    async def _question(self, visit: Visit, did: Incoming, driver: Driver) -> Question:
        if did.kind == "attachment":
            known = words()["attachment"]
            return Question(notices=(known.get(did.text, known["other"]),))
        if did.kind == "button":
            button = await asyncio.to_thread(self._door.pressed, visit.sender, did.button, now())
            return Question(notices=(words()["expired"],)) if button is None else _meant(button)
        if did.kind == "command" and did.text in words()["commands"]:
            return Question(words()["commands"][did.text])
        if button := await self._chosen(visit, did.text, driver):
            return _meant(button)
        heard = hear(did.text)
        if not heard.text:
            return Question(notices=(words()["empty"],))
        return Question(heard.text, (words()["cut"],) if heard.cut else ())

    async def _chosen(self, visit: Visit, text: str, driver: Driver) -> Optional[Button]:
        """What a number typed means where choices are shown as a numbered list."""
        number = text.strip().rstrip(".")
        if not getattr(driver, "numbered", False) or len(number) > 2 or not number.isdecimal():
            return None
        return await asyncio.to_thread(self._door.chosen, visit.sender, int(number), now())

    async def _answered(self, visit: Visit, task: Task, driver: Driver, question: Question) -> Answered:
        notices: Messages = [{"text": notice} for notice in question.notices]
        if question.again is not None:
            return Answered(task.event, again=question.again)
        if not question.text:
            return self._said(driver, task, notices)
        messages, slots = await self._turn(visit, task, driver, question.text)
        excuse = {"text": apology(self._app)}
        # Rasa excuses itself in the same words when the action server is away.
        if not messages or messages == [excuse]:
            messages = [excuse]
            await asyncio.to_thread(keep_unanswered, visit.channel, visit.sender, question.text)
        return self._said(driver, task, [*notices, *messages], slots)

    async def _turn(
        self, visit: Visit, task: Task, driver: Driver, text: str
    ) -> tuple[Messages, Optional[Slots]]:
        """Rasa's messages and what the conversation remembers now; nothing when it failed."""
        if task.exhausted:
            logger.error("event %d ended its process %d times", task.event, task.attempts - 1)
            return [], None
        turn = self._thinking.run(_ask(self._on_new_message, visit, task.slots, text))
        signs = asyncio.create_task(_signs(driver, visit.address))
        try:
            return await asyncio.wait_for(turn, LONGEST_TURN)
        except Exception:
            logger.exception("turn failed")
            return [], None
        finally:
            signs.cancel()

    def _said(
        self, driver: Driver, task: Task, messages: Messages, slots: Optional[Slots] = None
    ) -> Answered:
        drafts: list[Draft] = []
        offered: list[Button] = []
        for message in messages:
            buttons = [
                Button(new_button(), one["title"], one["payload"]) for one in message.get("buttons", ())
            ]
            shown = tuple((button.title, button.id) for button in buttons)
            drafts += _drafts(driver, message.get("text") or words()["choose"], shown)
            offered += buttons
        return Answered(task.event, tuple(drafts), tuple(offered), slots)


async def _ask(on_new_message: OnNewMessage, visit: Visit, slots: Slots, text: str) -> tuple[Messages, Slots]:
    with remembering(visit.sender, slots) as memory:
        messages = await ask(on_new_message, visit.channel, visit.sender, text)
    return messages, memory.slots


def _meant(button: Button) -> Question:
    if button.payload == _KEEP:
        return Question(notices=(words()["kept"],))
    return Question(button.payload, again=button.letter)


def _really() -> dict[str, Any]:
    """Nothing is deleted by a slip of the finger."""
    own = words()
    buttons = [
        {"title": own["forget_yes"], "payload": _FORGET_NOW},
        {"title": own["forget_no"], "payload": _KEEP},
    ]
    return {"text": own["forget"], "buttons": buttons}


def _drafts(driver: Driver, text: str, buttons: tuple[tuple[str, str], ...] = ()) -> tuple[Draft, ...]:
    """Within the channel's limits before they are stored, so that each is one request and repeated alone."""
    return tuple(Draft(part.text, part.buttons) for part in driver.split(Outgoing(text, buttons)))


async def _signs(driver: Driver, address: str) -> None:
    await asyncio.sleep(PATIENCE)
    # Not for ever: under Python 3.10 `wait_for` may lose the cancellation that ends it.
    for _ in range(round(LONGEST_TURN / _SIGN_LASTS)):
        await _shortly(driver.working(address))
        await asyncio.sleep(_SIGN_LASTS)


async def _shortly(sign: Awaitable[Any]) -> None:
    """A courtesy: it may fail and must not last."""
    try:
        await asyncio.wait_for(sign, _LONGEST_SIGN)
    except Exception as error:
        logger.warning("sign not shown: %s", type(error).__name__)
