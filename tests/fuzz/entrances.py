"""Where strangers' bytes come in, each as a function that returns when they were dealt with and raises when not.

An error that the entrance documents is dealt with; any other is a crash, and so is an answer that breaks a promise.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from bot.catalogue.source import files, workbook
from bot.catalogue.source import sheets as sheets_of
from bot.channels.heads import is_plain
from bot.channels.telegram import payloads
from bot.channels.telegram.mentions import Me
from bot.channels.web.requests import Refused
from bot.channels.web.sessions import Sessions
from bot.channels.zalo.bot import events as zalo_bot
from bot.channels.zalo.oa import events as zalo_oa
from bot.desk import callbacks, petition_codes, secrets
from bot.desk.dossier import code as dossier
from bot.settings import ROOT
from bot.text import privacy, question, shorthand, telex, tokens, writing
from bot.text.spelling import Speller
from tests.channels.zalo import payloads as zalo
from tests.channels.zalo.oa_server import APP_ID
from tests.real import dozen

NOW = datetime(2026, 11, 27, tzinfo=timezone.utc)
_ME = Me(123456, "motcua_bot")
_SESSIONS = Sessions("0123456789abcdef0123456789abcdef")


@dataclass(frozen=True)
class Entrance:
    """`seeds`: true ones, which are made wrong. `share`: how many of a thousand inputs it gets."""

    name: str
    take: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    share: int


def text(raw: bytes) -> None:
    """What somebody typed: read as a question, whatever it is; masked twice it is masked once."""
    typed = raw.decode("utf-8", "replace")
    question.read(typed)
    clean = writing.clean(typed)
    assert writing.clean(clean) == clean
    canonical = writing.canonical(typed)
    assert writing.canonical(canonical) == canonical
    writing.plain(typed)


def masks(raw: bytes) -> None:
    typed = raw.decode("utf-8", "replace")
    masked = privacy.mask(typed)
    assert privacy.mask(masked) == masked
    secrets.hide(dossier.hidden(masked))


def words(raw: bytes) -> None:
    """Shorthand, telex and spelling of every word."""
    typed = raw.decode("utf-8", "replace")
    found = tokens.words(writing.plain(typed))
    shorthand.expand(found)
    for word in found[:50]:
        telex.decode(word)
    _speller().correct(found[:50])


def numbers(raw: bytes) -> None:
    """Codes of dossiers and petitions, telephone numbers, codes of procedures."""
    typed = raw.decode("utf-8", "replace")
    for one in dossier.codes(typed):
        assert dossier.codes(one) == [one]
    dossier.has_broken(typed)
    written = petition_codes.written_in(typed)
    if written is not None:
        petition_codes.is_sound(written)
    phone = callbacks.number_in(typed)
    assert phone is None or (phone.isdecimal() and len(callbacks.hidden(phone)) == len(phone))
    tokens.codes(typed)


def telegram(raw: bytes) -> None:
    """As the connector does: what is no JSON is refused before."""
    with suppress(ValueError, RecursionError):
        update = json.loads(raw)
        event = payloads.event(update, _ME)
        if event is not None:
            payloads.read(event.body, _ME)
            payloads.place(event.body)


def zalo_account(raw: bytes) -> None:
    try:
        notice = zalo_oa.read(raw)
    except zalo_oa.Malformed:
        return
    body = zalo_oa.event(notice).body
    zalo_oa.incoming(body)
    zalo_oa.time_of_interaction(body)


def zalo_bots(raw: bytes) -> None:
    try:
        event = zalo_bot.event(zalo_bot.parse(raw))
    except zalo_bot.Malformed:
        return
    if event is not None:
        zalo_bot.incoming(event.body)


def session(raw: bytes) -> None:
    """Nobody gets in by changing a token."""
    token = raw.decode("latin-1")
    try:
        _SESSIONS.read(token, NOW)
    except Refused:
        return
    assert raw in _tokens(), token


def head(raw: bytes) -> None:
    is_plain(raw)


def catalogue(raw: bytes) -> None:
    """Every mistake is a Problem."""
    path = _folder() / "one.yml"
    path.write_bytes(raw)
    files.read(path)


def sheets(raw: bytes) -> None:
    path = _folder() / "one.xlsx"
    path.write_bytes(raw)
    workbook.read(path)


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="motcua-fuzz-"))


@cache
def _questions() -> list[bytes]:
    with (ROOT / "data" / "dev" / "questions.jsonl").open(encoding="utf-8") as lines:
        return [str(json.loads(line)["text"]).encode() for line in islice(lines, 400)]


@cache
def _speller() -> Speller:
    return Speller.learn([tokens.words(writing.plain(one.decode())) for one in _questions()])


@cache
def _tokens() -> list[bytes]:
    return [_SESSIONS.issue(NOW, f"{number:032x}").encode() for number in range(8)]


@cache
def _numbers() -> list[bytes]:
    told = [
        "H06.12-251101-0001", "hồ sơ 000.00.12.H06-251101-0001 tới đâu", "PA-2K7M-9XQ3", "PA 2k7m 9xq3",
        "gọi 0912 345 678", "+84 912.345.678", "0251 3822 222", "1.014199", "số CCCD 075190001234",
        "OTP 123456", "mật khẩu là Abc@123", "ngân hàng 0123456789012", "lan.nguyen@example.vn",
    ]  # fmt: skip
    return [one.encode() for one in told] + _questions()[:50]


def _updates() -> list[bytes]:
    user = {"id": 7, "is_bot": False, "first_name": "An", "username": "an", "language_code": "vi"}
    chat = {"id": 7, "type": "private"}
    message = {"message_id": 5, "date": 1764200000, "from": user, "chat": chat, "text": "/start xin chào"}
    group = {**message, "chat": {"id": -7, "type": "supergroup", "title": "x"}, "text": "@motcua_bot phí?"}
    told: list[Any] = [
        {"update_id": 1, "message": message},
        {
            "update_id": 2,
            "message": {**message, "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
        },
        {"update_id": 3, "message": {**group, "entities": [{"type": "mention", "offset": 0, "length": 11}]}},
        {"update_id": 4, "edited_message": {**message, "edit_date": 1764200009}},
        {
            "update_id": 5,
            "message": {**message, "photo": [{"file_id": "a"}], "media_group_id": "9", "caption": "?"},
        },
        {
            "update_id": 6,
            "callback_query": {"id": "1", "from": user, "message": message, "data": "abcDEF12_-x"},
        },
        {
            "update_id": 7,
            "my_chat_member": {"chat": chat, "from": user, "new_chat_member": {"status": "kicked"}},
        },
    ]
    return [_json(one) for one in told]


def _notices() -> list[bytes]:
    told = [
        zalo.sent(text="Chào"), zalo.attached("image", url="https://example.vn/a"), zalo.followed(),
        zalo.CHATNOW, zalo.WITHDRAWN, zalo.SUBMITTED, zalo.ANONYMOUS, zalo.by_account("9"),
        zalo.receipt("user_seen_message"), {**zalo.sent(text="Chào"), "app_id": APP_ID},
    ]  # fmt: skip
    return [_json(one) for one in told]


def _bot_updates() -> list[bytes]:
    message = {
        "message_id": "m1", "date": 1764200000, "text": "phí?",
        "chat": {"id": "c1", "chat_type": "PRIVATE"}, "from": {"id": "u1", "is_bot": False, "display_name": "An"},
    }  # fmt: skip
    names = ("message.text.received", "message.image.received", "message.unsupported.received")
    updates = [{"event_name": name, "message": message} for name in names]
    return [_json(one) for one in (*updates, {"ok": True, "result": updates[0]})]


def _heads() -> list[bytes]:
    return [
        b"POST /webhooks/web/message HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\nContent-Type: text/plain\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX: \xff\r\n",
        b"content-length \t:" + b" " * 2_000 + b"5\r\n",
    ]


@cache
def _procedures() -> list[bytes]:
    return [files.dump(one).encode() for one in dozen()]


@cache
def _workbooks() -> list[bytes]:
    path = _folder() / "seed.xlsx"
    sheets_of.write(dozen()[:2], path)
    return [path.read_bytes()]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


ENTRANCES = (
    Entrance("text", text, _questions, 170),
    Entrance("masks", masks, _numbers, 120),
    Entrance("words", words, _questions, 60),
    Entrance("numbers", numbers, _numbers, 150),
    Entrance("telegram", telegram, _updates, 150),
    Entrance("zalo_account", zalo_account, _notices, 150),
    Entrance("zalo_bots", zalo_bots, _bot_updates, 80),
    Entrance("session", session, _tokens, 60),
    Entrance("head", head, _heads, 50),
    Entrance("catalogue", catalogue, _procedures, 8),
    Entrance("sheets", sheets, _workbooks, 2),
)
