"""Requests of somebody who is not the service: whatever they say, nothing may come of them."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import random
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from tests.channels.hostile.services import (
    BOT,
    BOT_HEADER,
    SERVICES,
    TELEGRAM,
    TELEGRAM_HEADER,
    ZALO,
    ZALO_HEADER,
    Service,
    dumped,
    mac,
)
from tests.channels.hostile.spoiling import changed_bytes, spoilt
from tests.channels.hostile.wire import JSON, Case, Headers
from tests.channels.street import BOT_SECRET, TELEGRAM_SECRET
from tests.channels.zalo.oa_server import APP_SECRET, OA_ID, OA_SECRET

_numbers = count(1)


def wrong_secrets() -> Iterator[Case]:
    """Telegram and the Bot Platform show a secret; these show another one, or show it elsewhere."""
    for service, header, secret in (
        (TELEGRAM, TELEGRAM_HEADER, TELEGRAM_SECRET),
        (BOT, BOT_HEADER, BOT_SECRET),
    ):
        tricks = _tricks(header, secret)
        for kind, made in service.kinds.items():
            for why, headers in tricks:
                yield Case(
                    f"{service.channel} {kind}: {why}", service.path, dumped(made(next(_numbers))), headers
                )
            query = f"{service.path}?{header}={secret}&secret_token={secret}"
            yield Case(f"{service.channel} {kind}: in the query", query, dumped(made(next(_numbers))))
            within = dumped({**made(next(_numbers)), header: secret, "secret_token": secret})
            yield Case(f"{service.channel} {kind}: in the body", service.path, within)


def _tricks(header: str, secret: str) -> list[tuple[str, Headers]]:
    right = secret.encode()
    values = {
        "nothing": b"",
        "cut": right[:-1],
        "longer": right + b"x",
        "a zero at its end": right + b"\x00",
        "another case": right.upper(),
        "backwards": right[::-1],
        "quoted": b'"' + right + b'"',
        "as a token": b"Bearer " + right,
        "Unicode": "bí-mật".encode(),
        "letters that look alike": secret.replace("o", "о").encode(),
        "no text at all": b"\xff\xfe\xfd",
        "too long": b"x" * 6_000,
        "null": b"null",
        "all of them": b"*",
    }
    found: list[tuple[str, Headers]] = [(why, (*JSON, (header, value))) for why, value in values.items()]
    found.append(("none", JSON))
    found.append(("the right one behind a wrong one", (*JSON, (header, b"wrong"), (header, right))))
    found.append(("under another name", (*JSON, (f"{header}s", right), ("Authorization", right))))
    found.append(("as a cookie", (*JSON, ("Cookie", header.encode() + b"=" + right))))
    return found


Signer = Callable[[bytes, str], "bytes | None"]


def wrong_signatures() -> Iterator[Case]:
    """An Official Account's events are signed; these signatures are of something else."""
    for kind, made in ZALO.kinds.items():
        for why, signer in _SIGNERS.items():
            body = made(next(_numbers))
            raw = dumped(body)
            value = signer(raw, body["timestamp"])
            headers = JSON if value is None else (*JSON, (ZALO_HEADER, value))
            yield Case(f"zalo {kind}: {why}", ZALO.path, raw, headers)
        yield from _other_bytes(kind, made(next(_numbers)), made(next(_numbers)))


def _plain(value: str) -> bytes:
    return f"mac={value}".encode()


_SIGNERS: dict[str, Signer] = {
    "unsigned": lambda raw, at: None,
    "an empty one": lambda raw, at: b"",
    "only the prefix": lambda raw, at: b"mac=",
    "the prefix twice": lambda raw, at: b"mac=" + _plain(mac(raw, at)),
    "the prefix in capitals": lambda raw, at: b"MAC=" + mac(raw, at).encode(),
    "over the body written anew": lambda raw, at: _plain(
        mac(json.dumps(json.loads(raw), indent=1).encode(), at)
    ),
    "over nothing": lambda raw, at: _plain(mac(b"", at)),
    "another time": lambda raw, at: _plain(mac(raw, str(int(at) + 1))),
    "no time": lambda raw, at: _plain(mac(raw, "")),
    "the app's secret": lambda raw, at: _plain(mac(raw, at, secret=APP_SECRET)),
    "no secret": lambda raw, at: _plain(mac(raw, at, secret="")),
    "the secret cut": lambda raw, at: _plain(mac(raw, at, secret=OA_SECRET[:-1])),
    "another app": lambda raw, at: _plain(mac(raw, at, first="3600000000000000002")),
    "the account instead of the app": lambda raw, at: _plain(mac(raw, at, first=OA_ID)),
    "no app": lambda raw, at: _plain(mac(raw, at, first="")),
    "cut": lambda raw, at: _plain(mac(raw, at)[:-1]),
    "half of it": lambda raw, at: _plain(mac(raw, at)[:32]),
    "longer": lambda raw, at: _plain(mac(raw, at) + "0"),
    "one digit changed": lambda raw, at: _plain(
        mac(raw, at)[:-1] + ("0" if mac(raw, at)[-1] != "0" else "1")
    ),
    "keyed hash": lambda raw, at: _plain(hmac.new(OA_SECRET.encode(), raw, "sha256").hexdigest()),
    "another hash": lambda raw, at: _plain(hashlib.sha512(raw + OA_SECRET.encode()).hexdigest()),
    "full-width digits": lambda raw, at: _plain(
        "".join(chr(ord(each) + 0xFEE0) if each.isdigit() else each for each in mac(raw, at))
    ),
    "no text at all": lambda raw, at: b"mac=\xff\xfe" + mac(raw, at).encode(),
    "zeros": lambda raw, at: _plain("0" * 64),
    "too long": lambda raw, at: b"mac=" + b"a" * 6_000,
}


