"""A stand-in for the Bot API over real HTTP: the public methods that we use, refusing what Telegram refuses."""

from __future__ import annotations

import itertools
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Optional

from tests.channels.telegram.rules import (
    ACTIONS,
    Refusal,
    allowed_of,
    bad,
    caption_of,
    commands_of,
    entities_of,
    file_of,
    keyboard_of,
    number,
    parsed,
    text_of,
    webhook_of,
)

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_Z"
USERNAME = "motcua_thu_bot"
DEFAULT_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post", "poll")


@dataclass
class Chat:
    """One chat as Telegram's servers know it."""

    id: int
    type: str = "private"
    refusal: Optional[Refusal] = None
    floods_until: float = 0.0
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        name = {"first_name": "An"} if self.type == "private" else {"title": "Nhóm doanh nghiệp"}
        return {"id": self.id, "type": self.type, **name}


class BotApi:
    """The state behind the methods. Everything happens under one lock; `calls` is every request in order."""

    def __init__(self, token: str = TOKEN, local: bool = False) -> None:
        self.token = token
        self.local = local
        self.me = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Trợ lý Một Cửa",
            "username": USERNAME,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.changed = threading.Condition(threading.RLock())
        self.chats: dict[int, Chat] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.updates: list[dict[str, Any]] = []
        self.webhook: Optional[dict[str, Any]] = None
        self.last_error = ""
        self.queries: dict[str, Optional[dict[str, Any]]] = {}
        self.commands: list[dict[str, str]] = []
        self.scripted: defaultdict[str, list[Refusal]] = defaultdict(list)
        # Methods whose next answer is lost on its way, after the deed.
        self.cut: list[str] = []
        self._allowed = list(DEFAULT_UPDATES)
        self._message_ids = itertools.count(1)
        self._update_ids = itertools.count(870_000_001)
        self._polls = 0

    def call(self, method: str, parameters: dict[str, Any]) -> Any:
        """One method of the API. Raises Refusal."""
        handler = getattr(self, f"_{method.lower()}", None) if method.isalpha() else None
        if handler is None:
            raise Refusal(404, "Not Found: method not found")
        with self.changed:
            self.calls.append((method, parameters))
            if self.scripted[method]:
                raise self.scripted[method].pop(0)
            answer = handler(parameters)
            self.changed.notify_all()
            return answer

    def happened(self, kind: str, content: dict[str, Any]) -> int:
        """Somebody did something: an update for the bot, unless it asked not to be told."""
        with self.changed:
            update_id = next(self._update_ids)
            if kind in self._allowed:
                self.updates.append({"update_id": update_id, kind: content})
                self.changed.notify_all()
            return update_id

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def called(self, method: str) -> list[dict[str, Any]]:
        with self.changed:
            return [parameters for name, parameters in self.calls if name == method]

    # --- Methods: https://core.telegram.org/bots/api#available-methods ---------------------------------

    def _getme(self, parameters: dict[str, Any]) -> dict[str, Any]:
        return self.me

    def _sendmessage(self, parameters: dict[str, Any]) -> dict[str, Any]:
        chat = self._writable(parameters)
        text = text_of(parameters)
        message: dict[str, Any] = {
            "message_id": self.next_message_id(),
            "from": self.me,
            "chat": chat.shown(),
            "date": int(time.time()),
            "text": text.strip(),
            "entities": entities_of(parameters, text),
        }
        keyboard = keyboard_of(parameters)
        if keyboard:
            message["reply_markup"] = keyboard
        answered = self._answered(chat, parameters)
        if answered:
            message["reply_to_message"] = answered
        if parameters.get("message_thread_id"):
            message["message_thread_id"] = int(parameters["message_thread_id"])
        chat.messages[message["message_id"]] = message
        return message

    def _senddocument(self, parameters: dict[str, Any]) -> dict[str, Any]:
        chat = self._writable(parameters)
        name, content = file_of(parameters)
        message: dict[str, Any] = {
            "message_id": self.next_message_id(),
            "from": self.me,
            "chat": chat.shown(),
            "date": int(time.time()),
            "caption": caption_of(parameters),
            "document": {
                "file_id": "d1",
                "file_unique_id": "d1",
                "file_name": name,
                "file_size": len(content),
            },
        }
        chat.messages[message["message_id"]] = message
        chat.files[name] = content
        return message

    def _answered(self, chat: Chat, parameters: dict[str, Any]) -> Optional[dict[str, Any]]:
        reply = parsed(parameters, "reply_parameters", dict, "reply parameters")
        if not reply:
            return None
        found = chat.messages.get(reply.get("message_id"))
        if found is None and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        return {name: part for name, part in found.items() if name != "reply_to_message"} if found else None

    def _editmessagereplymarkup(self, parameters: dict[str, Any]) -> dict[str, Any]:
        chat = self._writable(parameters)
        message = chat.messages.get(number(parameters, "message_id", "message identifier is not specified"))
        if message is None:
            raise bad("message to edit not found")
        if message["from"] != self.me:
            raise bad("message can't be edited")
        keyboard = keyboard_of(parameters)
        if keyboard == message.get("reply_markup"):
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message"
            )
        message.pop("reply_markup", None)
        if keyboard:
            message["reply_markup"] = keyboard
        return message

    def _answercallbackquery(self, parameters: dict[str, Any]) -> bool:
        query = str(parameters.get("callback_query_id") or "")
        # Each can be answered once, and only for a while.
        if self.queries.get(query, parameters) is not None:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(str(parameters.get("text") or "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        self.queries[query] = parameters
        return True

    def _sendchataction(self, parameters: dict[str, Any]) -> bool:
        self._writable(parameters)
        if parameters.get("action") not in ACTIONS:
            raise bad("wrong parameter action in request")
        return True

    def _setmycommands(self, parameters: dict[str, Any]) -> bool:
        self.commands = commands_of(parameters)
        return True

    def _setwebhook(self, parameters: dict[str, Any]) -> bool:
        webhook = webhook_of(parameters, self.local)
        self._allow(parameters)
        self._drop(parameters)
        self.webhook = webhook
        self._polls += 1
        return True

    def _deletewebhook(self, parameters: dict[str, Any]) -> bool:
        self._drop(parameters)
        self.webhook = None
        return True

    def _getwebhookinfo(self, parameters: dict[str, Any]) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.webhook["url"] if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
        }
        if self.webhook:
            info |= {"max_connections": self.webhook["max_connections"], "allowed_updates": self._allowed}
        if self.last_error:
            info |= {"last_error_date": int(time.time()), "last_error_message": self.last_error}
        return info

    def _getupdates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._allow(parameters)
        offset, limit = int(parameters.get("offset") or 0), int(parameters.get("limit") or 100)
        self.updates = [each for each in self.updates if each["update_id"] >= offset]
        self._polls += 1
        mine, deadline = self._polls, time.monotonic() + min(float(parameters.get("timeout") or 0), 50)
        self.changed.notify_all()
        while not self.updates and time.monotonic() < deadline and mine == self._polls:
            self.changed.wait(0.05)
        if mine != self._polls:
            why = (
                "setWebhook request"
                if self.webhook
                else ("other getUpdates request; make sure that only one bot instance is running")
            )
            raise Refusal(409, f"Conflict: terminated by {why}")
        return self.updates[: min(max(limit, 1), 100)]

    # --- What they have in common ----------------------------------------------------------------------

    def _writable(self, parameters: dict[str, Any]) -> Chat:
        """The chat, if the bot may write there now."""
        if parameters.get("chat_id") in (None, ""):
            raise bad("chat_id is empty")
        chat = self.chats.get(number(parameters, "chat_id", "chat not found"))
        if chat is None:
            raise bad("chat not found")
        if chat.refusal:
            raise chat.refusal
        wait = chat.floods_until - time.monotonic()
        if wait > 0:
            seconds = int(wait) + 1
            raise Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        return chat

    def _allow(self, parameters: dict[str, Any]) -> None:
        wanted = allowed_of(parameters)
        if wanted is not None:
            self._allowed = wanted or list(DEFAULT_UPDATES)

    def _drop(self, parameters: dict[str, Any]) -> None:
        if str(parameters.get("drop_pending_updates", "")).lower() == "true":
            self.updates.clear()
