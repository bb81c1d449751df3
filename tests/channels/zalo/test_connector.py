"""The Official Account's channel over HTTP on both sides: webhooks in, messages out."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.channels.zalo.http import Http
from bot.channels.zalo.oa.oauth import OAuth, Pair
from bot.channels.zalo.oa.tokens import Tokens
from bot.desk.seal import Seal
from bot.storage import schema
from tests.channels.zalo.oa_server import APP_ID, APP_SECRET, OA_SECRET, OaServer, sign
from tests.channels.zalo.payloads import (
    ANONYMOUS,
    CHATNOW,
    PERSON,
    SUBMITTED,
    attached,
    by_account,
    followed,
    receipt,
    sent,
)
from tests.channels.zalo.serving import SECRET, eventually, serving

Tell = Callable[..., requests.Response]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, OaServer]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('zalo') / 'motcua.db'}"
    schema.upgrade(url)
    with OaServer() as oa:
        Tokens(url, OAuth(Http(), oa.url, APP_ID, APP_SECRET), Seal(SECRET)).keep(Pair(oa.access, oa.refresh))
        settings = {
            "database_url": url,
            "zalo_app_id": APP_ID,
            "zalo_app_secret": APP_SECRET,
            "zalo_webhook_secret": OA_SECRET,
            "zalo_api_url": oa.url,
            "zalo_oauth_url": oa.url,
            "zalo_verification": "Ab12Cd",
        }
        with serving("oa", **settings) as address:
            yield address, oa


@pytest.fixture
def oa(running: tuple[str, OaServer]) -> OaServer:
    _, oa = running
    oa.messages.clear()
    oa.seen(PERSON)
    return oa


@pytest.fixture
def tell(running: tuple[str, OaServer], oa: OaServer) -> Tell:
    """Hands an event over as Zalo does, with a time of its own, about somebody else in each test."""
    address, _ = running
    person = f"{random.randrange(10**15, 10**16)}"
    oa.seen(person)

    def post(body: dict[str, Any], **changed: Any) -> requests.Response:
        told = json.loads(json.dumps(body).replace(PERSON, person))
        told["timestamp"] = str(int(time.time() * 1000))
        if "msg_id" in told.get("message", {}):
            told["message"]["msg_id"] = changed.pop("number", f"m{random.random()}")
        raw, headers = sign({**told, **changed})
        return requests.post(f"{address}/webhooks/zalo/webhook", data=raw, headers=headers, timeout=5)

    return post


def texts(oa: OaServer) -> list[str]:
    return [message["message"]["text"] for message in oa.messages]


def buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    return list(message["message"]["attachment"]["payload"]["buttons"])


def test_a_question_is_answered(tell: Tell, oa: OaServer) -> None:
    assert tell(sent(text="phí bao nhiêu")).status_code == 200
    eventually(lambda: texts(oa) == ["Đã nghe: phí bao nhiêu"])


def test_an_event_that_comes_three_times_is_answered_once(tell: Tell, oa: OaServer) -> None:
    for _ in range(3):
        assert tell(sent(text="một lần"), number="same").status_code == 200
    tell(sent(text="xong"))
    eventually(lambda: texts(oa) == ["Đã nghe: một lần", "Đã nghe: xong"])


def test_a_choice_is_a_button_and_pressing_it_asks(tell: Tell, oa: OaServer) -> None:
    tell(sent(text="nút"))
    eventually(lambda: len(oa.messages) == 1)
    shown = buttons(oa.messages[0])
    assert [button["title"] for button in shown] == ["Lệ phí", "Bao lâu có?"]
    assert all(button["payload"].startswith("#b:") and len(button["payload"]) < 32 for button in shown)
    tell(sent(text=shown[1]["payload"]))
    eventually(lambda: texts(oa)[1:] == ["Đã nghe: bao lâu"])


def test_a_number_typed_chooses_too(tell: Tell, oa: OaServer) -> None:
    tell(sent(text="nút"))
    eventually(lambda: len(oa.messages) == 1)
    tell(sent(text="2"))
    eventually(lambda: texts(oa)[1:] == ["Đã nghe: bao lâu"])


def test_somebody_elses_button_is_none(tell: Tell, oa: OaServer) -> None:
    tell(sent(text="#b:notyours1234"))
    eventually(lambda: len(oa.messages) == 1)
    assert "hết hạn" in texts(oa)[0]


def test_a_command_that_is_typed_is_no_command(tell: Tell, oa: OaServer) -> None:
    tell(sent(text="/restart"))
    eventually(lambda: texts(oa) == ["Đã nghe: restart"])


@pytest.mark.parametrize("body", [followed(), CHATNOW], ids=["follow", "chatnow"])
def test_who_follows_or_opens_the_chat_is_greeted(tell: Tell, oa: OaServer, body: dict[str, Any]) -> None:
    tell(body)
    eventually(lambda: texts(oa) == ["Đã nghe: xin chào"])


def test_a_picture_is_answered_politely(tell: Tell, oa: OaServer) -> None:
    tell(attached("image", url="https://photo/1.jpg"))
    eventually(lambda: len(oa.messages) == 1)
    assert "hình ảnh" in texts(oa)[0]


def test_a_visitor_without_an_account_is_answered(tell: Tell, oa: OaServer) -> None:
    tell(ANONYMOUS)
    eventually(lambda: len(oa.messages) == 1)
    assert oa.messages[0] == {
        "recipient": {"anonymous_id": "anon-1", "conversation_id": "c-1"},
        "message": {"text": "Đã nghe: Chào"},
    }


def test_while_an_officer_answers_the_assistant_is_silent(tell: Tell, oa: OaServer) -> None:
    tell(by_account(admin="88"))
    tell(sent(text="còn đó không"))
    time.sleep(1)
    assert texts(oa) == []


def test_after_leaving_nothing_is_known_of_a_person(tell: Tell, oa: OaServer) -> None:
    tell(sent(text="nút"))
    eventually(lambda: len(oa.messages) == 1)
    press = buttons(oa.messages[0])[0]["payload"]
    tell(followed("unfollow"))
    tell(sent(text=press))
    eventually(lambda: len(oa.messages) == 2)
    assert "hết hạn" in texts(oa)[1]


@pytest.mark.parametrize(
    "body",
    [
        receipt("user_seen_message"),
        receipt("user_received_message"),
        receipt("user_reacted_message"),
        by_account(),
    ],
    ids=lambda body: body["event_name"],
)
def test_receipts_and_echoes_are_taken_and_nothing_follows(
    tell: Tell, oa: OaServer, body: dict[str, Any]
) -> None:
    assert tell(body).status_code == 200
    time.sleep(0.3)
    assert texts(oa) == []


def test_what_people_fill_into_a_form_is_answered_politely(tell: Tell, oa: OaServer) -> None:
    tell(SUBMITTED)
    eventually(lambda: len(oa.messages) == 1)
    assert "bằng chữ" in texts(oa)[0]


def test_a_long_answer_comes_in_order_within_the_limits(tell: Tell, oa: OaServer) -> None:
    tell(sent(text="dài dòng"))
    eventually(lambda: len(oa.messages) >= 1)
    assert "**" not in texts(oa)[0]
    assert len(buttons(oa.messages[-1])) == 4


def test_a_slow_turn_shows_once_that_it_is_looked_up(tell: Tell, oa: OaServer) -> None:
    tell(sent(text="chậm thôi"))
    eventually(lambda: len(oa.messages) == 2)
    assert texts(oa) == ["Tôi đang tra cứu, anh/chị chờ giây lát…", "Đã nghe: chậm thôi"]


def test_the_domain_is_verified_by_file_and_by_tag(running: tuple[str, OaServer]) -> None:
    address, _ = running
    tag = '<meta name="zalo-platform-site-verification" content="Ab12Cd">'
    file = requests.get(f"{address}/zalo_verifierAb12Cd.html", timeout=5)
    assert file.status_code == 200
    assert tag in file.text
    page = requests.get(f"{address}/", timeout=5)
    assert tag in page.text
    assert len(page.content) == int(page.headers["Content-Length"])
    assert requests.get(f"{address}/zalo_verifierOther.html", timeout=5).status_code == 404


def test_the_consoles_probe_gets_its_200(running: tuple[str, OaServer]) -> None:
    address, _ = running
    hook = f"{address}/webhooks/zalo/webhook"
    sample = json.dumps(sent(text="Sample")).encode()
    assert requests.post(hook, data=sample, timeout=5).status_code == 200
    assert requests.post(hook, timeout=5).status_code == 200
    assert requests.get(hook, timeout=5).status_code == 200


def test_forged_truncated_and_malformed_webhooks_come_to_nothing(
    running: tuple[str, OaServer], oa: OaServer
) -> None:
    address, _ = running
    before = requests.get(f"{address}/webhooks/zalo/health", timeout=5).json()["dropped"]
    statuses = []
    with requests.Session() as session:
        for raw, headers in hostile(600):
            answer = session.post(f"{address}/webhooks/zalo/webhook", data=raw, headers=headers, timeout=10)
            statuses.append(answer.status_code)
    assert set(statuses) == {200}
    time.sleep(0.5)
    assert texts(oa) == []
    after = requests.get(f"{address}/webhooks/zalo/health", timeout=5).json()["dropped"]
    assert sum(after.values()) - sum(before.values()) == 600


def hostile(count: int) -> Iterator[tuple[bytes, dict[str, str]]]:
    """Requests that differ from a good one in one respect, the same in every run."""
    chance = random.Random(3)
    for number in range(count):
        raw, headers = sign(
            {**sent(text="giả mạo", number=f"h{number}"), "timestamp": str(int(time.time() * 1000))}
        )
        yield WAYS[number % len(WAYS)](chance, raw, dict(headers))


def _cut(chance: random.Random, raw: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return raw[: chance.randrange(len(raw))], headers


def _flipped(chance: random.Random, raw: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    place = chance.randrange(len(raw))
    return raw[:place] + bytes([raw[place] ^ (1 << chance.randrange(8))]) + raw[place + 1 :], headers


def _other_key(chance: random.Random, raw: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return sign(json.loads(raw), secret=f"{chance.random()}")


def _other_app(chance: random.Random, raw: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return sign(json.loads(raw), first=f"{chance.randrange(10**9)}")


def _unsigned(chance: random.Random, raw: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    del headers["X-ZEvent-Signature"]
    return raw, headers


def _odd_signature(
    chance: random.Random, raw: bytes, headers: dict[str, str]
) -> tuple[bytes, dict[str, str]]:
    odd = chance.choice(["mac=", "mac=zz", "x" * 5000, "é", "mac=" + "0" * 64, "null", "mac=mac="])
    return raw, {**headers, "X-ZEvent-Signature": odd.encode("utf-8").decode("latin-1")}


def _written_anew(chance: random.Random, raw: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return json.dumps(json.loads(raw)).encode(), headers


def _noise(chance: random.Random, raw: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return chance.randbytes(chance.randrange(400)), headers


def _odd_json(chance: random.Random, raw: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    odd = [
        b"[]",
        b"null",
        b"5",
        b'"a"',
        b"{}",
        b"[" * 20_000,
        b'{"event_name":{}}',
        b"\xff\xfe",
        b'{"a":1e999}',
    ]
    return chance.choice(odd), headers


def _oversized(chance: random.Random, raw: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return raw[:-1] + b" " * 70_000 + b"}", headers


def _too_old(chance: random.Random, raw: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return sign({**json.loads(raw), "timestamp": str(chance.randrange(10**12, 1_700_000_000_000))})


def _without_a_time(
    chance: random.Random, raw: bytes, headers: dict[str, str]
) -> tuple[bytes, dict[str, str]]:
    return sign({**json.loads(raw), "timestamp": chance.choice(["", "now", None, [], {}, "12.5"])})


WAYS = [
    _cut,
    _flipped,
    _other_key,
    _other_app,
    _unsigned,
    _odd_signature,
    _written_anew,
    _noise,
    _odd_json,
    _oversized,
    _too_old,
    _without_a_time,
]


def test_settings_that_are_missing_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.channels.zalo.oa.connector import ZaloInput
    from bot.errors import SettingError

    monkeypatch.setenv("MOTCUA_ZALO_APP_ID", APP_ID)
    with pytest.raises(SettingError, match="MOTCUA_ZALO_WEBHOOK_SECRET"):
        ZaloInput().blueprint(lambda message: None)  # type: ignore[arg-type, return-value]
