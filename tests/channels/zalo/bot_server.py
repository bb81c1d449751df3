"""A stand-in for bot-api.zaloplatforms.com: it enforces what is documented."""

from __future__ import annotations

import queue
from dataclasses import dataclass, field
from typing import Any

from tests.channels.zalo.stand_in import Answer, Asked, StandIn

TOKEN = "12345:bot-secret"


@dataclass
class BotServer(StandIn):
    """One bot: updates are handed out once, and not while a webhook is set."""

    updates: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)
    messages: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    longest_wait: float = 0.3
    polling: int = 0
    most_polling: int = 0

    def answer(self, asked: Asked) -> Answer:
        _, bot, method = asked.path.split("/", 2)
        if bot != f"bot{TOKEN}":
            return failure(401, "Unauthorized")
        handler = getattr(self, f"_{method}", None)
        return handler(asked.json) if handler else failure(404, "Not Found")

    def _getMe(self, given: dict[str, Any]) -> Answer:
        return result({"id": "12345", "account_name": "bot.Thu", "display_name": "Bot Thử"})

    def _sendMessage(self, given: dict[str, Any]) -> Answer:
        if not given.get("chat_id") or not 1 <= len(given.get("text", "")) <= 2000:
            return failure(400, "Bad Request: text is invalid")
        if set(given) - {"chat_id", "text", "parse_mode"}:
            return failure(400, "Bad Request: unknown parameter")
        with self.lock:
            self.messages.append(given)
            return result({"message_id": f"b{len(self.messages)}", "date": 1750316131602})

    def _sendChatAction(self, given: dict[str, Any]) -> Answer:
        if given.get("action") != "typing":
            return failure(400, "Bad Request: action is invalid")
        self.actions.append(given)
        return result(True)

    def _getUpdates(self, given: dict[str, Any]) -> Answer:
        if self.webhook:
            return failure(400, "Bad Request: webhook is set")
        with self.lock:
            self.polling += 1
            self.most_polling = max(self.most_polling, self.polling)
        try:
            return result(self.updates.get(timeout=min(self.longest_wait, float(given["timeout"]))))
        except queue.Empty:
            return failure(408, "Request timeout")
        finally:
            with self.lock:
                self.polling -= 1

    def _setWebhook(self, given: dict[str, Any]) -> Answer:
        if not 8 <= len(given.get("secret_token", "")) <= 256 or not given["url"].startswith("https://"):
            return failure(400, "Bad Request: webhook is invalid")
        self.webhook = given
        return result({"url": given["url"]})

    def _deleteWebhook(self, given: dict[str, Any]) -> Answer:
        self.webhook = {}
        return result({"url": ""})

    def _getWebhookInfo(self, given: dict[str, Any]) -> Answer:
        return result({"url": self.webhook.get("url", "")})


def result(found: Any) -> Answer:
    return 200, {"ok": True, "result": found}


def failure(code: int, description: str) -> Answer:
    return 200, {"ok": False, "error_code": code, "description": description}


def said(text: str, message: str = "z1", chat: str = "6ede9afa66b88fe6d6a9") -> dict[str, Any]:
    """An update: a person writes."""
    return {
        "event_name": "message.text.received",
        "message": {
            "message_id": message,
            "date": 1750316131602,
            "from": {"id": chat, "display_name": "Dân", "is_bot": False},
            "chat": {"id": chat, "chat_type": "PRIVATE"},
            "text": text,
        },
    }
