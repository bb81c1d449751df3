"""The connector's own tasks, without a server."""

from __future__ import annotations

import asyncio

from bot.channels.telegram.connector import end


def test_a_task_that_loses_its_first_cancellation_is_ended_all_the_same() -> None:
    """As anyio may do when it is connecting at that moment."""
    cancelled: list[int] = []

    async def deaf() -> None:
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancelled.append(1)
                if len(cancelled) > 1:
                    raise

    async def work() -> None:
        task = asyncio.create_task(deaf())
        await asyncio.sleep(0)
        await asyncio.wait_for(end({task}), 10)

    asyncio.run(work())
    assert len(cancelled) == 2
