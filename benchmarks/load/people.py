"""Visitors of the web page, each waiting for the answer before asking on; from the question to the answer heard."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from typing import Any

import aiohttp

from benchmarks.measure import percentile, spread

# A conversation of this many turns, then a new person comes: below the page's limit for one person.
_TURNS_EACH = 4
# Of one request that waits for the answer, in seconds.
_WAIT = 20


async def talk(addresses: Sequence[str], questions: Sequence[str], people: int, turns: int) -> dict[str, Any]:
    """`turns` in all by so many people, spread evenly over the servers."""
    waiting = list(itertools.islice(itertools.cycle(questions), turns))
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=60), connector=aiohttp.TCPConnector(limit=0)
    ) as session:
        begun, cpu = time.perf_counter(), time.process_time()
        each = await asyncio.gather(
            *(_person(session, addresses[at % len(addresses)], waiting[at::people]) for at in range(people))
        )
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    times = [spent for one in each for spent in one]
    return {
        "people": people,
        "servers": len(addresses),
        **spread(times),
        "p99": round(percentile(times, 0.99), 3),
        "turns_per_second": round(len(times) / seconds, 1),
        # What the people themselves cost of the machine that they share with the servers, in processors.
        "own_processors": round(cpu / seconds, 2),
    }


async def _person(session: aiohttp.ClientSession, address: str, questions: Sequence[str]) -> list[float]:
    web, times, seen, own = f"{address}/webhooks/web", [], 0, {}
    for number, question in enumerate(questions):
        if number % _TURNS_EACH == 0:
            async with session.post(f"{web}/session", json={}) as reply:
                seen, own = 0, {"Authorization": f"Bearer {(await reply.json())['session']}"}
        begun = time.perf_counter()
        async with session.post(
            f"{web}/message", json={"id": str(number), "text": question}, headers=own
        ) as reply:
            reply.raise_for_status()
        seen = await _heard(session, web, own, seen)
        times.append((time.perf_counter() - begun) * 1000)
    return times


async def _heard(session: aiohttp.ClientSession, web: str, own: dict[str, str], seen: int) -> int:
    """The number of the last line of the answer; its lines are written together."""
    while True:
        asked = {"after": str(seen), "wait": str(_WAIT)}
        async with session.get(f"{web}/lines", params=asked, headers=own) as reply:
            reply.raise_for_status()
            lines = (await reply.json())["lines"]
        seen = max([seen, *(line["number"] for line in lines)])
        if any(line["author"] == "assistant" for line in lines):
            return seen
