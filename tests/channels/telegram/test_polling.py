"""Long polling: one process at a time, nothing lost and nothing doubled when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.storage import outbox
from bot.storage.database import UnitOfWork, engine
from tests.channels.telegram.bot_api import BotApi
from tests.channels.telegram.bot_server import serving
from tests.channels.telegram.conftest import new_database, set_webhook
from tests.channels.telegram.people import Person
from tests.channels.telegram.rules import Refusal
from tests.channels.telegram.running import SECRET, start, telegram_server
from tests.servers import free_port, wait_for

# Servers started over and over, killed or flooded.
pytestmark = pytest.mark.long


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def bot_api(api: BotApi) -> Iterator[str]:
    with serving(api) as address:
        yield address


def soon(happened: Callable[[], bool], patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def unsent(database: str) -> int:
    with UnitOfWork(engine(database)) as uow:
        return outbox.unsent(uow.session)


def test_of_two_processes_one_polls_and_the_other_takes_over_when_it_is_killed(
    api: BotApi, bot_api: str, tmp_path: Path
) -> None:
    database = new_database(tmp_path)
    person = Person(api, 77)
    ports = [free_port(), free_port()]
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    processes = []
    try:
        for port, log in zip(ports, logs, strict=True):
            processes.append(start(bot_api, database, "", port, log.open("wb")))
        for port, process in zip(ports, processes, strict=True):
            wait_for(f"http://127.0.0.1:{port}/webhooks/telegram/", process)
        soon(lambda: sum("stands by" in log.read_text() for log in logs) == 1)
        for number in range(5):
            person.says(f"câu {number}")
        assert person.reads(5) == [f"Đã nghe: câu {number}" for number in range(5)]
        polling = next(each for each, log in enumerate(logs) if "stands by" not in log.read_text())
        # What is being handed over at that moment would be asked about.
        soon(lambda: unsent(database) == 0)
        processes[polling].kill()
        processes[polling].wait()
        killed = time.monotonic()
        person.says("còn ai không")
        assert person.reads(6)[5] == "Đã nghe: còn ai không"
        # Not after the lease's time: that its holder is gone is seen at once.
        assert time.monotonic() - killed < 15
        assert "Conflict" not in "".join(log.read_text() for log in logs)
    finally:
        for process in processes:
            process.kill()


def test_what_was_said_while_nobody_listened_is_answered_once_after_a_restart(
    api: BotApi, bot_api: str, tmp_path: Path
) -> None:
    database = new_database(tmp_path)
    person = Person(api, 77)
    with telegram_server(bot_api, database, log=tmp_path / "1.log"):
        person.says("trước")
        person.reads(1)
    person.says("giữa")
    with telegram_server(bot_api, database, log=tmp_path / "2.log"):
        assert person.reads(2) == ["Đã nghe: trước", "Đã nghe: giữa"]
        person.says("sau")
        assert person.reads(3)[2] == "Đã nghe: sau"
    assert len(person.seen()) == 3


def test_a_webhook_that_is_set_is_named_with_its_cure_and_polling_begins_once_it_is_gone(
    api: BotApi, bot_api: str, tmp_path: Path
) -> None:
    set_webhook(bot_api, "https://noi.khac.vn/hook", SECRET)
    api.updates.clear()
    log = tmp_path / "server.log"
    with telegram_server(bot_api, new_database(tmp_path), log=log):
        soon(lambda: "bot channel telegram delete-webhook" in log.read_text())
        with api.changed:
            api.webhook = None
        person = Person(api, 77)
        person.says("nghe rõ không")
        assert person.reads(1, 30) == ["Đã nghe: nghe rõ không"]


def test_telegram_out_of_reach_is_waited_for(api: BotApi, bot_api: str, tmp_path: Path) -> None:
    """`rasa run` must start without it."""
    log = tmp_path / "server.log"
    api.scripted["getUpdates"] = [
        Refusal(502, "Bad Gateway"),
        Refusal(429, "Too Many Requests: retry after 1", retry_after=1),
    ]
    with telegram_server(bot_api, new_database(tmp_path), log=log):
        person = Person(api, 77)
        person.says("có mạng chưa")
        assert person.reads(1) == ["Đã nghe: có mạng chưa"]
        assert "Bad Gateway" in log.read_text()
    with telegram_server("http://127.0.0.1:9", new_database(tmp_path), log=log):
        soon(lambda: "Telegram not reached: ConnectError" in log.read_text())


def test_a_wrong_token_is_told_without_being_shown(bot_api: str, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    wrong = "110201543:AAnother-token-that-is-not-the-bots-0"
    with telegram_server(bot_api, new_database(tmp_path), log=log, token=wrong):
        soon(lambda: "does not know MOTCUA_TELEGRAM_TOKEN" in log.read_text())
    assert "AAnother" not in log.read_text()
