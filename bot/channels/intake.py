"""What arrives, stored in as few transactions as there is time for: a channel waits 50 ms, not for its turn."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Optional

from bot.desk.door import Door
from bot.desk.inbox import Arrival
from bot.storage.tables import now

# In one transaction: a statement has room for so many values only.
_MOST = 64

Waiting = list[tuple[Arrival, "asyncio.Future[bool]"]]


class Intake:
    """Whatever comes while one transaction is written goes into the next, together."""

    def __init__(self, door: Door) -> None:
        self._door = door
        # Of its own: the other threads may all be busy with turns.
        self._thread = ThreadPoolExecutor(1, "intake")
        self._waiting: Waiting = []
        self._storing: Optional[asyncio.Task[None]] = None

    async def store(self, arrival: Arrival) -> bool:
        """Whether it is new, once it is stored. Raises when it cannot be."""
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, stored))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._drain())
        return await stored

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            if not await self._write(batch) and len(batch) > 1:
                # One that cannot be stored must not keep the others out.
                for one in batch:
                    await self._write([one])

    async def _write(self, batch: Waiting) -> bool:
        """False when all of it has to be tried one by one."""
        arrivals = [arrival for arrival, _ in batch]
        loop = asyncio.get_running_loop()
        try:
            told = await loop.run_in_executor(self._thread, self._door.receive_all, arrivals, now())
        except Exception as error:
            if len(batch) == 1:
                _settle(batch[0][1], error)
            return False
        for (_, stored), new in zip(batch, told, strict=True):
            _settle(stored, new)
        return True


def _settle(stored: asyncio.Future[bool], result: bool | Exception) -> None:
    """Whoever waited may have hung up."""
    if stored.done():
        return
    if isinstance(result, Exception):
        stored.set_exception(result)
    else:
        stored.set_result(result)
