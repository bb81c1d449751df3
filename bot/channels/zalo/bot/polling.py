"""Long polling: for machines without a public address. One process at a time asks for updates."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import blake2b
from threading import Thread
from typing import Any, TypeVar

from bot.channels.driver import Event
from bot.channels.zalo.bot import events
from bot.channels.zalo.bot.client import Client, Refused
from bot.channels.zalo.bot.events import Malformed
from bot.channels.zalo.http import NotReached, Unanswered
from bot.desk.lease import Lease
from bot.errors import StorageError

logger = logging.getLogger(__name__)

# Seconds that the platform holds a request open. Whoever stops waits for the one under way: the platform hands
# an update out once, and what it answers to a request that nobody reads is lost.
WAIT = 10
# Longer than one request can last, so that nobody takes over while it is under way.
_LEASE = timedelta(seconds=60)
_LOOK = 5.0
Answer = TypeVar("Answer")
_PAUSES = (1.0, 5.0, 15.0, 30.0)


@dataclass
class Poller:
    """Asks, hands over, asks again; `receive` returns once the event is stored."""

    client: Client
    receive: Callable[[Event], Awaitable[Any]]
    database_url: str
    wait: int = WAIT
    look: float = _LOOK
    _failures: int = 0
    _asks: bool = False

    def __post_init__(self) -> None:
        self._stopped = asyncio.Event()
        # By the bot, without telling its token.
        bot = blake2b(self.client.token.encode(), digest_size=8).hexdigest()
        self._lease = Lease(self.database_url, f"zalo bot {bot}", _LEASE)

    async def run(self) -> None:
        """Until told to stop."""
        while not self._stopped.is_set():
            await self._once()
        await asyncio.to_thread(self._lease.give_back)

    def stop(self) -> None:
        self._stopped.set()

    async def _once(self) -> None:
        try:
            if not await asyncio.to_thread(self._lease.hold, datetime.now(timezone.utc)):
                self._asks = False
                return await self._rest(self.look)
            update = await _aside(self._ask)
        except (Refused, NotReached, Unanswered, StorageError) as error:
            logger.warning("no updates from Zalo Bot: %s", error)
            return await self._pause()
        self._failures = 0
        if update is not None:
            await self._hand_over(update)

    def _ask(self) -> dict[str, Any] | None:
        if not self._asks:
            # The platform gives no updates away while it has a webhook.
            self.client.delete_webhook()
            self._asks = True
        return self.client.update(self.wait)

    async def _hand_over(self, update: dict[str, Any]) -> None:
        """The platform hands an update out once: until it is stored, nothing else is asked for."""
        try:
            event = events.event(events.unwrapped(update))
        except Malformed:
            logger.warning("an update that is none")
            return
        while event is not None:
            try:
                await self.receive(event)
                return
            except StorageError as error:
                logger.error("an update could not be stored yet: %s", error)
                if self._stopped.is_set():
                    return
                await self._pause()

    async def _pause(self) -> None:
        pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
        self._failures += 1
        await self._rest(pause)

    async def _rest(self, seconds: float) -> None:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), seconds)


async def _aside(work: Callable[[], Answer]) -> Answer:
    """In a thread that does not keep the process from ending: a request for updates may last half a minute."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Answer] = loop.create_future()

    def settle(result: Answer | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        future.set_exception(error) if error else future.set_result(result)  # type: ignore[arg-type]

    def carry_out() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as failed:
            error = failed
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    Thread(target=carry_out, name="zalo-poll", daemon=True).start()
    return await future
