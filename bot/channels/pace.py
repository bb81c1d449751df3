"""How many turns compute at once: more would answer nobody sooner and keep waiting what arrives meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# All of them share one processor core with what is taken in and sent.
MOST = 2
# Seconds after which a turn is taken to wait for somebody else, such as an action server that hangs.
LONG = 2.0


class Pace:
    """Of one process."""

    def __init__(self, most: int = MOST, long: float = LONG) -> None:
        self._room = asyncio.Semaphore(most)
        self._long = long

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Begins when there is room; whoever takes long makes room for the next."""
        await self._room.acquire()
        inside = True

        def leave() -> None:
            nonlocal inside
            if inside:
                inside = False
                self._room.release()

        timer = asyncio.get_running_loop().call_later(self._long, leave)
        try:
            yield
        finally:
            timer.cancel()
            leave()
