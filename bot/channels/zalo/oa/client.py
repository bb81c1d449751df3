"""The OpenAPI of an Official Account. Blocking: call it off the event loop."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic
from typing import Any, Protocol, TypeVar

from bot.channels.zalo.http import Http, NotReached, Reply, Unanswered
from bot.channels.zalo.oa.codes import Class, Refused, check

logger = logging.getLogger(__name__)

MESSAGE = "/v3.0/oa/message/cs"
ANONYMOUS_MESSAGE = "/v2.0/oa/message"
_MINUTE = 60.0
# Of the quotas that an answer may name, those that cost money.
_PAID = ("sub_quota", "purchase_quota")
Answer = TypeVar("Answer")


class Access(Protocol):
    """Where the access token comes from."""

    def access(self) -> str: ...

    def renew(self, used: str) -> str: ...


class Held(Exception):
    """Not sent: the minute's requests are used up."""

    def __init__(self, seconds: float) -> None:
        super().__init__("hết số yêu cầu trong phút này")
        self.seconds = seconds


@dataclass
class Rate:
    """What X-RateLimit-Remain said last: with nothing left, the rest of the minute is waited for."""

    clock: Callable[[], float] = monotonic
    _until: float = 0.0

    def require(self) -> None:
        if (seconds := self._until - self.clock()) > 0:
            raise Held(seconds)

    def note(self, reply: Reply) -> None:
        remain = reply.headers.get("X-RateLimit-Remain", "")
        if reply.status == 429 or (remain.lstrip("-").isdecimal() and int(remain) <= 0):
            self._until = self.clock() + reply.seconds_to_wait(_MINUTE)


@dataclass
class Client:
    """Requests with the access token; one that has run out is renewed and the request made once more."""

    http: Http
    url: str
    tokens: Access
    proof_secret: str = field(default="", repr=False)
    rate: Rate = field(default_factory=Rate)

    def send(self, path: str, body: dict[str, Any], departs: Callable[[], None] = lambda: None) -> str:
        """The message's id. `departs` is called right before the request is made."""

        def ask(token: str) -> dict[str, Any]:
            departs()
            return self._post(path, token, json=body)

        data = self._with_token(ask)
        quota = data.get("quota")
        if isinstance(quota, dict) and quota.get("quota_type") in _PAID:
            logger.warning("a message was counted against a paid quota: %s", quota["quota_type"])
        return str(data.get("message_id", ""))

    def upload(self, kind: str, name: str, content: bytes) -> str:
        """A handle of an image, a GIF or a file; Zalo forgets it after seven days."""

        def ask(token: str) -> dict[str, Any]:
            return self._post(f"/v2.0/oa/upload/{kind}", token, files={"file": (name, content)})

        data = self._with_token(ask)
        handle = data.get("attachment_id") or data.get("token")
        if not isinstance(handle, str) or not handle:
            raise Refused(0, "không có mã tệp")
        return handle

    def last_interaction(self, user: str) -> int:
        """When the person last did something, in milliseconds; 0 when Zalo does not say."""
        data = self._with_token(
            lambda token: self._post("/v3.0/oa/quota/message", token, json={"user_id": user})
        )
        told = str(data.get("last_interaction", ""))
        return int(told) if told.isdecimal() else 0

    def account(self) -> dict[str, Any]:
        """The account as Zalo knows it: name, package, whether verified."""
        return self._with_token(self._account)

    def _with_token(self, ask: Callable[[str], Answer]) -> Answer:
        self.rate.require()
        token = self.tokens.access()
        try:
            return ask(token)
        except Refused as refused:
            if refused.kind is not Class.TOKEN:
                raise
        return ask(self.tokens.renew(token))

    def _post(self, path: str, token: str, **given: Any) -> dict[str, Any]:
        return self._checked(self.http.post(f"{self.url}{path}", headers=self._headers(token), **given))

    def _account(self, token: str) -> dict[str, Any]:
        return self._checked(self.http.get(f"{self.url}/v2.0/oa/getoa", headers=self._headers(token)))

    def _headers(self, token: str) -> dict[str, str]:
        headers = {"access_token": token}
        if self.proof_secret:
            headers["appsecret_proof"] = hmac.new(
                self.proof_secret.encode(), token.encode(), sha256
            ).hexdigest()
        return headers

    def _checked(self, reply: Reply) -> dict[str, Any]:
        self.rate.note(reply)
        if "error" in reply.body:
            return check(reply.body)
        if reply.status == 429:
            raise Held(reply.seconds_to_wait(_MINUTE))
        if reply.status == 503:
            raise NotReached("HTTP 503")
        # 500 and the like without a word, or a body that is no JSON: it may have been taken.
        raise Unanswered(f"HTTP {reply.status}")
