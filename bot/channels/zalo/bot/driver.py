"""The channel `zalo_bot` as the gateway uses it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeVar

from bot.channels.driver import Incoming, Outgoing, Undelivered
from bot.channels.zalo.bot import events
from bot.channels.zalo.bot.client import TIMEOUT_CODE, Client, Refused
from bot.channels.zalo.http import NotReached, Unanswered
from bot.channels.zalo.text import numbered, pieces, plain

logger = logging.getLogger(__name__)

NAME = "zalo_bot"
_THREADS = 8
# 403 is documented as a server's error, not as a refusal.
_PERMANENT = (400, 404)
Answer = TypeVar("Answer")


class BotDriver:
    """Plain text and numbered menus: the platform has no buttons."""

    name = NAME
    numbered = True
    tells_departure = True

    def __init__(self, client: Client) -> None:
        self._client = client
        # Not the loop's own threads: a slow Zalo must not hold up the database.
        self._threads = ThreadPoolExecutor(_THREADS, "zalo-bot")

    def read(self, body: dict[str, Any]) -> Incoming:
        return events.incoming(body)

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        """Choices written out as a list; they stay on the last part, so that a number typed finds its choice."""
        text = plain(message.text)
        if message.buttons:
            text = numbered(text, [title for title, _ in message.buttons])
        *before, last = map(Outgoing, pieces(text) or [""])
        return [*before, replace(last, buttons=message.buttons)]

    async def taken(self, address: str, body: dict[str, Any]) -> None:
        """Nothing to acknowledge: there are no buttons."""

    async def working(self, address: str) -> None:
        try:
            await self._off_loop(lambda: self._client.typing(address))
        except (Refused, NotReached, Unanswered) as error:
            logger.info("no typing sign: %s", error)

    async def send(self, address: str, message: Outgoing) -> str:
        try:
            return await self._off_loop(lambda: self._client.send(address, message.text, message.departs))
        except Refused as refused:
            raise _undelivered(refused) from None
        except NotReached as error:
            raise Undelivered(f"không kết nối được Zalo Bot ({error})") from None
        except Unanswered as error:
            raise Undelivered(f"Zalo Bot không trả lời ({error})", uncertain=True) from None

    async def _off_loop(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _undelivered(refused: Refused) -> Undelivered:
    if refused.code == 401:
        logger.error("Zalo Bot refuses the token of MOTCUA_ZALO_BOT_TOKEN")
    return Undelivered(
        str(refused),
        permanent=refused.code in _PERMANENT,
        retry_after=refused.wait,
        uncertain=refused.code == TIMEOUT_CODE,
    )
