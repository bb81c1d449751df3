"""All channels in one server, connected to stand-ins of their services."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.channels.zalo.http import Http
from bot.channels.zalo.oa.oauth import OAuth, Pair
from bot.channels.zalo.oa.tokens import Tokens
from bot.desk.seal import Seal
from bot.settings import ROOT
from bot.storage import inbox, outbox
from bot.storage.database import UnitOfWork, engine
from tests.channels.telegram.bot_api import TOKEN as TELEGRAM_TOKEN
from tests.channels.telegram.bot_api import BotApi
from tests.channels.telegram.bot_server import serving
from tests.channels.zalo.bot_server import TOKEN as BOT_TOKEN
from tests.channels.zalo.bot_server import BotServer
from tests.channels.zalo.oa_server import APP_ID, APP_SECRET, OA_SECRET, OaServer
from tests.databases import make_tables
from tests.servers import free_port, wait_for

SECRET = "0123456789abcdef0123456789abcdef"
TELEGRAM_SECRET = "mot-cua_bi-mat_2026"
BOT_SECRET = "bot-secret-of-ours"
SECRETS = (SECRET, TELEGRAM_TOKEN, TELEGRAM_SECRET, BOT_TOKEN, BOT_SECRET, APP_SECRET, OA_SECRET, "access-0")


@dataclass
class Street:
    """Servers over one database, and the services at the other end."""

    url: str
    log: Path
    telegram: BotApi
    telegram_url: str
    zalo: OaServer
    bot: BotServer
    loud: bool = True
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)

    def settings(self) -> dict[str, str]:
        chosen = {
            "database_url": self.url,
            "secret": SECRET,
            "telegram_token": TELEGRAM_TOKEN,
            "telegram_secret": TELEGRAM_SECRET,
            "telegram_api": self.telegram_url,
            "zalo_app_id": APP_ID,
            "zalo_app_secret": APP_SECRET,
            "zalo_webhook_secret": OA_SECRET,
            "zalo_api_url": self.zalo.url,
            "zalo_oauth_url": self.zalo.url,
            "zalo_bot_token": BOT_TOKEN,
            "zalo_bot_mode": "webhook",
            "zalo_bot_secret": BOT_SECRET,
            "zalo_bot_url": self.bot.url,
        }
        return {f"MOTCUA_{name.upper()}": value for name, value in chosen.items()}

    def start(self, servers: int = 1) -> None:
        for _ in range(servers):
            self._launch(free_port())
        self.wait()

    def start_again(self) -> None:
        """The last one, at its old address."""
        self._launch(self.ports[-1])
        self.wait()

    def wait(self) -> None:
        for process, port in zip(self.servers, self.ports, strict=True):
            if process.poll() is None:
                wait_for(f"http://127.0.0.1:{port}/webhooks/zalo_bot/health", process, 240)

    def _launch(self, port: int) -> None:
        quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-W", "ignore", "-m", "tests.light", "tests.channels.server", str(port)]
        command += ["--loud"] if self.loud else []
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **quiet, **self.settings()}, stdout=log, stderr=log
            )
        self.servers.append(process)
        self.ports.append(port)

    def hook(self, channel: str, server: int = -1) -> str:
        return f"http://127.0.0.1:{self.ports[server]}/webhooks/{channel}/webhook"

    def kill(self, server: int = -1) -> None:
        self.servers[server].send_signal(signal.SIGKILL)
        self.servers[server].wait()

    def stop(self) -> None:
        for process in self.servers:
            process.terminate()
        for process in self.servers:
            process.wait(30)

    def is_quiet(self) -> bool:
        with UnitOfWork(engine(self.url)) as uow:
            return inbox.unfinished(uow.session) == outbox.unsent(uow.session) == 0

    def logged(self) -> str:
        return self.log.read_text("utf-8", "replace")


@contextmanager
def street(
    url: str, folder: Path, kind: type[Street] = Street, servers: int = 1, **more: Any
) -> Iterator[Street]:
    make_tables(url)
    telegram = BotApi(local=True)
    with serving(telegram) as telegram_url, OaServer() as zalo, BotServer() as bot:
        pair = Pair(zalo.access, zalo.refresh)
        Tokens(url, OAuth(Http(), zalo.url, APP_ID, APP_SECRET), Seal(SECRET)).keep(pair)
        made = kind(url, folder / "servers.log", telegram, telegram_url, zalo, bot, **more)
        try:
            made.start(servers)
            yield made
        finally:
            made.stop()
