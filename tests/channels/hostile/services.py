"""What each service really sends: every documented kind of event, and how it shows that it is the service."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tests.channels.hostile.wire import JSON, Case, Headers
from tests.channels.street import BOT_SECRET, TELEGRAM_SECRET
from tests.channels.telegram.people import SENT
from tests.channels.zalo.bot_server import said
from tests.channels.zalo.oa_server import APP_ID, OA_SECRET
from tests.channels.zalo.payloads import (
    ANONYMOUS,
    CHATNOW,
    SUBMITTED,
    WITHDRAWN,
    attached,
    by_account,
    followed,
    sent,
)

TELEGRAM_HEADER, BOT_HEADER = "X-Telegram-Bot-Api-Secret-Token", "X-Bot-Api-Secret-Token"
ZALO_HEADER = "X-ZEvent-Signature"
# What is personal in these events, and must be in no log.
PHONE, WORDS, NAME = "0987654321", "chuyện riêng của tôi", "Người Dân Thử"
TEXT = f"{WORDS}, gọi tôi {PHONE}"

Body = dict[str, Any]


def dumped(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Service:
    """`kinds` makes one event of each documented kind; its number makes it one that never came before."""

    channel: str
    limit: int
    kinds: dict[str, Callable[[int], Body]]
    signed: Callable[[bytes, Any], Headers]
    """The headers that make these bytes the service's own word."""

    @property
    def path(self) -> str:
        return f"/webhooks/{self.channel}/webhook"

    def case(self, why: str, body: Any, **more: Any) -> Case:
        """As the service sends it."""
        raw = dumped(body)
        return Case(f"{self.channel}: {why}", self.path, raw, (*JSON, *self.signed(raw, body)), **more)


# --- Telegram --------------------------------------------------------------------------------------------


def _telegram_message(number: int, **content: Any) -> Body:
    return {
        "message_id": number,
        "from": {"id": 77_000_000 + number, "is_bot": False, "first_name": NAME},
        "chat": {"id": 77_000_000 + number, "type": "private", "first_name": NAME},
        "date": 1_790_000_000,
        **content,
    }


def _telegram(kind: str, content: Callable[[int], Body]) -> Callable[[int], Body]:
    return lambda number: {"update_id": 500_000_000 + number, kind: content(number)}


def _pressed(number: int) -> Body:
    message = _telegram_message(number, text=TEXT)
    return {"id": f"q{number}", "from": message["from"], "message": message, "data": "abcdefghijkl"}


def _blocked(number: int) -> Body:
    message = _telegram_message(number)
    kicked = {"user": {"id": 1, "is_bot": True}, "status": "kicked"}
    return {"chat": message["chat"], "from": message["from"], "date": 1, "new_chat_member": kicked}


_ENTITIES = [
    {"type": "bot_command", "offset": 0, "length": 5},
    {"type": "text_mention", "offset": 1, "length": 2, "user": {"id": 5, "is_bot": False}},
]
TELEGRAM = Service(
    "telegram",
    1 << 20,
    {
        "text": _telegram("message", lambda n: _telegram_message(n, text=TEXT, entities=_ENTITIES)),
        "photo": _telegram("message", lambda n: _telegram_message(n, photo=SENT["photo"], caption=TEXT)),
        "contact": _telegram("message", lambda n: _telegram_message(n, contact=SENT["contact"])),
        "edited": _telegram(
            "edited_message", lambda n: _telegram_message(n, text=TEXT, edit_date=1_790_000_020)
        ),
        "button": _telegram("callback_query", _pressed),
        "blocked": _telegram("my_chat_member", _blocked),
    },
    lambda raw, body: ((TELEGRAM_HEADER, TELEGRAM_SECRET.encode()),),
)


# --- Zalo OA ---------------------------------------------------------------------------------------------


def _of(body: Body) -> Callable[[int], Body]:
    """The documented event as a new one, about somebody of its own."""

    def made(number: int) -> Body:
        told = json.loads(json.dumps(body).replace("2512523625412515", f"{25 * 10**14 + number}"))
        told["timestamp"] = str(int(time.time() * 1000) + number)
        if "msg_id" in told.get("message", {}):
            told["message"]["msg_id"] = f"h{number}"
        return dict(told)

    return made


def _oa_signature(raw: bytes, body: Any) -> Headers:
    timestamp = body.get("timestamp", "") if isinstance(body, dict) else ""
    return ((ZALO_HEADER, f"mac={mac(raw, timestamp)}".encode()),)


def mac(raw: bytes, timestamp: Any, **given: str) -> str:
    """What Zalo's documents say, over these bytes."""
    first, secret = given.get("first", APP_ID), given.get("secret", OA_SECRET)
    whole = first.encode() + raw + str(timestamp).encode("utf-8", "surrogatepass") + secret.encode()
    return sha256(whole).hexdigest()


ZALO = Service(
    "zalo",
    65_536,
    {
        "text": _of(sent(text=TEXT)),
        "image": _of(attached("image", url="https://photo.example/1.jpg")),
        "file": _of(attached("file", url="https://f.example/1", name="don.pdf", size="12345")),
        "location": _of(attached("location", coordinates={"latitude": "16.06", "longitude": "108.2"})),
        "sticker": _of(attached("sticker", id="1", url="https://s.example/1")),
        "follow": _of(followed()),
        "unfollow": _of(followed("unfollow")),
        "chatnow": _of(CHATNOW),
        "info": _of({**SUBMITTED, "info": {"name": NAME, "phone": PHONE, "gender": "Nam"}}),
        "officer": _of(by_account(admin="88")),
        "anonymous": _of(ANONYMOUS),
        "withdraw": _of(WITHDRAWN),
    },
    _oa_signature,
)


# --- Zalo Bot --------------------------------------------------------------------------------------------


def _bot(name: str, **content: Any) -> Callable[[int], Body]:
    def made(number: int) -> Body:
        update = said("", f"h{number}", f"chat{number}")
        update["message"].pop("text")
        update["message"]["from"]["display_name"] = NAME
        return {"event_name": f"message.{name}.received", "message": {**update["message"], **content}}

    return made


BOT = Service(
    "zalo_bot",
    65_536,
    {
        "text": _bot("text", text=TEXT),
        "wrapped": lambda number: {"ok": True, "result": _bot("text", text=TEXT)(number)},
        "image": _bot("image", photo_url="https://photo.example/1", caption=TEXT),
        "sticker": _bot("sticker", sticker="1"),
        "voice": _bot("voice", voice_url="https://v.example/1"),
        "unsupported": _bot("unsupported"),
    },
    lambda raw, body: ((BOT_HEADER, BOT_SECRET.encode()),),
)
SERVICES = (TELEGRAM, ZALO, BOT)
