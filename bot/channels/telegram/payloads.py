"""Telegram's updates as events and as what a person did. Whatever arrives, nothing here raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from bot.channels.driver import Event, Incoming
from bot.channels.telegram.fields import ATTACHMENTS, child, kept, number, string, text_of
from bot.channels.telegram.mentions import COMMAND, Me, addresses, without_mentions
from bot.desk.outbox import RATES

# What we ask Telegram for; everything else would be thrown away.
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
# Those of the menu; any other '/…' is a text like any other.
COMMANDS = ("start", "help", "thutuc", "gopy", "phananh", "canbo", "roi", "xoadulieu")
# An edited question is asked again only while somebody is still at it; later it is tidying up.
_EDITED_WITHIN = 300
_KINDS = ("private", "group", "supergroup")


@dataclass(frozen=True)
class Place:
    """Where an answer goes, and to whom: in a group also the topic and the message that it answers."""

    chat: int
    thread: Optional[int] = None
    message: Optional[int] = None
    user: Optional[int] = None

    def __str__(self) -> str:
        parts = (self.chat, self.thread, self.message, self.user)
        return "/".join("" if part is None else str(part) for part in parts)

    @classmethod
    def read(cls, address: str) -> Place:
        chat, *others = address.split("/")
        return cls(int(chat), *(int(part) if part else None for part in others))

    @property
    def person(self) -> str:
        """In a group everybody has a conversation of his own, and it is not the one that he has with us alone."""
        return f"{self.chat}:{self.user}"


def event(update: object, me: Me) -> Optional[Event]:
    """What is to be handled; None for what is none of our business and leaves no trace."""
    body = kept(update)
    update_id = number(body, "update_id")
    if update_id is None:
        return None
    if child(body, "callback_query"):
        return _pressed(body, f"{me.id}:{update_id}")
    if child(body, "my_chat_member"):
        return _blocked(body, f"{me.id}:{update_id}")
    message = _message(body)
    if not _is_readable(message, me) or (child(body, "edited_message") and not _is_correction(message)):
        return None
    album = string(message, "media_group_id")
    # Ten pictures sent together are answered once; the one with a caption is a question of its own.
    key = f"album:{album}" if album and not text_of(message) else update_id
    return _event(body, f"{me.id}:{key}", message, number(message, "message_id"))


def departure(address: str, key: str) -> Event:
    """As if Telegram had told us that the person at this address has blocked us: a refused message tells it, too."""
    return Event(
        key,
        address,
        Place.read(address).person,
        {"my_chat_member": {"new_chat_member": {"status": "kicked"}}},
    )


def read(body: dict[str, Any], me: Me) -> Incoming:
    """What the person did, from an event's body."""
    if child(body, "my_chat_member"):
        return Incoming("gone")
    query = child(body, "callback_query")
    if query:
        return Incoming("button", button=string(query, "data"))
    message = _message(body)
    text = without_mentions(message, me)
    command = COMMAND.match(text)
    if command and command[1].lower() in COMMANDS and (not command[2] or me.is_called(command[2])):
        return _command(command[1].lower(), text[command.end() :].strip())
    if text or addresses(message, me):
        return Incoming("text", text)
    kind = next((kind for name, kind in ATTACHMENTS.items() if name in message), None)
    return Incoming("attachment", kind) if kind else Incoming("ignored")


def place(body: dict[str, Any]) -> Optional[Place]:
    """Where the keyboard of a pressed button hangs."""
    message = child(child(body, "callback_query"), "message")
    chat, shown = number(child(message, "chat"), "id"), number(message, "message_id")
    return Place(chat, None, shown) if chat is not None and shown is not None else None


def query_of(body: dict[str, Any]) -> str:
    """The id under which a pressed button is acknowledged."""
    return string(child(body, "callback_query"), "id")


def pressed(body: dict[str, Any]) -> str:
    """The id of the button that was pressed."""
    return string(child(body, "callback_query"), "data")


def rating(body: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """Of the keyboard that was pressed, the rows of the buttons that rate, without the others."""
    markup = child(child(child(body, "callback_query"), "message"), "reply_markup")
    rows = markup.get("inline_keyboard") or []
    shown = [[(string(one, "text"), string(one, "callback_data")) for one in row] for row in rows]
    kept = [[(title, id) for title, id in row if title and id.startswith(RATES)] for row in shown]
    return [row for row in kept if row]


def is_anothers(body: dict[str, Any]) -> bool:
    """Whether somebody in a group presses a button of the answer to somebody else."""
    query = child(body, "callback_query")
    asker = child(child(child(query, "message"), "reply_to_message"), "from")
    return bool(asker) and number(asker, "id") != number(child(query, "from"), "id")


def _command(name: str, rest: str) -> Incoming:
    """'/thutuc gia hạn giấy phép' already says which procedure."""
    return Incoming("text", rest) if name == "thutuc" and rest else Incoming("command", name)


def _pressed(body: dict[str, Any], key: str) -> Optional[Event]:
    query = child(body, "callback_query")
    message = child(query, "message") | {"from": child(query, "from")}
    if not (string(query, "id") and string(query, "data")):
        return None
    asked = child(message, "reply_to_message")
    return _event(body, key, message, number(asked, "message_id"))


def _blocked(body: dict[str, Any], key: str) -> Optional[Event]:
    """Who blocks the bot in a private chat has gone; what becomes of us in groups concerns nobody's data."""
    change = child(body, "my_chat_member")
    kicked = child(change, "new_chat_member").get("status") == "kicked"
    return _event(body, key, change, None) if kicked and not in_group(change) else None


def _event(
    body: dict[str, Any], key: str, message: dict[str, Any], answers: Optional[int]
) -> Optional[Event]:
    chat, person = number(child(message, "chat"), "id"), child(message, "from")
    user = number(person, "id")
    if chat is None or user is None or person.get("is_bot") is not False or _kind(message) not in _KINDS:
        return None
    thread = number(message, "message_thread_id") if message.get("is_topic_message") is True else None
    place = Place(chat, thread, answers if in_group(message) else None, user)
    return Event(key, str(place), place.person, body)


def _is_readable(message: dict[str, Any], me: Me) -> bool:
    something = text_of(message) or any(name in message for name in ATTACHMENTS)
    return bool(something) and (not in_group(message) or addresses(message, me))


def _is_correction(message: dict[str, Any]) -> bool:
    begun, edited = number(message, "date"), number(message, "edit_date")
    soon = begun is not None and edited is not None and edited - begun <= _EDITED_WITHIN
    return soon and bool(text_of(message))


def _kind(message: dict[str, Any]) -> str:
    return string(child(message, "chat"), "type")


def in_group(message: dict[str, Any]) -> bool:
    return _kind(message) != "private"


def _message(body: dict[str, Any]) -> dict[str, Any]:
    return child(body, "message") or child(body, "edited_message")
