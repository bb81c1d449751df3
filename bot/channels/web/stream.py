"""What is said reaches the page: as a stream of events, or as answers to whoever waits."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Protocol

from bot.channels.web.audience import Audience, Ear
from bot.channels.web.showing import Shown
from bot.channels.words import words

# Proxies close what is silent for half a minute or a minute.
PING = 15.0
LONGEST_WAIT = 25
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
TYPE = "text/event-stream; charset=utf-8"


class Sink(Protocol):
    async def send(self, data: str) -> None: ...


async def pour(audience: Audience, ear: Ear, sink: Sink) -> None:
    """Everything new, until the page hangs up, the conversation is forgotten or the server stops."""
    await sink.send(": ping\n\n")
    state: Any = None
    while not audience.is_over:
        shown = await audience.hear(ear)
        for line in shown.lines:
            await sink.send(f"id: {line['number']}\n{event('line', line)}")
        if shown.forgotten:
            await sink.send(event("forgotten", farewell()))
            return
        if shown.state != state:
            state = shown.state
            await sink.send(event("state", state))
        while not await stirred(ear, PING):
            await sink.send(": ping\n\n")


async def wait_for(audience: Audience, ear: Ear, seconds: float) -> Shown:
    """What is new at once, or as soon as there is something, or nothing when the time is over."""
    shown = await audience.hear(ear)
    if shown.lines or shown.forgotten or seconds <= 0:
        return shown
    state = shown.state
    until = asyncio.get_running_loop().time() + seconds
    while (left := until - asyncio.get_running_loop().time()) > 0 and not audience.is_over:
        await stirred(ear, left)
        shown = await audience.hear(ear)
        if shown.lines or shown.forgotten or shown.state != state:
            break
    return shown


def event(name: str, data: Any) -> str:
    # JSON writes line breaks as \n, so that one line holds it.
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def farewell() -> dict[str, str]:
    return {"message": words()["forgotten"]}


async def stirred(ear: Ear, seconds: float) -> bool:
    """False when nothing happened in that time."""
    try:
        await asyncio.wait_for(ear.stirred.wait(), seconds)
    except asyncio.TimeoutError:
        return False
    return True
