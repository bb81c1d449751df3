"""Requests in a thread of their own: one costs as much time as taking several messages in."""

from __future__ import annotations

from typing import Any

from telegram.request import HTTPXRequest

from bot.channels.aside import Aside


class ApartRequest(HTTPXRequest):
    """As the library makes them, with the connections and all work on them in `aside`."""

    def __init__(self, aside: Aside, **options: Any) -> None:
        super().__init__(**options)
        self._aside = aside

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        return await self._aside.run(super().do_request(*given, **named))

    async def shutdown(self) -> None:
        await self._aside.run(super().shutdown())
