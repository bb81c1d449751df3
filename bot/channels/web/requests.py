"""Requests of the page, read with suspicion."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Optional

from sanic.exceptions import PayloadTooLarge
from sanic.request import Request

from bot.desk.callbacks import number_in

# 10,000 characters, each written as six, and some room.
LARGEST = 65_536
# What a page may ask for by name: nobody types these.
COMMANDS = ("start", "help", "thutuc", "gopy", "phananh", "canbo", "roi", "xoadulieu")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Those that rate an answer begin with a star.
_BUTTON = re.compile(r"\*?[A-Za-z0-9_-]{1,16}")
_LONGEST_PHONE, _LONGEST_BEST = 40, 200


class Refused(Exception):
    """The request is answered with this status and the words of that name."""

    def __init__(self, status: int, word: str, retry_after: Optional[int] = None) -> None:
        super().__init__(f"{status} {word}")
        self.status = status
        self.word = word
        self.retry_after = retry_after


@dataclass(frozen=True)
class Sent:
    """One thing that the person did: the page's number of it, and what the driver will read."""

    id: str
    body: dict[str, Any]


async def read_message(request: Request) -> Sent:
    """A text, a pressed button with its title, or a command of the closed list."""
    given = await read_object(request)
    number = _field(given, "id", _ID)
    if "command" in given:
        if given["command"] not in COMMANDS:
            raise Refused(400, "bad_request")
        return Sent(number, {"kind": "command", "text": given["command"]})
    text = _text(given, "text")
    if "button" in given:
        return Sent(number, {"kind": "button", "text": text, "button": _field(given, "button", _BUTTON)})
    return Sent(number, {"kind": "text", "text": text})


async def read_callback(request: Request) -> Sent:
    """A wish to be called: the number, and when it suits."""
    given = await read_object(request)
    phone = number_in(_text(given, "phone")[:_LONGEST_PHONE])
    if phone is None:
        raise Refused(400, "bad_phone")
    body = {"kind": "callback", "phone": phone, "text": _text(given, "best")[:_LONGEST_BEST]}
    return Sent(_field(given, "id", _ID), body)


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object in the body. Raises Refused; never reads more than LARGEST bytes."""
    # A form of another site cannot send this type without the browser asking us first.
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "bad_request")
    try:
        found = json.loads(await read_body(request) or b"{}")
    except (ValueError, RecursionError):
        raise Refused(400, "bad_request") from None
    if not isinstance(found, dict):
        raise Refused(400, "bad_request")
    return found


def bearer(request: Request) -> str:
    """The session's token from its header; it never stands in an address, which would be logged."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Refused(401, "unknown_session")
    return token.strip()


def number(text: Optional[str], most: int = 2**62) -> int:
    """A whole number from 0 on; 0 for anything else."""
    return min(int(text), most) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _field(given: dict[str, Any], name: str, form: re.Pattern[str]) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise Refused(400, "bad_request")
    return value


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise Refused(400, "bad_request")
    return value


async def read_body(request: Request) -> bytes:
    """Never more than LARGEST bytes. Raises Refused."""
    stream = request.stream
    assert stream is not None
    stream.request_max_size = LARGEST
    try:
        return b"".join([chunk async for chunk in stream])
    except PayloadTooLarge:
        raise Refused(413, "too_large") from None
