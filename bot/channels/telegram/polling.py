"""Long polling, for machines without a public address: one process at a time asks, the others stand by."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, Optional

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.client import Client
from bot.channels.telegram.failures import undelivered
from bot.desk.lease import Lease
from bot.errors import StorageError
from bot.storage.tables import now

logger = logging.getLogger(__name__)

# Seconds that Telegram waits for something to tell; the lease lasts longer than a whole request.
WAIT = 10
_STAND_BY = 2.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
# Somebody must stop the other poller, delete the webhook or put the token right.
_NEEDS_HANDS = 10.0

Receive = Callable[[Any], Awaitable[None]]


class Poller:
    """Asks for updates until it is cancelled; each is stored before Telegram hears that it arrived."""

    def __init__(self, client: Client, lease: Lease, receive: Receive) -> None:
        self._client = client
        self._lease = lease
        self._receive = receive
        self._offset: Optional[int] = None
        self._told = ""

    async def run(self) -> None:
        pause = 0.0
        try:
            while True:
                await asyncio.sleep(pause)
                pause = await self._round(pause)
        finally:
            await asyncio.to_thread(self._lease.give_back)

    async def _round(self, before: float) -> float:
        """One request, if it is ours to make; gives the seconds until the next."""
        try:
            if not await asyncio.to_thread(self._lease.hold, now()):
                self._offset = None
                self._tell("another process is polling, this one stands by")
                return _STAND_BY
            return await self._ask()
        except StorageError as error:
            # What was not stored comes again with the next request.
            logger.error("updates not stored: %s", error)
        except TelegramError as error:
            return self._after(error, before)
        except Exception as error:
            # An answer of a form that nobody expected; not its text, which may be somebody's words.
            logger.error("telegram: updates not read: %s", type(error).__name__)
        return _longer(before)

    async def _ask(self) -> float:
        began = monotonic()
        updates = await self._client.updates(self._offset, WAIT)
        self._tell("polling")
        for update in updates:
            await self._take(update)
        # Some servers of the Bot API answer at once that there is nothing.
        return 0.0 if updates or monotonic() - began > _FIRST_PAUSE else _FIRST_PAUSE

    async def _take(self, update: dict[str, Any]) -> None:
        try:
            await self._receive(update)
        except StorageError:
            raise
        except Exception as error:
            # One that cannot be handled must not come again for ever; its text may be somebody's words.
            logger.error("telegram: update dropped: %s", type(error).__name__)
        self._offset = int(update["update_id"]) + 1

    def _after(self, error: TelegramError, before: float) -> float:
        if isinstance(error, Conflict):
            self._tell(
                "Telegram refuses: a webhook is set or another machine polls this bot. "
                "Cure: bot channel telegram info, bot channel telegram delete-webhook",
                logging.ERROR,
            )
            return _NEEDS_HANDS
        if isinstance(error, InvalidToken):
            self._tell("Telegram does not know MOTCUA_TELEGRAM_TOKEN", logging.ERROR)
            return _NEEDS_HANDS
        failure = undelivered(error)
        self._tell(f"Telegram not reached: {failure.reason}", logging.WARNING)
        return failure.retry_after or _longer(before)

    def _tell(self, what: str, level: int = logging.INFO) -> None:
        """Once, until it changes."""
        if what != self._told:
            logger.log(level, "telegram: %s", what)
            self._told = what


def _longer(pause: float) -> float:
    return min(max(_FIRST_PAUSE, 2 * pause), _LONGEST_PAUSE)
