"""Nobody asks so often that others wait; nobody is told apart by his address longer than needed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels.web import limits
from bot.channels.web.limits import Limit, Room, address_of
from bot.channels.web.requests import Refused


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_limit_counts_each_name_by_itself() -> None:
    limit = Limit(2, 60, Clock())
    for name in ("a", "a", "b", "b"):
        limit.count(name)
    with pytest.raises(Refused):
        limit.count("a")


def test_whoever_waits_as_long_as_he_was_told_may_ask_again() -> None:
    clock = Clock()
    limit = Limit(2, 60, clock)
    limit.count("a")
    clock.now = 20
    limit.count("a")
    with pytest.raises(Refused) as refused:
        limit.count("a")
    assert (refused.value.status, refused.value.retry_after) == (429, 40)
    clock.now += 40
    limit.count("a")


def test_asking_in_vain_does_not_lengthen_the_wait() -> None:
    clock = Clock()
    limit = Limit(1, 60, clock)
    limit.count("a")
    for clock.now in (10, 30, 59):
        with pytest.raises(Refused):
            limit.count("a")
    clock.now = 60
    limit.count("a")


def test_memory_does_not_grow_with_the_number_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_MOST_NAMES", 3)
    limit = Limit(1, 60, Clock())
    for name in "abcde":
        limit.count(name)
    assert list(limit._times) == ["c", "d", "e"]


def test_what_has_no_name_is_not_counted() -> None:
    limit = Limit(1, 60, Clock())
    for _ in range(5):
        limit.count(None)


def test_a_room_has_space_again_when_somebody_leaves() -> None:
    room = Room(1)
    with room.taken("a"):
        with pytest.raises(Refused), room.taken("a"):
            pass
        with room.taken("b"), room.taken(None):
            pass
    with room.taken("a"):
        pass


def request(ip: str, forwarded: str = "") -> Any:
    return SimpleNamespace(ip=ip, remote_addr=forwarded)


def test_an_address_is_a_hash_and_the_one_that_the_proxy_tells() -> None:
    told = address_of(request("127.0.0.1", "113.160.1.1"))
    assert told == address_of(request("113.160.1.1"))
    assert told != address_of(request("113.160.1.2"))
    assert "113" not in str(told)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.7", "192.168.1.4", "172.17.0.1", "::1", "fe80::1", "", "x"]
)
def test_our_own_network_may_be_a_proxy_for_everybody(address: str) -> None:
    assert address_of(request(address)) is None
