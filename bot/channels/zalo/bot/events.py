"""Updates of the Bot Platform, from its webhook or from long polling."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any

from bot.channels.driver import Event, Incoming
from bot.channels.zalo.text import typed

LARGEST = 65_536
_LONGEST_ID = 128
_ATTACHMENTS = {"image": "image", "sticker": "sticker", "voice": "voice"}


class Malformed(Exception):
    """Not an update."""


def parse(raw: bytes) -> dict[str, Any]:
    """The update in a webhook's body. Raises Malformed."""
    try:
        return unwrapped(json.loads(raw, parse_int=str, parse_float=str))
    except (ValueError, RecursionError) as error:
        raise Malformed(type(error).__name__) from None


def unwrapped(body: Any) -> dict[str, Any]:
    """The update with or without the envelope {"ok": …, "result": …}: both have been seen."""
    inner = body.get("result", body) if isinstance(body, dict) else None
    if not isinstance(inner, dict) or not isinstance(inner.get("event_name"), str):
        raise Malformed("no event")
    return inner


def event(update: dict[str, Any]) -> Event | None:
    """What is stored: nothing for what needs no answer."""
    message = _object(update, "message")
    chat, sender = _object(message, "chat"), _object(message, "from")
    address, person = _id(chat, "id"), _id(sender, "id")
    # In a group people talk with one another; another bot would answer ours for ever.
    if not (address and person) or chat.get("chat_type", "PRIVATE") != "PRIVATE" or sender.get("is_bot"):
        return None
    name = update["event_name"]
    text = _text(message, "text") or _text(message, "caption")
    return Event(
        key=_id(message, "message_id")
        or f"{name}:{blake2b(person.encode(), digest_size=8).hexdigest()}:{_id(message, 'date')}",
        address=address,
        person=person,
        body={"event_name": name, "text": text},
    )


def incoming(body: dict[str, Any]) -> Incoming:
    """What the person did, from a body as `event` keeps it."""
    text, (_, kind, *_) = _text(body, "text"), f"{_text(body, 'event_name')}..".split(".")
    if kind == "unsupported":
        # The platform hides what protected people send, children among them: nothing of it is looked at.
        return Incoming("attachment", "unsupported")
    if text.strip():
        return typed(text)
    return Incoming("attachment", _ATTACHMENTS.get(kind, "file")) if kind != "text" else Incoming("ignored")


def _object(body: dict[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _id(body: dict[str, Any], name: str) -> str:
    found = body.get(name)
    known = str(found) if isinstance(found, int) else found
    # An id with a zero byte is none, and PostgreSQL could not store it.
    return known if isinstance(known, str) and len(known) <= _LONGEST_ID and known.isprintable() else ""


def _text(body: dict[str, Any], name: str) -> str:
    found = body.get(name)
    return found.encode("utf-8", "ignore").decode("utf-8") if isinstance(found, str) else ""
