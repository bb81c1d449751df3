"""What strangers send to the page's routes: forged sessions, and sessions of their own with anything behind them."""

from __future__ import annotations

import random
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any
from urllib.parse import quote

from bot.channels.web.sessions import LASTS, Sessions
from tests.channels.hostile.services import TEXT, dumped
from tests.channels.hostile.spoiling import ODD, RAW, changed_bytes, spoilt
from tests.channels.hostile.wire import JSON, Case, Headers
from tests.channels.street import SECRET

BASE = "/webhooks/web"
LIMIT = 65_536
# Each asks a few things only: one person may not ask more than twenty in a minute.
_EACH = 15
_numbers, _asked = count(1), count()
_OURS = Sessions(SECRET)
_person = ""


def _now() -> datetime:
    return datetime.now(timezone.utc)


def token() -> str:
    """Of a session that is good, another one when this has asked enough."""
    global _person
    if next(_asked) % _EACH == 0:
        _person = _OURS.issue(_now())
    return _person


def bearer(value: bytes) -> Headers:
    return (*JSON, ("Authorization", value))


def message(**body: Any) -> dict[str, Any]:
    return {"id": f"h{next(_numbers)}", "text": TEXT, **body}


def wished(**body: Any) -> dict[str, Any]:
    return {"id": f"h{next(_numbers)}", "phone": "0987 654 321", "best": "buổi sáng", **body}


def good(body: dict[str, Any] | None = None, **more: Any) -> Case:
    raw = dumped(message() if body is None else body)
    return Case("web: good", f"{BASE}/message", raw, bearer(b"Bearer " + token().encode()), **more)


def forged() -> Iterator[Case]:
    """Sessions that we did not issue, or too long ago, at every route that wants one."""
    for why, value in _sessions():
        headers = JSON if value is None else bearer(value)
        yield Case(f"web message: {why}", f"{BASE}/message", dumped(message()), headers)
        yield Case(f"web callback: {why}", f"{BASE}/callback", dumped(wished()), headers)
        yield Case(f"web lines: {why}", f"{BASE}/lines?after=0&wait=0", b"", headers, method="GET")
        yield Case(f"web events: {why}", f"{BASE}/events", b"", headers, method="GET")
    right = _OURS.issue(_now())
    for route in ("message", "callback"):
        elsewhere = f"{BASE}/{route}?session={right}&token={right}&access_token={right}"
        yield Case(f"web {route}: in the query", elsewhere, dumped({**message(), "session": right}))
        cookie = (*JSON, ("Cookie", b"session=" + right.encode()))
        yield Case(f"web {route}: as a cookie", f"{BASE}/{route}", dumped(message()), cookie)


def _sessions() -> Iterator[tuple[str, bytes | None]]:
    dice = random.Random(21)
    right = _OURS.issue(_now())
    yield "none", None
    values = {
        "empty": b"",
        "only the word": b"Bearer",
        "another kind": b"Basic " + right.encode(),
        "another secret": _bearer(Sessions("f" * 32).issue(_now())),
        "too old": _bearer(_OURS.issue(_now() - LASTS - timedelta(minutes=1))),
        "of tomorrow": _bearer(_OURS.issue(_now() + timedelta(days=1))),
        "cut": _bearer(right[:-1]),
        "longer": _bearer(right + "A"),
        "padded": _bearer(right + "=="),
        "another case": _bearer(right.swapcase()),
        "nothing signed": _bearer(urlsafe_b64encode(b"").decode()),
        "zeros": _bearer(urlsafe_b64encode(bytes(53)).decode().rstrip("=")),
        "Unicode": "Bearer phiên-của-tôi".encode(),
        "no text at all": b"Bearer \xff\xfe",
        "too long": b"Bearer " + b"A" * 6_000,
        "null": b"Bearer null",
    }
    yield from values.items()
    for _ in range(20):
        place = dice.randrange(len(right))
        other = dice.choice("ABCDEFGHabcdefgh01234567".replace(right[place], ""))
        yield "one sign changed", _bearer(right[:place] + other + right[place + 1 :])


def _bearer(value: str) -> bytes:
    return b"Bearer " + value.encode()


def own() -> Iterator[Case]:
    """With a session of one's own: whatever is no message is refused, and nothing breaks."""
    for route, made in (("message", message), ("callback", wished), ("session", dict)):
        for raw in RAW:
            yield _own(route, f"{raw[:20]!r}", raw)
        for name in ("id", "text", "button", "command", "phone", "best"):
            for odd in ODD:
                yield _own(route, f"{str(odd)[:20]!r} as {name}", dumped({**made(), name: odd}))
        for kind in (
            b"text/plain",
            b"",
            b"multipart/form-data; boundary=x",
            b"application/x-www-form-urlencoded",
        ):
            headers = (("Content-Type", kind), ("Authorization", _bearer(token())))
            yield Case(f"web {route}: {kind!r}", f"{BASE}/{route}", dumped(made()), headers)
        yield _own(route, "too large", b" " * (LIMIT + 1))
        yield _own(route, "too large in chunks", b" " * (LIMIT + 1), framing="chunked")
    yield from _looks()


def _own(route: str, why: str, raw: bytes, **more: Any) -> Case:
    return Case(f"web {route}: {why}", f"{BASE}/{route}", raw, bearer(_bearer(token())), **more)


def _looks() -> Iterator[Case]:
    words = ("", "%", "%00", "\x00", "😀" * 200, "a" * 3_000, "' OR 1=1", "..", "<script>", "\ud800", "giấy")
    for word in words:
        written = quote(word.encode("utf-8", "surrogatepass"), safe="")
        for path in (
            f"suggest?q={written}",
            f"dossier/{written}",
            f"forms/{written}/a.pdf",
            f"forms/1.0/{written}",
        ):
            yield Case(f"web: {path[:60]}", f"{BASE}/{path}", headers=(), method="GET")
    for path in (
        "forms/../../etc/passwd",
        "forms/%2e%2e/secret",
        "forms/1.0/..%2f..%2fsecret",
        "dossier/..%2f",
    ):
        yield Case(f"web: {path}", f"{BASE}/{path}", headers=(), method="GET")
    for number in ("-1", "abc", "1e9", "9" * 40, "%00", "٣"):
        written = quote(number)
        headers = bearer(_bearer(token()))
        yield Case(
            f"web lines after {number}", f"{BASE}/lines?after={written}&wait=0", b"", headers, method="GET"
        )
        yield Case(
            f"web lines, wait {number}",
            f"{BASE}/lines?after=0&wait=0&wait={written}",
            b"",
            headers,
            method="GET",
        )
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        for route in ("message", "session", "lines", "events", "agency", "suggest"):
            yield Case(f"web {method} {route}", f"{BASE}/{route}", method=method)


def generated(number: int) -> Iterator[Case]:
    """True messages spoilt by the dice."""
    dice = random.Random(22)
    for turn in range(number):
        made = dice.choice((message, wished))
        route = "message" if made is message else "callback"
        raw = (
            changed_bytes(dumped(spoilt(made(), dice)), dice)
            if dice.random() < 0.5
            else dumped(spoilt(made(), dice))
        )
        yield _own(route, f"the dice, {turn}", raw)