def _other_bytes(kind: str, body: dict[str, Any], other: dict[str, Any]) -> Iterator[Case]:
    """A right signature, of other bytes than these."""
    raw = dumped(body)
    signed = ZALO.signed(raw, body)
    for why, sent in {
        "a space at the end": raw + b" ",
        "a mark at the beginning": b"\xef\xbb\xbf" + raw,
        "written anew": json.dumps(body, sort_keys=True).encode(),
        "another event": dumped(other),
        "a key twice": raw[:-1] + b',"event_name":"unfollow"}',
        "cut": raw[: len(raw) // 2],
        "empty": b"",
    }.items():
        yield Case(f"zalo {kind}: signature of other bytes, {why}", ZALO.path, sent, (*JSON, *signed))


def odd_ways() -> Iterator[Case]:
    """Methods, paths, types and framings, without what makes an event the service's word."""
    for service in SERVICES:
        body = dumped(service.kinds["text"](next(_numbers)))
        name, path = service.channel, service.path
        for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"):
            yield Case(f"{name}: {method}", path, body, method=method)
        for kind in _TYPES:
            yield Case(f"{name}: {kind!r}", path, body, (("Content-Type", kind),))
        for trick in _paths(path):
            yield Case(f"{name}: {trick}", trick, body)
        yield Case(f"{name}: chunked", path, body, framing="chunked")
        yield Case(f"{name}: cut short", path, body, framing="cut")
        for why, headers in _framings(body):
            yield Case(f"{name}: {why}", path, body, (*JSON, *headers))
        yield Case(f"{name}: a bomb", path, gzip.compress(bytes(20_000_000)), (*JSON, *_GZIP))
        yield Case(f"{name}: too large", path, b"{" + b" " * service.limit + b"}")
        yield Case(f"{name}: too large in chunks", path, b" " * (service.limit + 1), framing="chunked")


_GZIP: Headers = (("Content-Encoding", b"gzip"),)
_TYPES = (
    *(b"", b"text/plain", b"text/html; charset=utf-7", b"application/x-www-form-urlencoded", b"image/png"),
    *(b"multipart/form-data; boundary=x", b"multipart/form-data", b"application/xml", b"json", b";" * 2_000),
)


def _paths(path: str) -> tuple[str, ...]:
    folder = path.rpartition("/")[0]
    return (
        *(
            f"{path}/",
            f"/{path}",
            f"{path}/..",
            f"{folder}/../telegram/webhook",
            f"{folder}/%2e%2e/rest/webhook",
        ),
        *(f"{path}%00", f"{path};a=b", f"{path}#", f"{path}?a[]=1&a=%ff", path.upper(), f"http://x{path}"),
        *(f"{folder}/../../../../etc/passwd", f"{path}%0d%0aX-Secret:%20a", f"{folder}/webhook.json"),
        *(
            "/webhooks/rest/webhook",
            "/webhooks/callback/webhook",
            "/conversations/a/trigger_intent",
            "/model",
        ),
        f"{path}?{'a' * 3_000}",
    )


def _framings(body: bytes) -> Iterator[tuple[str, Headers]]:
    yield "two lengths", (("Content-Length", str(len(body)).encode()), ("Content-Length", b"1"))
    yield "no number as length", (("Content-Length", b"ten"),)
    yield "a negative length", (("Content-Length", b"-5"),)
    yield "a huge length", (("Content-Length", b"9" * 30),)
    yield "length and chunks", (("Content-Length", b"5"), ("Transfer-Encoding", b"chunked"))
    yield "chunks of a strange kind", (("Transfer-Encoding", b"xchunked"),)
    yield "an expectation", (("Expect", b"200-ok"),)
    yield "an upgrade", (("Upgrade", b"websocket"), ("Connection", b"Upgrade"))
    yield "a header of control characters", (("X-A\x07", b"a\x08"),)
    yield "many headers", tuple((f"X-{number}", b"a" * 40) for number in range(300))


def generated(number: int) -> Iterator[Case]:
    """True events, spoilt and changed by the dice, with the signature of what they were or a guessed one."""
    dice = random.Random(11)
    for _ in range(number):
        service = dice.choice(SERVICES)
        kind = dice.choice(sorted(service.kinds))
        body = service.kinds[kind](next(_numbers))
        raw = changed_bytes(dumped(spoilt(body, dice)), dice)
        yield Case(
            f"{service.channel} {kind}: the dice", service.path, raw, (*JSON, *_guessed(service, body, dice))
        )


def _guessed(service: Service, body: dict[str, Any], dice: random.Random) -> Headers:
    if service is ZALO:
        # Of the event as it was. `changed_bytes` never leaves it so.
        return ZALO.signed(dumped(body), body)
    ((header, right),) = service.signed(b"", body)
    place = dice.randrange(len(right))
    return ((header, right[:place] + bytes([dice.randrange(33, 127) ^ 1]) + right[place + 1 :] + b"."),)


def all_forged() -> list[Case]:
    return [*wrong_secrets(), *wrong_signatures(), *odd_ways(), *generated(400)]
