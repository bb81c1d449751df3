"""People who write at the same time, and the webhook requests that the services make of it."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Callable, Coroutine, Sequence
from hashlib import sha256
from itertools import count
from typing import Any

import uvloop

from benchmarks.measure import percentile

SENDERS = 32
# Seconds between a person's messages on the average: more than the model can answer, so it is always busy.
_PAUSE = 0.5
# Seconds before it counts: a server that has just started opens its connections, and nobody begins all at once.
_WARM_UP = 4.0
TELEGRAM_SECRET, ZALO_APP, ZALO_SECRET = (
    "benchmark_secret_of_telegram",
    "3600000000000000001",
    "benchmark-secret",
)
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_numbers = count(1)

Made = tuple[bytes, dict[str, str]]


def telegram(person: int, text: str) -> Made:
    """A message of this person as Telegram delivers it."""
    user = {"id": 900_000 + person, "is_bot": False, "first_name": "A"}
    number = next(_numbers)
    message = {
        "message_id": number,
        "from": user,
        "chat": {"id": user["id"], "type": "private"},
        "date": int(time.time()),
        "text": text,
    }
    raw = json.dumps({"update_id": number, "message": message}).encode()
    return raw, {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET, "Content-Type": "application/json"}


def zalo(person: int, text: str) -> Made:
    """The same as Zalo delivers it, signed."""
    at = str(int(time.time() * 1000))
    body = {
        "app_id": ZALO_APP,
        "event_name": "user_send_text",
        "sender": {"id": f"25000000000{person}"},
        "recipient": {"id": "1"},
        "message": {"text": text, "msg_id": f"m{next(_numbers)}"},
        "timestamp": at,
    }
    raw = json.dumps(body, ensure_ascii=False).encode()
    digest = sha256(ZALO_APP.encode() + raw + at.encode() + ZALO_SECRET.encode()).hexdigest()
    return raw, {"X-ZEvent-Signature": f"mac={digest}", "Content-Type": "application/json"}


CHANNELS: dict[str, Callable[[int, str], Made]] = {"telegram": telegram, "zalo": zalo}


def write(address: str, channel: str, questions: Sequence[str], seconds: float) -> dict[str, Any]:
    """Milliseconds until each message was acknowledged, in so many seconds after the warm-up.

    With as little as possible between us and the socket: the senders share the machine with what they measure.
    """
    times = _run(_all(address, channel, questions, seconds))
    shares = {"p50": 0.50, "p95": 0.95, "p99": 0.99, "slowest": 1.0}
    return {
        "senders": SENDERS,
        "count": len(times),
        **{name: round(percentile(times, share), 2) for name, share in shares.items()},
    }


def _run(work: Coroutine[Any, Any, list[float]]) -> list[float]:
    loop = uvloop.new_event_loop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


async def _all(address: str, channel: str, questions: Sequence[str], seconds: float) -> list[float]:
    begin = time.perf_counter() + _WARM_UP
    span = begin, begin + seconds
    each = await asyncio.gather(
        *(_sender(address, channel, person, questions, span) for person in range(SENDERS))
    )
    return [spent for one in each for spent in one]


async def _sender(
    address: str, channel: str, person: int, questions: Sequence[str], span: tuple[float, float]
) -> list[float]:
    dice, times = random.Random(person), []
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    while time.perf_counter() < span[1]:
        request = _request(channel, person, dice.choice(questions))
        begun = time.perf_counter()
        writer.write(request)
        await _acknowledged(reader)
        if begun > span[0]:
            times.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(dice.expovariate(1 / _PAUSE))
    writer.close()
    return times


def _request(channel: str, person: int, text: str) -> bytes:
    raw, headers = CHANNELS[channel](person, text)
    more = {**headers, "Host": "localhost", "Content-Length": str(len(raw))}
    lines = [
        f"POST /webhooks/{channel}/webhook HTTP/1.1",
        *(f"{name}: {value}" for name, value in more.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + raw


async def _acknowledged(reader: asyncio.StreamReader) -> None:
    """The whole answer is there, and it is a good one."""
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in head.partition(b"\r\n")[0], head
    length = _LENGTH.search(head)
    await reader.readexactly(int(length[1]) if length else 0)
