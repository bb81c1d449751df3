"""Requests of the page, read with suspicion."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sanic.exceptions import PayloadTooLarge
from sanic.request import Request

# 10,000 characters, each written as six, and some room.
LARGEST = 65_536


class Refused(Exception):
    """The request is answered with this status and the words of that name."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(f"{status} {word}")
        self.status = status
        self.word = word


@dataclass(frozen=True)
class Ask:
    """One message: what was typed or the button's title, and the button's payload if one was pressed."""

    session: str
    text: str
    payload: str
    number: str


async def read_ask(request: Request) -> Ask:
    body = await read_object(request)
    values = [body.get(name, "") for name in ("session", "text", "payload", "id")]
    if not all(isinstance(value, str) for value in values):
        raise Refused(400, "bad_request")
    session, text, payload, number = values
    return Ask(session, text, payload, number[:64])


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object in the body. Raises Refused; never reads more than LARGEST bytes."""
    # A form of another site cannot send this type without the browser asking us first.
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "bad_request")
    try:
        found = json.loads(await _body(request) or b"{}")
    except (ValueError, RecursionError):
        raise Refused(400, "bad_request") from None
    if not isinstance(found, dict):
        raise Refused(400, "bad_request")
    return found


async def _body(request: Request) -> bytes:
    stream = request.stream
    assert stream is not None
    stream.request_max_size = LARGEST
    try:
        return b"".join([chunk async for chunk in stream])
    except PayloadTooLarge:
        raise Refused(413, "too_large") from None
