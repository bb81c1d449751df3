"""Tokens that we signed count, in every process and under a former secret; everything else does not."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.requests import Refused
from bot.channels.web.sessions import LASTS, RENEWED_AFTER, Sessions

SECRET, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=timezone.utc)
sessions = Sessions(SECRET)


def refused(token: str, at: datetime = NOW, by: Sessions = sessions) -> str:
    with pytest.raises(Refused) as raised:
        by.read(token, at)
    assert raised.value.status == 401
    return raised.value.word


def test_a_session_is_known_in_another_process() -> None:
    token = sessions.issue(NOW)
    assert Sessions(SECRET).read(token, NOW) == sessions.read(token, NOW)
    assert sessions.read(token, NOW).issued == NOW


def test_no_two_sessions_are_of_the_same_person() -> None:
    assert len({sessions.read(sessions.issue(NOW), NOW).person for _ in range(100)}) == 100


def test_another_server_s_session_is_unknown() -> None:
    assert refused(Sessions(OTHER).issue(NOW)) == "unknown_session"


def test_a_session_under_the_former_secret_still_counts_and_new_ones_are_under_the_new() -> None:
    changed = Sessions(f"{OTHER} {SECRET}")
    assert changed.read(sessions.issue(NOW), NOW)
    assert Sessions(OTHER).read(changed.issue(NOW), NOW)


def test_a_session_ends_after_a_month() -> None:
    token = sessions.issue(NOW)
    assert sessions.read(token, NOW + LASTS - timedelta(seconds=1))
    assert refused(token, NOW + LASTS) == "expired_session"


def test_a_session_of_the_future_is_forged() -> None:
    assert refused(sessions.issue(NOW + timedelta(hours=1))) == "expired_session"


def test_a_session_in_use_is_renewed_for_the_same_person() -> None:
    later = NOW + RENEWED_AFTER + timedelta(seconds=1)
    session = sessions.read(sessions.issue(NOW), later)
    renewed = sessions.renewed(session, later)
    assert renewed is not None
    assert sessions.read(renewed, later + LASTS - timedelta(seconds=1)).person == session.person
    assert sessions.renewed(session, NOW + timedelta(minutes=5)) is None


@given(st.integers(0, 52), st.integers(1, 255))
def test_one_other_bit_and_it_is_forged(place: int, change: int) -> None:
    token = sessions.issue(NOW)
    content = bytearray(urlsafe_b64decode(token + "="))
    content[place] ^= change
    assert refused(urlsafe_b64encode(bytes(content)).decode().rstrip("=")) == "unknown_session"


@given(st.integers(0, 70))
def test_a_part_of_a_session_is_none(length: int) -> None:
    assert refused(sessions.issue(NOW)[:length]) == "unknown_session"


@given(st.text(max_size=200))
def test_nothing_else_is_a_session(text: str) -> None:
    assert refused(text) == "unknown_session"


@pytest.mark.parametrize("more", ["=", "==", " ", "\n", "A", "."])
def test_a_session_is_written_in_one_way(more: str) -> None:
    assert refused(sessions.issue(NOW) + more) == "unknown_session"
