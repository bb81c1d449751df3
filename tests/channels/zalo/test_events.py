from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.driver import Event, Incoming
from bot.channels.zalo.oa import events
from bot.channels.zalo.oa.events import Malformed
from tests.channels.zalo.payloads import (
    ANONYMOUS,
    CHATNOW,
    PERSON,
    SUBMITTED,
    TIME,
    WITHDRAWN,
    attached,
    by_account,
    followed,
    receipt,
    sent,
)


def stored(body: dict[str, Any]) -> Event | None:
    notice = events.read(json.dumps(body).encode())
    return events.event(notice) if notice.matters else None


def heard(body: dict[str, Any]) -> Incoming:
    event = stored(body)
    assert event is not None
    return events.incoming(json.loads(json.dumps(event.body)))


def test_a_text_is_a_text_and_its_message_number_is_the_key() -> None:
    event = stored(sent(text="xin chào", number="96d3"))
    assert event is not None
    assert (event.key, event.address, event.person) == ("96d3", PERSON, PERSON)
    assert heard(sent(text="xin chào")) == Incoming("text", "xin chào")


def test_a_command_that_somebody_types_is_a_text() -> None:
    assert heard(sent(text='/restart{"a":1}')) == Incoming("text", '/restart{"a":1}')


@pytest.mark.parametrize("text", ["Xóa dữ liệu", "xoa du lieu", "XOÁ DỮ LIỆU.", "xoadulieu"])
def test_the_wish_to_be_forgotten_is_understood(text: str) -> None:
    assert heard(sent(text=text)) == Incoming("command", "xoadulieu")


def test_a_question_about_it_is_a_question() -> None:
    assert heard(sent(text="xóa dữ liệu đất đai ở đâu")).kind == "text"


