"""The Bot Platform's HTTP interface. Blocking: call it off the event loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.channels.zalo.http import Http, Reply, Unanswered

# A request without an update is answered with 408.
TIMEOUT_CODE = 408
_BEYOND = 10.0


@dataclass
class Refused(Exception):
    """The platform answered, and the answer is no."""

    code: int
    description: str = ""
    wait: float | None = None

    def __str__(self) -> str:
        return f"Zalo Bot {self.code}: {self.description[:100] or 'không rõ'}"


@dataclass
class Client:
    """One bot by its token. Neither errors nor representations show the token."""

    url: str
    token: str = field(repr=False)
    http: Http = field(default_factory=Http)

    def send(self, chat: str, text: str, departs: Callable[[], None] = lambda: None) -> str:
        """The message's id. `departs` is called right before the request is made."""
        departs()
        result = self._call("sendMessage", chat_id=chat, text=text)
        return str(result.get("message_id", "")) if isinstance(result, dict) else ""

    def typing(self, chat: str) -> None:
        self._call("sendChatAction", chat_id=chat, action="typing")

    def update(self, seconds: int) -> dict[str, Any] | None:
        """The next update, waited for so long; None when there is none. It is handed out once."""
        try:
            found = self._call("getUpdates", read=seconds + _BEYOND, timeout=str(seconds))
        except Refused as refused:
            if refused.code == TIMEOUT_CODE:
                return None
            raise
        return found if isinstance(found, dict) and found else None

    def me(self) -> dict[str, Any]:
        found = self._call("getMe")
        return found if isinstance(found, dict) else {}

    def set_webhook(self, url: str, secret: str) -> None:
        self._call("setWebhook", url=url, secret_token=secret)

    def delete_webhook(self) -> None:
        self._call("deleteWebhook")

    def webhook(self) -> dict[str, Any]:
        found = self._call("getWebhookInfo")
        return found if isinstance(found, dict) else {}

    def _call(self, method: str, read: float | None = None, **given: Any) -> Any:
        return _result(self.http.post(f"{self.url}/bot{self.token}/{method}", read=read, json=given))


def _result(reply: Reply) -> Any:
    if reply.body.get("ok") is True:
        return reply.body.get("result")
    if "ok" not in reply.body and reply.status >= 500:
        raise Unanswered(f"HTTP {reply.status}")
    code = reply.body.get("error_code")
    wait = reply.seconds_to_wait(60.0) if 429 in (code, reply.status) else None
    raise Refused(
        code if isinstance(code, int) else reply.status, str(reply.body.get("description", "")), wait
    )
