"""A stand-in for openapi.zalo.me and oauth.zaloapp.com: it enforces what is documented."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
import time
import unicodedata
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.channels.zalo.stand_in import Answer, Asked, StandIn

APP_ID, APP_SECRET, OA_ID, OA_SECRET = "3600000000000000001", "app-secret", "388000000000001", "oa-secret"
DAY = 86_400.0
_TYPES = {"image": ((".jpg", ".png"), 1_048_576), "file": ((".pdf", ".doc", ".docx", ".csv"), 5 * 1_048_576)}


@dataclass
class OaServer(StandIn):
    """One account with its token pair, people and uploads. Only the newest access token is good."""

    access: str = "access-0"
    refresh: str = "refresh-0"
    template_type: str = ""
    clock: Any = time.time
    renewals: int = 0
    slow_renewal: float = 0.0
    dead: set[str] = field(default_factory=set)
    burnt: int = 0
    consents: dict[str, str] = field(default_factory=dict)
    people: dict[str, float] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    uploads: dict[str, float] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Answer:
        path = asked.path.partition("?")[0]
        if path == "/v4/oa/access_token":
            return 200, self._token(asked)
        with self.lock:
            if asked.headers.get("access_token") != self.access or "Authorization" in asked.headers:
                return 200, refusal(-216, "Access token is invalid")
            if path == "/v3.0/oa/message/cs":
                return 200, self._message(asked.json)
            if path == "/v2.0/oa/message":
                return 200, self._anonymous(asked.json)
            if path == "/v3.0/oa/quota/message":
                return 200, self._quota(asked.json)
            if path.startswith("/v2.0/oa/upload/"):
                return 200, self._upload(path.rpartition("/")[2], asked)
            if path == "/v2.0/oa/getoa":
                return 200, success(oa_id=OA_ID, name="UBND phường Thử", package_name="Nâng cao")
        return 404, {}

    def expire(self) -> None:
        """As after 25 hours: the access token that is out is refused."""
        self.access = f"gone-{self.access}"

    def seen(self, user: str, ago: float = 0.0) -> None:
        self.people[user] = self.clock() - ago

    # --- Tokens --------------------------------------------------------------------------------------------

    def _token(self, asked: Asked) -> dict[str, Any]:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if asked.headers.get("secret_key") != APP_SECRET or form.get("app_id") != APP_ID:
            return {"error": -14002, "error_name": "invalid_app", "error_description": "Invalid app"}
        if form.get("grant_type") == "authorization_code":
            return self._consented(form)
        with self.lock:
            given = form.get("refresh_token", "")
            good = given == self.refresh and given not in self.dead
            self.dead.add(given)
            if not good:
                self.burnt += 1
                return {"error": -14014, "error_name": "", "error_description": "Refresh token is invalid"}
            pair = self._next()
        time.sleep(self.slow_renewal)
        return pair

    def _consented(self, form: dict[str, str]) -> dict[str, Any]:
        """The code is good once, and only with the verifier whose challenge was registered with it."""
        challenge = self.consents.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        from base64 import urlsafe_b64encode

        if challenge is None or challenge != urlsafe_b64encode(digest).rstrip(b"=").decode():
            return {"error": -14005, "error_name": "", "error_description": "Invalid code"}
        with self.lock:
            return self._next()

    def _next(self) -> dict[str, Any]:
        self.renewals += 1
        self.access, self.refresh = f"access-{self.renewals}", f"refresh-{self.renewals}"
        return {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}

    # --- Messages ------------------------------------------------------------------------------------------

    def _message(self, body: dict[str, Any]) -> dict[str, Any]:
        user = body.get("recipient", {}).get("user_id", "")
        content = body.get("message", {})
        wrong = self._wrong_person(user) or self._wrong_content(content)
        if wrong:
            return wrong
        self.messages.append(body)
        quota = {"quota_type": "reply", "remain": "7", "total": "8"}
        return success(message_id=f"m{len(self.messages)}", user_id=user, quota=quota)

    def _wrong_person(self, user: str) -> dict[str, Any] | None:
        if user not in self.people:
            return refusal(-201, "user_id is invalid")
        if self.clock() - self.people[user] > 7 * DAY:
            return refusal(-230, "User has not interacted with the OA in the past 7 days")
        return None

    def _wrong_content(self, content: dict[str, Any]) -> dict[str, Any] | None:
        text, attachment = content.get("text", ""), content.get("attachment", {})
        if len(text) > 2000:
            return refusal(-210, "text exceeds 2000 characters")
        if text != unicodedata.normalize("NFC", text) or (not text and not attachment):
            return refusal(-201, "text is invalid")
        payload = attachment.get("payload", {})
        if "buttons" in payload:
            return self._wrong_buttons(payload)
        handles = (
            [payload.get("token") or payload.get("attachment_id")] if attachment.get("type") == "file" else []
        )
        handles += [element.get("attachment_id") for element in payload.get("elements", [])]
        if any(self.clock() - self.uploads.get(handle, 0.0) > 7 * DAY for handle in handles):
            return refusal(-100, "attachment expired")
        return None

    def _wrong_buttons(self, payload: dict[str, Any]) -> dict[str, Any] | None:
        if payload.get("template_type", "") != self.template_type:
            return refusal(-201, "template_type is invalid")
        fits = 1 <= len(payload["buttons"]) <= 5 and all(
            0 < len(button["title"]) <= 100
            and button["type"] in ("oa.query.hide", "oa.query.show")
            and 0 < len(button["payload"]) <= 1000
            for button in payload["buttons"]
        )
        return None if fits else refusal(-201, "buttons are invalid")

    def _anonymous(self, body: dict[str, Any]) -> dict[str, Any]:
        recipient = body.get("recipient", {})
        if set(recipient) != {"anonymous_id", "conversation_id"}:
            return refusal(-240, "MessageV2 API has been shut down")
        if set(body["message"]) != {"text"} or len(body["message"]["text"]) > 2000:
            return refusal(-201, "message is invalid")
        self.messages.append(body)
        return success(message_id=f"m{len(self.messages)}")

    def _quota(self, body: dict[str, Any]) -> dict[str, Any]:
        last = self.people.get(body.get("user_id", ""))
        return success(last_interaction=str(int(last * 1000)) if last else "")

    def _upload(self, kind: str, asked: Asked) -> dict[str, Any]:
        head = f"Content-Type: {asked.headers['Content-Type']}\r\n\r\n".encode()
        form = email.message_from_bytes(head + asked.body, policy=email.policy.HTTP)
        (part,) = form.iter_parts()
        endings, largest = _TYPES[kind]
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_param("name", header="content-disposition") != "file":
            return refusal(-201, "file is missing")
        if not (part.get_filename() or "").endswith(endings) or len(content) > largest:
            return refusal(-201, "file is invalid")
        handle = f"{kind}-{len(self.uploads) + 1}"
        self.uploads[handle] = self.clock()
        self.files[handle] = str(part.get_filename()), content
        return success(attachment_id=handle) if kind == "image" else success(token=handle)


def success(**data: Any) -> dict[str, Any]:
    return {"error": 0, "message": "Success", "data": data}


def refusal(code: int, message: str) -> dict[str, Any]:
    return {"error": code, "message": message}


def sign(body: dict[str, Any], first: str = APP_ID, secret: str = OA_SECRET) -> tuple[bytes, dict[str, str]]:
    """A webhook's body and headers as Zalo sends them."""
    raw = json.dumps(body, ensure_ascii=False).encode()
    digest = hashlib.sha256(
        first.encode() + raw + str(body["timestamp"]).encode() + secret.encode()
    ).hexdigest()
    return raw, {"X-ZEvent-Signature": f"mac={digest}", "Content-Type": "application/json"}