def test_a_pressed_button_is_known_by_its_payload() -> None:
    assert heard(sent(text="#b:Ab3_x-9z")) == Incoming("button", button="Ab3_x-9z")
    assert heard(sent(text="#thutuc")) == Incoming("text", "#thutuc")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (attached("image", url="https://photo/1.jpg", thumbnail="https://photo/2.jpg"), "image"),
        (attached("gif", url="https://photo/1.gif"), "image"),
        (attached("sticker", id="9", url="https://sticker"), "sticker"),
        (attached("file", url="https://file", name="don.pdf", size="12345", checksum="abc"), "file"),
        (attached("location", coordinates={"latitude": "16.06", "longitude": "108.2"}), "location"),
        (attached("audio", url="https://voice"), "voice"),
        (attached("video", url="https://video"), "video"),
        (attached("link", url="https://page"), "link"),
        (attached("business_card", url="https://card"), "contact"),
        (attached("hologram"), "file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_attached_is_told_by_its_kind_and_not_kept(body: dict[str, Any], kind: str) -> None:
    assert heard(body) == Incoming("attachment", kind)
    event = stored(body)
    assert event is not None
    assert "attachments" not in json.dumps(event.body)


def test_the_words_under_a_picture_are_the_question() -> None:
    body = sent("image", text="giấy này nộp ở đâu", attachments=[{"type": "image", "payload": {}}])
    assert heard(body) == Incoming("text", "giấy này nộp ở đâu")


def test_who_follows_or_opens_the_chat_is_greeted() -> None:
    assert heard(followed()) == Incoming("command", "start")
    assert heard(CHATNOW) == Incoming("command", "start")


@pytest.mark.parametrize("body", [followed("unfollow"), WITHDRAWN], ids=["unfollow", "user_withdraw"])
def test_who_leaves_or_withdraws_is_forgotten(body: dict[str, Any]) -> None:
    event = stored(body)
    assert event is not None
    assert event.person == PERSON
    assert heard(body) == Incoming("gone")


def test_events_without_a_number_are_told_apart_by_name_person_and_time() -> None:
    event = stored(followed())
    assert event is not None
    other = stored(followed() | {"follower": {"id": "another"}})
    assert other is not None
    assert event.key != other.key
    assert (event.key.split(":")[::2], PERSON in event.key) == (["follow", TIME], False)


def test_an_officers_message_silences_us_and_our_own_does_not() -> None:
    assert heard(by_account(admin="88")) == Incoming("officer")
    assert heard(by_account(admin="88", name="oa_send_image")) == Incoming("officer")
    event = stored(by_account(admin="88"))
    assert event is not None
    assert event.person == PERSON
    assert "Chào" not in json.dumps(event.body, ensure_ascii=False)
    assert stored(by_account()) is None


@pytest.mark.parametrize(
    "body",
    [
        receipt("user_seen_message"),
        receipt("user_received_message"),
        receipt("user_reacted_message"),
        receipt("oa_send_anonymous_text"),
        receipt("something_new"),
        {**sent(text="x"), "event_name": "user_send_group_text"},
        {**sent(text="x"), "sender": {}},
        {**sent(text="x"), "sender": "me"},
    ],
    ids=lambda body: body["event_name"],
)
def test_receipts_echoes_and_the_unknown_are_not_stored(body: dict[str, Any]) -> None:
    assert stored(body) is None


def test_a_visitor_without_an_account_is_reached_by_two_ids() -> None:
    event = stored(ANONYMOUS)
    assert event is not None
    assert (event.address, event.person) == ("anonymous:anon-1:c-1", "anonymous:anon-1")
    assert heard(ANONYMOUS) == Incoming("text", "Chào")


def test_what_people_fill_into_a_form_is_not_kept() -> None:
    event = stored(SUBMITTED)
    assert event is not None
    kept = json.dumps(event.body, ensure_ascii=False)
    assert not any(word in kept for word in ("Nguyễn", "84912345678", "30/10/1999", "Đồng Nai"))
    assert heard(SUBMITTED) == Incoming("attachment", "contact")


def test_numbers_count_as_the_strings_that_they_were_sent_as() -> None:
    raw = b'{"event_name":"follow","timestamp":1719999999999,"follower":{"id":25125236254125151234567}}'
    notice = events.read(raw)
    assert notice.timestamp == "1719999999999"
    assert notice.person == "25125236254125151234567"


@pytest.mark.parametrize("number", ["a\0b", "x" * 200, "\ud800", 5.5, None, [], {}])
def test_an_odd_message_number_is_no_key(number: Any) -> None:
    event = stored(sent(text="a", number=number))
    assert event is not None
    assert event.key == "5.5" or (event.key.split(":")[::2] == ["user_send_text", TIME])


def test_the_time_of_an_interaction_is_the_events() -> None:
    then = datetime.fromtimestamp(1719999999.999, timezone.utc)
    assert events.time_of_interaction(sent(text="a")) == then
    assert events.time_of_interaction(CHATNOW) == then
    assert events.time_of_interaction(WITHDRAWN) is None
    assert events.time_of_interaction(by_account(admin="88")) is None
    assert events.time_of_interaction({**sent(), "timestamp": "9" * 40}) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"event_name":"follow"}',
        b'{"event_name":5}',
    ],
)
def test_what_is_no_event_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        events.read(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["user_send_text", "user_send_image", "follow", "unfollow", "oa_send_text", "anonymous_send_text"]
)
ODD = st.fixed_dictionaries(
    {"event_name": NAMES | JSON, "timestamp": st.just(TIME) | JSON},
    optional={
        name: JSON | st.dictionaries(st.sampled_from(["id", "text", "msg_id", "admin_id"]), JSON)
        for name in ("sender", "recipient", "follower", "message", "user_id")
    },
)


@given(ODD)
def test_whatever_comes_is_read_or_refused_and_what_is_stored_can_be_written(body: dict[str, Any]) -> None:
    try:
        notice = events.read(json.dumps(body).encode())
    except Malformed:
        return
    if notice.matters:
        event = events.event(notice)
        assert event.key
        assert event.person
        json.dumps(event.body, ensure_ascii=False).encode()
        events.incoming(event.body)


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(Malformed):
        events.read(raw)
