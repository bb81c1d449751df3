"""Requests of strangers: bounded in size, and counted when they are dropped."""

from __future__ import annotations

import logging
from collections import Counter

from sanic import Blueprint, response
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)


class Dropped:
    """How many requests came to nothing, by reason. Told at the 1st, 2nd, 4th, 8th …: not every one is a line."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.counts: Counter[str] = Counter()

    def add(self, reason: str) -> None:
        self.counts[reason] += 1
        count = self.counts[reason]
        if count & (count - 1) == 0:
            logger.warning("%s: %d requests dropped so far: %s", self._channel, count, reason)


def add_health(routes: Blueprint, dropped: Dropped) -> None:
    """At / as Rasa's own channels have it, and at /health: what this process has dropped."""

    async def health(request: Request) -> HTTPResponse:
        return response.json({"status": "ok", "dropped": dict(dropped.counts)})

    routes.add_route(health, "/", name="root")
    routes.add_route(health, "/health")


async def raw_body(request: Request, largest: int) -> bytes | None:
    """The bytes received; None when they are more than `largest`. The route must be a streaming one."""
    stream = request.stream
    assert stream is not None
    stream.request_max_size = largest
    try:
        return b"".join([chunk async for chunk in stream])
    except PayloadTooLarge:
        return None
