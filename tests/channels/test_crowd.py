"""Whoever sends too much is asked to wait, once; others are answered as before, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.crowd import CROWD, WINDOW, Crowd
from bot.channels.words import words
from bot.storage.database import engine
from tests.channels.town import Town, town, wait_until

NOON = datetime(2026, 11, 27, 5, tzinfo=timezone.utc)
TOO_MANY = words()["too_many"].partition("{")[0]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two servers in which three messages a minute are many."""
    folder: Path = tmp_path_factory.mktemp("busy")
    url = f"sqlite:///{folder / 'motcua.db'}"
    with town(url, folder, servers=2, whole=True, MOTCUA_MESSAGES_PER_MINUTE="3") as made:
        yield made


def test_the_fourth_is_told_to_wait_and_the_next_ones_are_told_nothing(busy: Town) -> None:
    for number in range(12):
        busy.write("an", f"câu {number}", server=number % 2)
    busy.write("binh", "một câu")
    assert busy.told("binh", 1) == ["Đã nghe: một câu"]
    wait_until(busy.is_quiet, busy.log)
    told = busy.loft.told["an"]
    assert told[:3] == [f"Đã nghe: câu {number}" for number in range(3)]
    assert told[3].startswith(TOO_MANY)
    assert len(told) == 4


def test_what_was_not_answered_stands_in_the_transcript(busy: Town) -> None:
    for number in range(5):
        busy.write("chau", f"câu {number}")
    wait_until(busy.is_quiet, busy.log)
    with engine(busy.url).connect() as connection:
        said = connection.exec_driver_sql("SELECT text FROM line WHERE author = 'person'").scalars().all()
    assert set(said) >= {f"câu {number}" for number in range(5)}


def test_who_wants_to_be_forgotten_is_never_too_many(busy: Town) -> None:
    for _ in range(5):
        busy.write("dung", "hỏi")
    busy.told("dung", 4)
    busy.deliver("dung", {"kind": "command", "text": "xoadulieu"})
    assert busy.told("dung", 5)[-1] == words()["forget"]


def test_after_a_minute_it_is_counted_anew() -> None:
    slots = Crowd(NOON, 9, 3).kept({})
    assert Crowd.after(slots, NOON + WINDOW - timedelta(seconds=1), 3).is_full
    assert Crowd.after(slots, NOON + WINDOW, 3).count == 1


@given(st.lists(st.integers(-30, 90), max_size=60), st.integers(1, 10))
def test_in_no_minute_more_are_answered_than_there_may_be(steps: list[int], most: int) -> None:
    """Whatever the clock does, no window answers more than `most`, and each tells at most once."""
    slots: dict[str, object] = {"kept": 1}
    now, answered, told = NOON, {}, {}
    for step in steps:
        now += timedelta(seconds=step)
        crowd = Crowd.after(slots, now, most)
        slots = crowd.kept(slots)
        answered[crowd.since] = answered.get(crowd.since, 0) + (not crowd.is_full)
        told[crowd.since] = told.get(crowd.since, 0) + crowd.is_to_be_told
        assert 1 <= crowd.seconds(now) <= 60
    assert all(count <= most for count in answered.values())
    assert all(count <= 1 for count in told.values())
    assert slots["kept"] == 1
    assert not steps or CROWD in slots
