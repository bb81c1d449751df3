"""People with Telegram on their phones: what they do becomes updates, and they see what the bot sends."""

from __future__ import annotations

import re
import time
from typing import Any, Optional
from uuid import uuid4

from tests.channels.telegram.bot_api import BotApi, Chat
from tests.channels.telegram.rules import Refusal, units

_FILE = {"file_id": "AgACAgUAAxkBAAIB", "file_unique_id": "AQADAgAT", "file_size": 51200}
SENT = {
    "photo": [{**_FILE, "width": 90, "height": 67}, {**_FILE, "width": 800, "height": 600}],
    "sticker": {
        **_FILE,
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    },
    "voice": {**_FILE, "duration": 3},
    "video": {**_FILE, "width": 640, "height": 480, "duration": 9},
    "document": {**_FILE, "file_name": "don.pdf", "mime_type": "application/pdf"},
    "location": {"latitude": 10.95, "longitude": 106.82},
    "contact": {"phone_number": "+84912345678", "first_name": "An"},
    "audio": {**_FILE, "duration": 200},
    "animation": {**_FILE, "width": 320, "height": 240, "duration": 2},
    "poll": {"id": "1", "question": "?", "options": []},
    "dice": {"emoji": "🎲", "value": 4},
}


class Person:
    """Somebody in a chat with the bot, alone or in a group."""

    def __init__(self, api: BotApi, id: int, group: Optional[int] = None) -> None:
        self.api = api
        self.user = {
            "id": id,
            "is_bot": False,
            "first_name": "An",
            "username": f"an{id}",
            "language_code": "vi",
        }
        chat_id, kind = (id, "private") if group is None else (group, "supergroup")
        self.chat = api.chats.setdefault(chat_id, Chat(chat_id, kind))

    def says(self, text: str, **more: Any) -> dict[str, Any]:
        return self.sends(text=text, entities=entities_in(text), **more)

    def sends(self, **content: Any) -> dict[str, Any]:
        message = self._message(**content)
        message["update_id"] = self.api.happened("message", message)
        return message

    def edits(self, message: dict[str, Any], text: str, after: int = 20) -> None:
        edited = {**message, "text": text, "edit_date": message["date"] + after}
        edited.pop("update_id", None)
        self.api.happened("edited_message", edited)

    def presses(self, title: str, message: Optional[dict[str, Any]] = None) -> str:
        """The button of that title, on the newest message that has it; gives the query's id."""
        message = message or next(each for each in reversed(self.seen()) if title in buttons_of(each))
        query = uuid4().hex
        content = {
            "id": query,
            "from": self.user,
            "message": dict(message),
            "chat_instance": "-4215",
            "data": buttons_of(message)[title],
        }
        with self.api.changed:
            self.api.queries[query] = None
        self.api.happened("callback_query", content)
        return query

    def blocks(self) -> None:
        self.chat.refusal = Refusal(403, "Forbidden: bot was blocked by the user")
        change = {
            "chat": self.chat.shown(),
            "from": self.user,
            "date": int(time.time()),
            "old_chat_member": {"user": self.api.me, "status": "member"},
            "new_chat_member": {"user": self.api.me, "status": "kicked", "until_date": 0},
        }
        self.api.happened("my_chat_member", change)

    def seen(self) -> list[dict[str, Any]]:
        """What the bot has sent here, oldest first."""
        with self.api.changed:
            return [dict(each) for each in self.chat.messages.values() if each["from"] == self.api.me]

    def reads(self, count: int, patience: float = 20) -> list[str]:
        """The first `count` messages of the bot, waited for."""
        self.waits_until(lambda: len(self.seen()) >= count, patience, f"{count} messages")
        return [message.get("text") or message["caption"] for message in self.seen()]

    def waits_until(self, happened: Any, patience: float = 20, what: str = "it") -> None:
        deadline = time.monotonic() + patience
        with self.api.changed:
            while not happened():
                left = deadline - time.monotonic()
                assert left > 0, f"waited {patience} s for {what}; seen: {self.seen()}"
                self.api.changed.wait(min(left, 0.1))

    def _message(self, **content: Any) -> dict[str, Any]:
        answers = content.pop("answers", None)
        message: dict[str, Any] = {
            "message_id": self.api.next_message_id(),
            "from": self.user,
            "chat": self.chat.shown(),
            "date": int(time.time()),
            **{name: value for name, value in content.items() if value not in (None, [])},
        }
        if answers is not None:
            message["reply_to_message"] = answers
        with self.api.changed:
            self.chat.messages[message["message_id"]] = message
        return message


def buttons_of(message: dict[str, Any]) -> dict[str, str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row}


def entities_in(text: str) -> list[dict[str, Any]]:
    """Commands and names as Telegram marks them in what people write."""
    return [
        {
            "type": "mention" if found[0].startswith("@") else "bot_command",
            "offset": units(text[: found.start()]),
            "length": units(found[0]),
        }
        for found in re.finditer(r"(?<!\S)(@\w{3,}|/\w+(@\w+)?)", text)
    ]
