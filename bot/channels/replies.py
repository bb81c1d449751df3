"""From what a person did to what he is told: the part of the gateway that decides."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Optional

from sanic import Sanic

from bot import logs, metrics
from bot.catalogue.authority import Authority
from bot.channels.announcements import NOTICE_READ, Announcements
from bot.channels.aside import Aside
from bot.channels.attaching import Attaching
from bot.channels.crowd import Crowd
from bot.channels.driver import Driver, Incoming, Outgoing
from bot.channels.meaning import FORGET, FORGET_NOW, Question, meaning, really
from bot.channels.pace import Pace
from bot.channels.signs import shortly, signs
from bot.channels.talks import remembering
from bot.channels.turns import Messages, OnNewMessage, apology, ask, keep_unanswered
from bot.channels.words import words
from bot.desk import handoff
from bot.desk.door import Door, Visit
from bot.desk.inbox import Answered, Draft, Rates, Spoken, Task
from bot.desk.notices import LEAVE
from bot.desk.opinions import Opinions, asks_to_rate
from bot.desk.outbox import new_button
from bot.desk.petition_words import PETITION
from bot.desk.petition_words import sentences as petition_words
from bot.desk.petitioning import Petitioning
from bot.desk.wishes import OFFICER, Asker, Told, Wishes
from bot.settings import Settings
from bot.storage.buttons import Button
from bot.storage.tables import now
from bot.storage.talks import Slots

logger = logging.getLogger(__name__)

# Rasa itself would wait for the action server for five minutes.
LONGEST_TURN = 45.0
# Kept with the talk beside Rasa's slots: what the desk's dialogue waits for. Every other turn drops it.
WAITS = "desk"

Work = Callable[[], Optional[Told]]


class Replies:
    """Answers events of any channel."""

    def __init__(
        self,
        app: Sanic,
        on_new_message: OnNewMessage,
        door: Door,
        thinking: Aside,
        wishes: Wishes,
        opinions: Opinions,
        petitions: Petitioning,
        authority: Authority,
        attaching: Optional[Attaching] = None,
        most: int = Settings().messages_per_minute,
    ) -> None:
        self._app = app
        self._most = most
        self._on_new_message = on_new_message
        self._door = door
        self._thinking = thinking
        self._pace = Pace()
        self._wishes = wishes
        self._attaching = attaching or Attaching(Settings())
        self._opinions = opinions
        self._petitions = petitions
        self._announcements = Announcements(authority)

    async def to(self, visit: Visit, task: Task, driver: Driver) -> Answered:
        """What came of the event; never raises because of a turn or a channel."""
        try:
            did = driver.read(task.body)
        except Exception:
            logger.exception("%s: event %d cannot be read", visit.channel, task.event)
            return self._said(driver, task, None, [{"text": apology(self._app)}])
        if did.kind == "ignored":
            return Answered(task.event)
        if did.kind == "gone":
            return Answered(task.event, leaving=True)
        if did.kind == "officer":
            notice = Spoken("notice", words()["answered_elsewhere"], of_turn=False)
            until = now() + await self._announcements.officers_time()
            return Answered(task.event, silent_until=until, lines=(notice,))
        sign = asyncio.create_task(shortly(driver.taken(visit.address, task.body)))
        question = await meaning(self._door, visit.sender, task, did, driver)
        answered = await self._decided(visit, task, driver, did, question)
        await sign
        return answered

    async def _decided(
        self, visit: Visit, task: Task, driver: Driver, did: Incoming, question: Question
    ) -> Answered:
        if question.wish == FORGET:
            return self._said(driver, task, question, [really()])
        if question.wish == FORGET_NOW:
            return self._forgotten(driver, task)
        if question.wish == LEAVE and task.handoff:
            return replace(self._said(driver, task, question, []), then=handoff.leave)
        if task.silent and did.kind != "callback":
            return self._overheard(visit, task, driver, question)
        # A number to be called, and what is said about one's own data, go to people and are never refused.
        may_be_refused = did.kind != "callback" and words()["kept"] not in question.notices
        off = await self._announcements.off(visit.channel, task.slots, now()) if may_be_refused else None
        if off is not None:
            return self._said(driver, task, question, [{"text": off.text}] if off.text else [], off.slots)
        crowd = Crowd.after(task.slots, now(), self._most)
        if crowd.is_full and may_be_refused:
            return self._too_many(driver, task, question, crowd)
        told = await self._at_the_desk(visit, task, did, question)
        if told is not None:
            answered = self._told(driver, task, question, told)
        else:
            answered = await self._answered(visit, task, driver, question)
        slots = task.slots if answered.slots is None else answered.slots
        return replace(answered, slots=crowd.kept(slots))

    def _too_many(self, driver: Driver, task: Task, question: Question, crowd: Crowd) -> Answered:
        """No turn, and a word once: a hundred words would be another flood."""
        metrics.limited.labels(driver.name).inc()
        told = words()["too_many"].format(seconds=crowd.seconds(now()))
        messages: Messages = [{"text": told}] if crowd.is_to_be_told else []
        return self._said(driver, task, question, messages, crowd.kept(task.slots))

    async def _at_the_desk(
        self, visit: Visit, task: Task, did: Incoming, question: Question
    ) -> Optional[Told]:
        """What the desk says to a button of its own or to what it waits for; None for everything else."""
        asker = Asker(visit.sender, visit.channel, procedure=task.slots.get("procedure"))
        waits = task.slots.get(WAITS)
        if did.kind == "callback":
            best = did.text.strip() or words()["any_time"]
            work: Work = partial(self._wishes.call, asker, did.phone, best, now())
        elif question.wish and not question.text:
            work = partial(self._pressed, question.wish, asker)
        elif waits and did.kind == "attachment":
            work = partial(self._petitions.attached, waits, did.text, asker, now())
        elif question.typed and (waits or self._petitions.knows(question.typed)):
            work = partial(self._typed, waits or "", question.typed, asker)
        else:
            return None
        return await self._safely(work)

    def _pressed(self, payload: str, asker: Asker) -> Optional[Told]:
        rooms = self._opinions, self._petitions, self._wishes
        return next((told for room in rooms if (told := room.pressed(payload, asker, now()))), None)

    def _typed(self, waits: str, text: str, asker: Asker) -> Optional[Told]:
        rooms = self._opinions, self._petitions, self._wishes
        said = (room.typed(waits, text, asker, now()) for room in rooms)
        return next(filter(None, said), None) or self._petitions.asked(text, asker, now())

    def _overheard(self, visit: Visit, task: Task, driver: Driver, question: Question) -> Answered:
        """While an officer speaks nothing is said; a rating is kept all the same."""
        asker = Asker(visit.sender, visit.channel)
        wish = question.wish
        told = None
        if wish:
            told = self._opinions.pressed(wish, asker, now()) or self._petitions.rated(wish, asker)
        return replace(self._said(driver, task, question, []), then=told.then if told else None)

    async def _safely(self, work: Work) -> Optional[Told]:
        """A wish that cannot be met is excused: the event must not come back for ever."""
        try:
            return await asyncio.to_thread(work)
        except Exception:
            logger.exception("a wish for the desk failed")
            return Told(apology(self._app))

    async def _answered(self, visit: Visit, task: Task, driver: Driver, question: Question) -> Answered:
        notices: Messages = [{"text": notice} for notice in question.notices]
        if question.again is not None:
            return replace(self._said(driver, task, question, []), again=question.again)
        if question.wish and not question.text and not notices:
            # A button of Rasa's own, '/ask_fee{…}': nobody else knew it.
            question = replace(question, text=question.wish)
        if not question.text:
            return self._said(driver, task, question, notices)
        with metrics.seconds.labels("turn").time():
            messages, slots = await self._turn(visit, task, driver, question.text)
        outcome = str((slots or {}).get("outcome") or "failed")
        metrics.turns.labels(visit.channel, outcome).inc()
        logs.steps.info("%s: turn ended, %s", visit.channel, outcome)
        if question.wish == OFFICER or outcome == "handoff":
            return await self._handed_over(visit, task, driver, question, slots)
        excuse = {"text": apology(self._app)}
        # Rasa excuses itself in the same words when the action server is away.
        if not messages or messages == [excuse]:
            messages = [excuse]
            await asyncio.to_thread(keep_unanswered, visit.channel, visit.sender, question.text)
        rates = asks_to_rate(slots or {}, visit.channel, self._opinions.agency)
        notice = "" if getattr(driver, "shows_notice", False) else await self._announcements.notice(now())
        if notice and task.slots.get(NOTICE_READ) != notice:
            notices = [{"text": notice}, *notices]
        if notice and slots is not None:
            slots = {**slots, NOTICE_READ: notice}
        said = [*notices, *_with_petition(messages, slots or {})]
        answered = self._said(driver, task, question, said, slots, asked=True, rates=rates)
        return await asyncio.to_thread(self._attaching.to, answered, driver, slots)

    async def _handed_over(
        self, visit: Visit, task: Task, driver: Driver, question: Question, slots: Optional[Slots]
    ) -> Answered:
        """The queue's answer stands instead of Rasa's, which only knows whom to telephone."""
        procedure = (slots or task.slots).get("procedure")
        asker = Asker(visit.sender, visit.channel, question.text, procedure)
        told = await self._safely(partial(self._wishes.officer, asker, now()))
        return self._told(driver, task, question, told or Told(apology(self._app)), slots, asked=True)

    async def _turn(
        self, visit: Visit, task: Task, driver: Driver, text: str
    ) -> tuple[Messages, Optional[Slots]]:
        """Rasa's messages and what the conversation remembers now; nothing when it failed."""
        if task.exhausted:
            logger.error("event %d ended its process %d times", task.event, task.attempts - 1)
            return [], None
        shown = asyncio.create_task(signs(driver, visit.address, LONGEST_TURN))
        try:
            async with self._pace.turn():
                turn = self._thinking.run(_ask(self._on_new_message, visit, task.slots, text))
                return await asyncio.wait_for(turn, LONGEST_TURN)
        except Exception:
            logger.exception("turn failed")
            return [], None
        finally:
            shown.cancel()

    def _told(
        self,
        driver: Driver,
        task: Task,
        question: Question,
        told: Told,
        slots: Optional[Slots] = None,
        asked: bool = False,
    ) -> Answered:
        """The desk's words, and what it waits for next."""
        buttons = [{"title": title, "payload": payload} for title, payload in told.buttons]
        messages: Messages = [{"text": told.text, "buttons": buttons}] if told.text else []
        kept = {name: value for name, value in (slots or task.slots).items() if name != WAITS}
        if told.waits:
            kept[WAITS] = told.waits
        return replace(self._said(driver, task, question, messages, kept, asked), then=told.then)

    def _forgotten(self, driver: Driver, task: Task) -> Answered:
        """Of the conversation nothing stays but its last word."""
        said = self._said(driver, task, None, [{"text": words()["forgotten"]}])
        return replace(said, leaving=True)

    def _said(
        self,
        driver: Driver,
        task: Task,
        question: Optional[Question],
        messages: Messages,
        slots: Optional[Slots] = None,
        asked: bool = False,
        rates: Optional[Rates] = None,
    ) -> Answered:
        drafts: list[Draft] = []
        offered: list[Button] = []
        lines = [Spoken("person", question.said)] if question else []
        for place, message in enumerate(messages, 1):
            # The last message asks whether all of them satisfied.
            rating = _pairs(rates.buttons) if rates and place == len(messages) else ()
            buttons = [
                Button(new_button(), one["title"], one["payload"])
                for one in _fitting(driver, message.get("buttons", ()), len(rating))
            ]
            shown = _pairs(buttons)
            text = message.get("text") or words()["choose"]
            drafts += _drafts(driver, text, (*shown, *rating))
            lines.append(Spoken("assistant", text, shown, rating))
            offered += buttons
        return Answered(
            task.event,
            tuple(drafts),
            tuple(offered),
            slots,
            lines=tuple(lines),
            key=task.key,
            asked_before=task.asked_before if asked else None,
            rates=rates,
        )


