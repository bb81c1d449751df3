"""Zalo's servers as stand-ins, and a clock that tests can move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from bot.channels.zalo.http import Http
from bot.channels.zalo.oa.client import Client
from bot.channels.zalo.oa.oauth import OAuth, Pair
from bot.channels.zalo.oa.tokens import Tokens
from tests.channels.zalo.bot_server import BotServer
from tests.channels.zalo.oa_server import APP_ID, APP_SECRET, OaServer


class Clock:
    """The time, moved by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 25, 8, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **given: float) -> None:
        self.moment += timedelta(**given)


class PaperSeal:
    """Looks different from what is in it, and opens again."""

    def close(self, content: object) -> str:
        return f"sealed {str(content)[::-1]}"

    def open(self, sealed: str) -> str:
        return sealed.removeprefix("sealed ")[::-1]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def oa() -> Iterator[OaServer]:
    with OaServer() as server:
        yield server


@pytest.fixture
def bot_server() -> Iterator[BotServer]:
    with BotServer() as server:
        yield server


def tokens_at(oa: OaServer, url: str, clock: Clock) -> Tokens:
    """As one process has them."""
    return Tokens(url, OAuth(Http(2, 2), oa.url, APP_ID, APP_SECRET), PaperSeal(), clock)


@pytest.fixture
def tokens(oa: OaServer, sqlite_url: str, clock: Clock) -> Tokens:
    """A pair has been brought, and is good."""
    made = tokens_at(oa, sqlite_url, clock)
    made.keep(Pair(oa.access, oa.refresh))
    return made


@pytest.fixture
def client(oa: OaServer, tokens: Tokens) -> Client:
    return Client(Http(2, 0.5), oa.url, tokens)
