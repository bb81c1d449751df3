"""Webhook events of an Official Account, read with suspicion."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import blake2b
from typing import Any

from bot.channels.driver import Event, Incoming
from bot.channels.zalo.oa.messages import BUTTON, Anonymous
from bot.channels.zalo.text import typed

# An event holds one message of at most 2,000 characters and some addresses of pictures.
LARGEST = 65_536
_LONGEST_ID = 128

_ATTACHMENTS = {
    "image": "image",
    "gif": "image",
    "sticker": "sticker",
    "file": "file",
    "location": "location",
    "audio": "voice",
    "video": "video",
    "link": "link",
    "business_card": "contact",
}
# Welcomed: who follows, and who opens the chat for the first time.
_GREETED = ("follow", "user_click_chatnow")
_LEAVING = ("unfollow", "user_withdraw")
_SENT_BY_PERSON = ("user_send_", "anonymous_send_")
_SENT_BY_ACCOUNT = "oa_send_"
_ANONYMOUS = "anonymous_"
# Messages in groups are people talking with one another.
_GROUP = "_group"


class Malformed(Exception):
    """Not an event of an Official Account."""


@dataclass(frozen=True)
class Notice:
    """An event with the few values that every one of them has, all as strings."""

    body: dict[str, Any]

    @property
    def name(self) -> str:
        return _text(self.body, "event_name")

    @property
    def timestamp(self) -> str:
        return _text(self.body, "timestamp")

    @property
    def time(self) -> datetime | None:
        """When it happened; None when the timestamp is no time in milliseconds."""
        try:
            return datetime.fromtimestamp(int(self.timestamp) / 1000, timezone.utc)
        except (OverflowError, ValueError, OSError):
            return None

    @property
    def person(self) -> str:
        """Whom it is about: the sender, or for the account's own messages the recipient."""
        end = "recipient" if self.name.startswith(_SENT_BY_ACCOUNT) else "sender"
        for place in (end, "follower"):
            if found := _text(_object(self.body, place), "id"):
                return found
        return _text(self.body, "user_id")

    @property
    def message(self) -> dict[str, Any]:
        return _object(self.body, "message")

    @property
    def by_officer(self) -> bool:
        """Somebody of the staff answered in Zalo's own chat tool."""
        return self.name.startswith(_SENT_BY_ACCOUNT) and bool(
            _text(_object(self.body, "sender"), "admin_id")
        )

    @property
    def matters(self) -> bool:
        """Whether anything follows from it: not from echoes, receipts, reactions and what we do not know."""
        if not self.person or _GROUP in self.name:
            return False
        known = self.name in (*_GREETED, *_LEAVING, "user_submit_info")
        return known or self.by_officer or self.name.startswith(_SENT_BY_PERSON)


def read(raw: bytes) -> Notice:
    """The notice in a request's body. Raises Malformed."""
    try:
        # Ids are larger than JavaScript's numbers and mostly strings; now and then one comes as a number.
        body = json.loads(raw, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise Malformed(type(error).__name__) from None
    notice = Notice(body if isinstance(body, dict) else {})
    if not (notice.name and notice.timestamp.isdecimal()):
        raise Malformed("neither name nor time")
    return notice


def event(notice: Notice) -> Event:
    """What is stored: the key against repetition, the address, and the body without what nobody needs."""
    number = _text(notice.message, "msg_id")
    address = person = notice.person
    if _ANONYMOUS in notice.name:
        visitor = Anonymous(notice.person, _text(notice.message, "conversation_id"))
        address, person = visitor.address, visitor.person
    return Event(
        key=number or f"{notice.name}:{_digest(notice.person)}:{notice.timestamp}",
        address=address,
        person=person,
        body=_needed(notice),
    )


def incoming(body: dict[str, Any]) -> Incoming:
    """What the person did, from a body as `event` keeps it."""
    notice = Notice(body)
    if notice.by_officer:
        return Incoming("officer")
    if notice.name in _LEAVING:
        return Incoming("gone")
    if notice.name in _GREETED:
        return Incoming("command", "start")
    if notice.name == "user_submit_info":
        return Incoming("attachment", "contact")
    if notice.name.startswith(_SENT_BY_PERSON):
        return _sent(notice)
    return Incoming("ignored")


def time_of_interaction(body: dict[str, Any]) -> datetime | None:
    """When the person did it; None for what is no interaction of his: an officer's message, his leaving."""
    notice = Notice(body)
    return None if notice.by_officer or notice.name in _LEAVING else notice.time


def _sent(notice: Notice) -> Incoming:
    text = _text(notice.message, "text", longest=None)
    if text.startswith(BUTTON):
        # A pressed button comes back as a text like any other: only the id tells, and it is the person's own.
        return Incoming("button", button=text[len(BUTTON) :].strip()[:16])
    if text.strip():
        return typed(text)
    kind = notice.name.rpartition("_send_")[2]
    return Incoming("attachment", _ATTACHMENTS.get(kind, "file")) if kind != "text" else Incoming("ignored")


def _needed(notice: Notice) -> dict[str, Any]:
    """Pictures, places, files and what people fill into forms are not kept, not even for a moment."""
    kept = {"event_name": notice.name, "timestamp": notice.timestamp}
    text = _text(notice.message, "text", longest=None)
    whole: dict[str, Any] = {**kept, "message": {"text": text}} if text else dict(kept)
    if notice.by_officer:
        whole.pop("message", None)
        whole["sender"] = {"admin_id": "known"}
    return whole


def _digest(person: str) -> str:
    """Keys are not encrypted: they tell of one person that it is one, and no more."""
    return blake2b(person.encode(), digest_size=8).hexdigest()


def _object(body: dict[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _text(body: dict[str, Any], name: str, longest: int | None = _LONGEST_ID) -> str:
    found = body.get(name)
    if not isinstance(found, str):
        return ""
    # An id with a zero byte is none, and PostgreSQL could not store it.
    if longest is not None and not (len(found) <= longest and found.isprintable()):
        return ""
    # Half a surrogate pair is valid JSON and cannot be written as UTF-8 anywhere later.
    return found.encode("utf-8", "ignore").decode("utf-8")
