"""The page as a channel of the door. Nothing is transported: what is said stands in the transcript, streams read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.channels.driver import Incoming, Outgoing

CHANNEL = "web"


class WebDriver:
    """`wake` is told the person's number when there is something new for him."""

    name = CHANNEL
    repeatable = True
    # The page is served without MOTCUA_SECRET, too: see bot.channels.gateway.serve_with.
    momentary = True
    # In its head, for as long as it holds.
    shows_notice = True

    def __init__(self, wake: Callable[[str], None]) -> None:
        self._wake = wake

    def read(self, body: dict[str, Any]) -> Incoming:
        return Incoming(**body)

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        return [message]

    async def taken(self, address: str, body: dict[str, Any]) -> None:
        """Streams see by themselves that an answer takes longer."""

    async def working(self, address: str) -> None:
        self._wake(address)

    async def send(self, address: str, message: Outgoing) -> str:
        self._wake(address)
        return message.key
