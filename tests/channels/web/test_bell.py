"""Streams of several processes hear of one another through a real Redis, and do without it when it goes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest

from bot.channels.web.bell import Bell
from bot.channels.web.doctor import findings
from bot.errors import SettingError
from bot.settings import Settings
from tests.channels.web.page import Page
from tests.databases import make_tables
from tests.own_redis import OwnRedis
from tests.servers import echo_server, free_port


@pytest.fixture
def redis() -> Iterator[OwnRedis]:
    made = OwnRedis()
    made.start()
    yield made
    made.kill()


@asynccontextmanager
async def two_bells(url: str) -> AsyncIterator[tuple[Bell, asyncio.Queue[str]]]:
    """The first's rings, and what the second hears."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    here, there = Bell(url, lambda sender: None), Bell(url, heard.put_nowait)
    here.start()
    there.start()
    try:
        yield here, heard
    finally:
        await here.stop()
        await there.stop()


async def ring_until_heard(bell: Bell, heard: asyncio.Queue[str], sender: str) -> None:
    for _ in range(100):
        bell.ring(sender)
        try:
            while await asyncio.wait_for(heard.get(), 0.1) != sender:
                pass
            return
        except asyncio.TimeoutError:
            continue
    raise AssertionError("never heard")


def test_what_is_rung_here_is_heard_there_also_after_redis_was_killed(
    redis: OwnRedis, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    async def story() -> None:
        async with two_bells(redis.url) as (bell, heard):
            await ring_until_heard(bell, heard, "một")
            redis.kill()
            for _ in range(500):
                bell.ring("lạc")
            await asyncio.sleep(0.2)
            redis.start()
            await ring_until_heard(bell, heard, "hai")

    asyncio.run(story())
    told = [record.message for record in caplog.records if record.name == "bot.channels.web.bell"]
    assert sum("does not answer" in line for line in told) >= 1
    assert str(redis.port) not in " ".join(told)


def test_without_redis_from_the_beginning_ringing_is_free() -> None:
    async def story() -> None:
        async with two_bells(f"redis://127.0.0.1:{free_port()}/0") as (bell, heard):
            bell.ring("một")
            await asyncio.sleep(0.1)
            assert heard.empty()

    asyncio.run(story())


def test_an_address_that_is_none_is_refused_by_its_setting_and_not_repeated() -> None:
    with pytest.raises(SettingError, match="MOTCUA_REDIS_URL") as refused:
        Bell("http://:mat-khau@localhost", lambda sender: None)
    assert "mat-khau" not in str(refused.value)


@pytest.mark.long
def test_redis_killed_in_the_middle_of_a_talk_loses_nothing(redis: OwnRedis, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'motcua.db'}"
    make_tables(url)
    own = {"MOTCUA_REDIS_URL": redis.url}
    with echo_server(url, **own) as here, echo_server(url, **own) as there:
        page = Page(here)
        with page.elsewhere(there).listening() as heard:
            told: list[float] = []
            for number in range(6):
                if number == 3:
                    redis.kill()
                began = monotonic()
                page.send(f"câu {number}")
                heard.wait_for(lambda heard, number=number: len(heard.texts()) == number + 1, 10)
                told.append(monotonic() - began)
        # The looks at the database alone are a second apart.
        assert told[1] + told[2] < 0.8
        assert heard.texts() == [f"Đã nghe: câu {number}" for number in range(6)]
        assert len(set(heard.ids)) == len(heard.ids)


def test_the_doctor_says_whether_redis_answers(redis: OwnRedis) -> None:
    settings = Settings(redis_url=redis.url)
    assert [one.level for one in findings(settings)] == ["good"]
    redis.kill()
    (one,) = findings(settings)
    assert one.level == "doubtful"
    assert redis.url not in one.what + (one.cure or "")
    assert not list(findings(Settings()))
