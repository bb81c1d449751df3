"""What arrives at the webhook and is not from Telegram, or is none of our business."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
import requests
from sqlalchemy import func, select

from bot.storage import tables
from bot.storage.database import engine
from tests.channels.telegram.conftest import Line
from tests.channels.telegram.people import Person
from tests.channels.telegram.running import SECRET

HEADER = "X-Telegram-Bot-Api-Secret-Token"
JSON = {"Content-Type": "application/json"}
CASES = 400


@pytest.fixture
def update(hooked: Line) -> dict[str, Any]:
    """A true one, that was not sent."""
    person = Person(hooked.api, 4_000_000)
    with hooked.api.changed:
        person.says("giả mạo")
        return hooked.api.updates.pop()


def post(line: Line, body: bytes, secret: str | bytes | None = SECRET) -> requests.Response:
    headers: dict[str, Any] = JSON if secret is None else {**JSON, HEADER: secret}
    return requests.post(f"{line.address}/webhook", data=body, headers=headers, timeout=20)


def stored(line: Line) -> int:
    with engine(line.database_url).connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(tables.inbox)) or 0)


WRONG = [
    *(None, "", SECRET[:-1], f"{SECRET}x", SECRET.upper(), SECRET[::-1], "null", "x" * 4000),
    *("bí-mật".encode(), b"\xff\xfe"),
]


@pytest.mark.parametrize("secret", WRONG)
def test_without_the_secret_nothing_is_taken(hooked: Line, update: dict[str, Any], secret: Any) -> None:
    before = stored(hooked)
    assert post(hooked, json.dumps(update).encode(), secret).status_code == 403
    assert post(hooked, b"{", secret).status_code == 403
    assert stored(hooked) == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"1",
        b"\xff\xfe",
        b"{'a': 1}",
        b"[" * 60_000,
        b"1" * 50_000,
        b"a=1&b=2",
    ],
)
def test_what_is_no_object_of_json_is_refused(hooked: Line, body: bytes) -> None:
    assert post(hooked, body).status_code == 400


def test_a_large_body_is_refused(hooked: Line, update: dict[str, Any]) -> None:
    before = stored(hooked)
    update["message"]["text"] = "a" * 1_200_000
    assert post(hooked, json.dumps(update).encode()).status_code == 413
    assert stored(hooked) == before


@pytest.mark.parametrize(
    "kind",
    [
        "channel_post",
        "inline_query",
        "poll",
        "poll_answer",
        "chat_member",
        "message_reaction",
        "business_message",
        "of_tomorrow",
    ],
)
def test_updates_that_we_do_not_know_are_passed_over_with_200(
    hooked: Line, update: dict[str, Any], kind: str
) -> None:
    before = stored(hooked)
    body = {"update_id": update["update_id"], kind: update["message"]}
    assert post(hooked, json.dumps(body).encode()).status_code == 200
    assert stored(hooked) == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_not_there(hooked: Line, method: str) -> None:
    answer = requests.request(method, f"{hooked.address}/webhook", headers={HEADER: SECRET}, timeout=20)
    assert answer.status_code == 405


def test_the_same_update_again_is_answered_once(hooked: Line) -> None:
    person = hooked.somebody()
    with hooked.api.changed:
        person.says("một lần")
        update = hooked.api.updates.pop()
    for _ in range(3):
        assert post(hooked, json.dumps(update).encode()).status_code == 200
    person.says("xong")
    assert person.reads(2) == ["Đã nghe: một lần", "Đã nghe: xong"]


def forged(update: dict[str, Any], seed: int) -> tuple[bytes, Any]:
    """A true update, spoilt: cut, with bytes changed, parts replaced; often without the secret."""
    dice = random.Random(seed)
    body = json.dumps(_spoilt(update, dice), ensure_ascii=dice.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )
    way = dice.randrange(4)
    if way == 0:
        body = body[: dice.randrange(len(body))]
    elif way == 1:
        changed = bytearray(body)
        for _ in range(dice.randrange(1, 9)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        body = bytes(changed)
    elif way == 2:
        body = bytes(dice.randrange(256) for _ in range(dice.randrange(200)))
    return body, dice.choice(WRONG)


def _spoilt(update: dict[str, Any], dice: random.Random) -> Any:
    copy = json.loads(json.dumps(update))
    for _ in range(dice.randrange(1, 4)):
        node = copy
        while True:
            key = dice.choice(sorted(node)) if isinstance(node, dict) else dice.randrange(len(node))
            if isinstance(node[key], (dict, list)) and node[key] and dice.random() < 0.7:
                node = node[key]
                continue
            node[key] = dice.choice(list(_anything(dice)))
            break
    return copy


def _anything(dice: random.Random) -> Iterator[Any]:
    yield from (None, True, False, -1, 0, 1.5, 10**30, "", "\ud800", "\x00", "😀" * 50, [], {}, [[]], [{}])
    yield from ({"id": None}, {"id": "77"}, {"id": 1 << 60}, "x" * 5000, dice.random())


def test_forged_truncated_and_malformed_updates_change_nothing(hooked: Line, update: dict[str, Any]) -> None:
    before = stored(hooked)
    answers = {post(hooked, *forged(update, seed)).status_code for seed in range(CASES)}
    assert answers == {403}
    assert stored(hooked) == before


def test_spoilt_updates_that_carry_the_secret_never_break_the_server(
    hooked: Line, update: dict[str, Any]
) -> None:
    """What is still readable may be taken: it is Telegram's word."""
    answers = {post(hooked, forged(update, seed)[0]).status_code for seed in range(CASES, 2 * CASES)}
    assert answers <= {200, 400}
    person = hooked.somebody()
    person.says("còn đó không")
    assert person.reads(1, 60) == ["Đã nghe: còn đó không"]


@pytest.mark.parametrize("promised", [10, 1_000, 1_000_000_000])
def test_a_body_that_never_ends_holds_nobody_up(hooked: Line, promised: int) -> None:
    place = urlparse(hooked.address)
    head = (
        f"POST {place.path}/webhook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: {promised}"
    )
    with socket.create_connection((place.hostname, place.port)) as connection:
        connection.sendall(f"{head}\r\n\r\n{{".encode())
        person = hooked.somebody()
        person.says("tôi thì sao")
        assert person.reads(1) == ["Đã nghe: tôi thì sao"]


def test_in_polling_mode_there_is_no_webhook(polled: Line, update: dict[str, Any]) -> None:
    assert post(polled, json.dumps(update).encode()).status_code == 404
    assert post(polled, json.dumps(update).encode(), "").status_code == 404
