"""Between the channels and Rasa: drains the inbox, runs turns, fills and empties the outbox.

One per server process, shared by all its messaging channels; several processes share the work through the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from secrets import token_hex
from time import monotonic
from typing import Any, Optional

from sanic import Blueprint, Sanic

from bot import logs, metrics
from bot.catalogue.authority import authority
from bot.channels.aside import Aside
from bot.channels.attaching import Attaching
from bot.channels.driver import Driver, Event, Outgoing, Undelivered
from bot.channels.heads import refuse_odd_heads
from bot.channels.intake import Intake
from bot.channels.replies import Replies
from bot.channels.turns import OnNewMessage
from bot.channels.words import words
from bot.desk.door import HOLD, Door, Job, Outcome, Visit
from bot.desk.inbox import Answered, Arrival, Task
from bot.desk.keeping import terms
from bot.desk.opinions import Opinions
from bot.desk.outbox import Refused, Sent, Words
from bot.desk.petitioning import Petitioning
from bot.desk.seal import Seal
from bot.desk.wishes import Wishes
from bot.settings import Settings
from bot.storage.outbox import Letter
from bot.storage.tables import now

logger = logging.getLogger(__name__)

# Conversations worked at together: eight keep one processor core busy, and more would only wait for one another.
# Those at which nothing has moved for so many seconds, because a service hangs, make room for others.
MOST_VISITS = 8
_STUCK = 2.0
_MOST_STUCK = 24
# Seconds between looks for what other processes stored, and for what waited to be sent again.
_LOOK = 1.0
_RENEW = HOLD.total_seconds() / 5
_TIDY = 3600.0
_SILENCE = 60.0
_LONGEST_SENDING = 60.0
# Seconds given to what is under way when the server is told to stop.
_FAREWELL = 10.0


class Departure:
    """Called by a driver right before the request of its letter is written."""

    def __init__(self, note: Callable[[], None]) -> None:
        self._note = note
        self.was_told = False

    def __call__(self) -> None:
        self._note()
        self.was_told = True


class Gateway:
    """Made by `serve_with`; connectors use `receive` alone."""

    def __init__(self, app: Sanic, on_new_message: OnNewMessage, settings: Settings) -> None:
        own = Words(words()["cut_off"], words()["again"])
        self._drivers: dict[str, Driver] = {}
        seal = Seal(settings.secret)
        self._door = Door(settings.database_url, seal, own)
        self._intake = Intake(self._door)
        self._thinking = Aside("turns")
        self._authority = authority(settings)
        wishes = Wishes(settings, seal)
        opinions = Opinions(settings.agency)
        self._attaching = Attaching(settings)
        self._replies = Replies(
            app,
            on_new_message,
            self._door,
            self._thinking,
            wishes,
            opinions,
            Petitioning(settings, seal),
            self._authority,
            self._attaching,
            settings.messages_per_minute,
        )
        self._work = asyncio.Event()
        self._visits: dict[asyncio.Task[None], Visit] = {}
        self._moved: dict[Visit, float] = {}
        self._duties: list[asyncio.Task[None]] = []
        self._stopping = False

    def add(self, driver: Driver) -> None:
        self._drivers[driver.name] = driver
        if getattr(driver, "repeatable", False):
            self._door.repeatable.add(driver.name)

    async def receive(self, channel: str, event: Event) -> bool:
        """Store a verified event; False when it had arrived before. Raises when it cannot: then do not say 200."""
        arrival = Arrival(channel, event.key, event.person, event.address, event.body)
        new = await self._intake.store(arrival)
        if new:
            metrics.events.labels(channel).inc()
            self._work.set()
        return new

    async def start(self) -> None:
        """Once, however many channels ask for it."""
        if not self._duties:
            self._duties = [
                asyncio.create_task(duty)
                for duty in (
                    self._take_up(),
                    self._every(_RENEW, self._renew),
                    self._every(_TIDY, self._tidy),
                    self._every(_SILENCE, self._return_unanswered),
                )
            ]

    async def stop(self) -> None:
        """Finish what is under way, leave the rest to the next process."""
        if self._stopping or not self._duties:
            return
        self._stopping = True
        self._duties[0].cancel()
        if self._visits:
            await asyncio.wait(self._visits, timeout=_FAREWELL)
        for task in (*self._visits, *self._duties):
            task.cancel()
        self._thinking.stop()

    async def _take_up(self) -> None:
        """Claims conversations with something to do, as long as there is room for more."""
        while True:
            self._work.clear()
            room = self._room()
            claimed = await self._claim(room) if room else []
            for visit in claimed:
                task = asyncio.create_task(self._visit(visit))
                self._visits[task] = visit
                self._moved[visit] = monotonic()
                task.add_done_callback(self._leave)
            if len(claimed) < room or not room:
                await _either(self._work, _LOOK)

    def _room(self) -> int:
        """For how many conversations more there is."""
        stuck = sum(monotonic() - moved > _STUCK for moved in self._moved.values())
        return MOST_VISITS + min(stuck, _MOST_STUCK) - len(self._visits)

    async def _claim(self, room: int) -> list[Visit]:
        try:
            return await asyncio.to_thread(self._door.claim, tuple(self._drivers), room, now())
        except Exception as error:
            logger.error("inbox not readable: %s", error)
            return []

    def _leave(self, task: asyncio.Task[None]) -> None:
        del self._moved[self._visits.pop(task)]
        self._work.set()

    async def _visit(self, visit: Visit) -> None:
        """One job of the conversation after another, until there is none left."""
        driver = self._drivers[visit.channel]
        outcome: Optional[Outcome] = None
        try:
            while (job := await self._step(visit, outcome)) is not None:
                self._moved[visit] = monotonic()
                logs.turn.set(str(job.event or ""))
                if isinstance(job, Letter):
                    outcome = await self._delivered(driver, visit, job)
                else:
                    outcome = await self._replied(visit, job, driver)
        except Exception:
            # Held until its time is over, then taken up again.
            logger.exception("%s: visit broken off", visit.sender)

    async def _replied(self, visit: Visit, task: Task, driver: Driver) -> Answered:
        logs.steps.info("%s: event taken up, attempt %d", visit.channel, task.attempts)
        answered = await self._replies.to(visit, task, driver)
        if answered.drafts and task.at:
            metrics.seconds.labels("answer").observe(max(0.0, (now() - task.at).total_seconds()))
        logs.steps.info("%s: event answered with %d letters", visit.channel, len(answered.drafts))
        return answered

    async def _delivered(self, driver: Driver, visit: Visit, letter: Letter) -> Sent | Refused:
        with metrics.seconds.labels("delivery").time():
            outcome = await self._deliver(driver, visit, letter)
        result = _result(outcome)
        metrics.deliveries.labels(visit.channel, result).inc()
        logs.steps.info("%s: letter %d %s, attempt %d", visit.channel, letter.id, result, letter.attempts)
        return outcome

    async def _deliver(self, driver: Driver, visit: Visit, letter: Letter) -> Sent | Refused:
        """One request to the channel. What has departed and is not surely refused counts as perhaps arrived."""
        if not visit.address:
            return Refused(letter, "address unreadable: MOTCUA_SECRET was changed", permanent=True)
        form = await asyncio.to_thread(self._attaching.forms.whole, letter.attachment or {})
        if letter.attachment and form is None:
            return Refused(letter, "the form is no longer in MOTCUA_FORMS", permanent=True)
        departure = Departure(partial(self._door.departs, letter))
        message = replace(_fitted(driver, letter), key=str(letter.id), departs=departure, attachment=form)
        try:
            if not getattr(driver, "tells_departure", False):
                departure()
            sent = await asyncio.wait_for(driver.send(visit.address, message), _LONGEST_SENDING)
            return Sent(letter, sent)
        except Undelivered as error:
            return Refused(letter, error.reason, error.permanent, error.retry_after, error.uncertain)
        except Exception as error:
            # Not its text, which may contain an address or a token.
            logger.error("letter %d not confirmed: %s", letter.id, type(error).__name__)
            return Refused(letter, type(error).__name__, uncertain=departure.was_told)

    async def _step(self, visit: Visit, outcome: Optional[Outcome]) -> Optional[Job]:
        """What came of the last job must not be lost because the database is away for a moment."""
        for pause in (0.2, 1.0, 3.0):
            try:
                return await asyncio.to_thread(self._door.step, visit, outcome, now(), not self._stopping)
            except Exception as error:
                logger.error("%s: not written yet: %s", visit.sender, error)
                await asyncio.sleep(pause)
        return await asyncio.to_thread(self._door.step, visit, outcome, now(), not self._stopping)

    async def _renew(self) -> None:
        if self._visits:
            await asyncio.to_thread(self._door.renew, list(self._visits.values()), now())
        await asyncio.to_thread(self._door.let_go_of_the_gone)

    async def _tidy(self) -> None:
        settings = await asyncio.to_thread(lambda: self._authority.settings)
        await asyncio.to_thread(self._door.tidy, now(), terms(settings))

    async def _return_unanswered(self) -> None:
        """Nobody is left alone with an officer who does not answer."""
        settings = await asyncio.to_thread(lambda: self._authority.settings)
        patience = timedelta(minutes=settings.pause_minutes)
        await asyncio.to_thread(self._door.return_unanswered, patience, now())

    async def _every(self, seconds: float, duty: Any) -> None:
        while True:
            try:
                await duty()
            except Exception as error:
                logger.error("%s not done: %s", duty.__name__, error)
            await asyncio.sleep(seconds)


def _result(outcome: Sent | Refused) -> str:
    """For /metrics: 'sent', 'refused' for good, 'unsure' whether it arrived, or 'again': to be tried once more."""
    if isinstance(outcome, Sent):
        return "sent"
    if outcome.uncertain:
        return "unsure"
    return "refused" if outcome.is_final else "again"


def _fitted(driver: Driver, letter: Letter) -> Outgoing:
    """As the channel shows it. Replies to an event are split before they are stored; what answers none is short."""
    message = Outgoing(letter.text, letter.buttons)
    parts = driver.split(message) if letter.event is None else [message]
    return parts[0] if len(parts) == 1 else message


async def _either(work: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(work.wait(), seconds)
    except asyncio.TimeoutError:
        return


def with_secret(settings: Settings) -> Settings:
    """For what works without MOTCUA_SECRET: where none is given, one that ends with this process."""
    return settings if settings.secret else replace(settings, secret=_momentary_secret())


@cache
def _momentary_secret() -> str:
    logger.warning("MOTCUA_SECRET is not set: conversations of the web page end when this process does")
    return token_hex(32)


def gateway_of(app: Sanic) -> Gateway:
    """The process's gateway, once the server has started."""
    found: Gateway = app.ctx.gateway
    return found


def serve_with(routes: Blueprint, on_new_message: OnNewMessage, driver: Driver) -> None:
    """Give a channel's driver to the process's gateway, which starts and stops with the server."""
    refuse_odd_heads(routes)

    @routes.listener("before_server_start")
    async def join(app: Sanic, _: Any) -> None:
        settings = Settings.from_env()
        if getattr(driver, "momentary", False):
            settings = with_secret(settings)
        else:
            # Also where another channel came first that can do without.
            Seal(settings.secret)
        if not hasattr(app.ctx, "gateway"):
            app.ctx.gateway = Gateway(app, on_new_message, settings)
        gateway_of(app).add(driver)

    @routes.listener("after_server_start")
    async def start(app: Sanic, _: Any) -> None:
        await gateway_of(app).start()

    @routes.listener("before_server_stop")
    async def stop(app: Sanic, _: Any) -> None:
        await gateway_of(app).stop()