async def _ask(on_new_message: OnNewMessage, visit: Visit, slots: Slots, text: str) -> tuple[Messages, Slots]:
    # How the last turn ended must not be taken for how this one does.
    fresh = {name: value for name, value in slots.items() if name not in (WAITS, "outcome")}
    with remembering(visit.sender, fresh) as memory:
        messages = await ask(on_new_message, visit.channel, visit.sender, text)
    return messages, memory.slots


def _with_petition(messages: Messages, slots: Slots) -> Messages:
    """An answer about petitions ends with the way to send one here, before what else can be asked."""
    if "complaint" not in (slots.get("asked") or ()) or slots.get("outcome") != "answered":
        return messages
    here = {"title": petition_words()["send_here"], "payload": PETITION}
    last = messages[-1]
    return [*messages[:-1], {**last, "buttons": [here, *last.get("buttons", ())]}]


def _pairs(buttons: Sequence[Button]) -> tuple[tuple[str, str], ...]:
    return tuple((button.title, button.id) for button in buttons)


def _fitting(driver: Driver, suggestions: Sequence[Any], rating: int) -> Sequence[Any]:
    """As many suggestions as the channel shows beside the buttons that rate; choices are never cut."""
    most = getattr(driver, "most_buttons", None)
    return suggestions[: most - rating] if rating and most else suggestions


def _drafts(driver: Driver, text: str, buttons: tuple[tuple[str, str], ...] = ()) -> tuple[Draft, ...]:
    """Within the channel's limits before they are stored, so that each is one request and repeated alone."""
    return tuple(Draft(part.text, part.buttons) for part in driver.split(Outgoing(text, buttons)))
