"""Many people at once, each waiting for the answer before asking on."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from typing import Any

import aiohttp

from benchmarks.measure import percentile, spread

# A conversation of this many turns, then a new person comes.
_TURNS_EACH = 4


async def load(address: str, questions: Sequence[str], clients: int, turns: int) -> dict[str, Any]:
    """`turns` in all, by so many clients: times, turns a second, and how many were answered by nothing."""
    waiting = list(itertools.islice(itertools.cycle(questions), turns))
    shares = [waiting[at::clients] for at in range(clients)]
    timeout = aiohttp.ClientTimeout(total=300)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as session:
        begun = time.perf_counter()
        each = await asyncio.gather(
            *(_client(session, address, f"{clients}-{at}", share) for at, share in enumerate(shares))
        )
        seconds = time.perf_counter() - begun
    done = [turn for one in each for turn in one]
    times = [spent for spent, _ in done]
    return {
        "clients": clients,
        **spread(times),
        "p99": round(percentile(times, 0.99), 3),
        "turns_per_second": round(len(done) / seconds, 1),
        # Policies may decide to say nothing; such a turn costs as much as another.
        "without_words": sum(not answered for _, answered in done),
    }


async def _client(
    session: aiohttp.ClientSession, address: str, name: str, questions: Sequence[str]
) -> list[tuple[float, bool]]:
    done = []
    for number, question in enumerate(questions):
        sender = f"bench-{name}-{number // _TURNS_EACH}"
        begun = time.perf_counter()
        async with session.post(address, json={"sender": sender, "message": question}) as reply:
            reply.raise_for_status()
            answered = bool(await reply.json())
        done.append(((time.perf_counter() - begun) * 1000, answered))
    return done
