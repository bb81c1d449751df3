"""Telegram as the gateway uses it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Optional

from telegram.error import ChatMigrated, Forbidden, TelegramError

from bot.channels.driver import Incoming, Outgoing
from bot.channels.telegram import marks, payloads
from bot.channels.telegram.client import Client, Keyboard
from bot.channels.telegram.failures import undelivered
from bot.channels.telegram.mentions import Me
from bot.channels.telegram.payloads import Place
from bot.channels.telegram.pieces import split
from bot.channels.telegram.words import words
from bot.channels.words import words as channel_words
from bot.desk.forms import Attachment
from bot.desk.outbox import RATES

logger = logging.getLogger(__name__)

# Two short titles stand side by side on a phone of 360 pixels; a longer one has the row to itself.
_SHORT = 16
# More is not shown on a phone, and the whole keyboard must fit into some kilobytes.
_LONGEST_TITLE = 100
# https://core.telegram.org/bots/api#senddocument
_LARGEST_FILE = 50_000_000


class TelegramDriver:
    """`me` grows a name once Telegram has told it; `gone` hears of addresses that refuse us for good."""

    name = "telegram"
    tells_departure = True
    gone: Optional[Callable[[str], Awaitable[None]]] = None

    def __init__(self, client: Client, me: Me) -> None:
        self._client = client
        self.me = me

    def read(self, body: dict[str, Any]) -> Incoming:
        return payloads.read(body, self.me)

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        pieces = split(message.text) or [str(channel_words()["choose"])]
        *before, last = (Outgoing(piece) for piece in pieces)
        return [*before, replace(last, buttons=message.buttons)]

    async def taken(self, address: str, body: dict[str, Any]) -> None:
        query, place = payloads.query_of(body), payloads.place(body)
        if not query:
            return
        both = [self._client.acknowledge(query)]
        # A rating may be changed, and the answer rated after one of its suggestions was taken.
        if place is not None and not payloads.pressed(body).startswith(RATES):
            both.append(self._client.leave_keyboard(place, payloads.rating(body)))
        await asyncio.gather(*map(_try, both))

    async def refuse(self, body: dict[str, Any]) -> None:
        """A button of the answer to somebody else stays for him."""
        await _try(self._client.acknowledge(payloads.query_of(body), words()["anothers_button"]))

    async def working(self, address: str) -> None:
        await _try(self._client.type(Place.read(address)))

    async def send(self, address: str, message: Outgoing) -> str:
        place = Place.read(address)
        try:
            try:
                return await self._send(place, message)
            except ChatMigrated as moved:
                # The group has become a supergroup and its number has changed; messages of before are elsewhere.
                return await self._send(Place(moved.new_chat_id), message)
        except TelegramError as error:
            if isinstance(error, Forbidden) and self.gone is not None:
                await self.gone(address)
            # Not chained: what it came from may quote the address, in which the token stands.
            raise undelivered(error) from None

    def takes(self, form: Attachment, size: int) -> bool:
        return size <= _LARGEST_FILE

    async def _send(self, place: Place, message: Outgoing) -> str:
        text, found = marks.read(message.text)
        if message.attachment is not None:
            content = await asyncio.to_thread(Path(message.attachment.path).read_bytes)
            return str(
                await self._client.send_file(place, message.attachment.name, content, text, message.departs)
            )
        rows = keyboard(message.buttons)
        return str(await self._client.send(place, text, found, rows, message.departs))


def keyboard(buttons: Sequence[tuple[str, str]]) -> Keyboard:
    """Rows of buttons: short titles in pairs, in the order given."""
    rows: list[list[tuple[str, str]]] = []
    for title, data in buttons:
        shown = title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
        before = rows[-1] if rows else []
        short = len(before) == 1 and max(len(before[0][0]), len(shown)) <= _SHORT
        # The two that rate stand together, apart from what can be asked next.
        if short and before[0][1].startswith(RATES) == data.startswith(RATES):
            rows[-1].append((shown, data))
        else:
            rows.append([(shown, data)])
    return rows


async def _try(call: Awaitable[None]) -> None:
    """Courtesies: their failure changes nothing for the answer."""
    try:
        await call
    except TelegramError as error:
        logger.info("courtesy refused: %s", undelivered(error).reason)
