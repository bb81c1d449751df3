"""A stand-in for the Bot API, and servers with the channel that talk to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.channels.telegram.bot_api import TOKEN, BotApi
from tests.channels.telegram.bot_server import serving
from tests.channels.telegram.people import Person
from tests.channels.telegram.running import SECRET, telegram_server
from tests.databases import make_tables


@dataclass
class Line:
    """The channel's server on one end, Telegram on the other."""

    api: BotApi
    bot_api: str
    address: str
    database_url: str
    log: Path
    people: int = 90_210_000

    def somebody(self, group: int | None = None) -> Person:
        self.people += 1
        return Person(self.api, self.people, group)

    def logged(self) -> str:
        return self.log.read_text("utf-8", "replace")


def new_database(folder: Path) -> str:
    url = f"sqlite:///{folder / 'motcua.db'}"
    make_tables(url)
    return url


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """Webhook mode, the webhook set as a self-hosted Bot API server allows it."""
    api, folder = BotApi(local=True), tmp_path_factory.mktemp("hooked")
    database, log = new_database(folder), folder / "server.log"
    with serving(api) as bot_api, telegram_server(bot_api, database, SECRET, log=log) as address:
        set_webhook(bot_api, f"{address}/webhook", SECRET)
        yield Line(api, bot_api, address, database, log)


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    api, folder = BotApi(), tmp_path_factory.mktemp("polled")
    database, log = new_database(folder), folder / "server.log"
    with serving(api) as bot_api, telegram_server(bot_api, database, log=log) as address:
        yield Line(api, bot_api, address, database, log)


@pytest.fixture(params=["hooked", "polled"])
def line(request: pytest.FixtureRequest) -> Line:
    """Both modes, one after the other."""
    found: Line = request.getfixturevalue(request.param)
    return found


def set_webhook(bot_api: str, url: str, secret: str) -> None:
    asked = {"url": url, "secret_token": secret}
    assert requests.post(f"{bot_api}/bot{TOKEN}/setWebhook", json=asked).json()["ok"]
