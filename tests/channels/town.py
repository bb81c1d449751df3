"""Servers with the channel `pigeon` over one database, and people who write to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import requests

from bot.settings import ROOT, Settings
from bot.storage import inbox, outbox
from bot.storage.database import UnitOfWork, engine
from tests.channels.loft import Loft, open_loft
from tests.databases import make_tables
from tests.servers import free_port, wait_for

SECRET = "0123456789abcdef0123456789abcdef"
_keys = count()


class Town:
    """Servers over one database, people who write to them, and the loft where the answers arrive."""

    def __init__(
        self,
        database_url: str,
        log: Path,
        repeatable: bool = False,
        agencies: Path | None = None,
        whole: bool = False,
        **more: str,
    ) -> None:
        self.more = {"MOTCUA_MESSAGES_PER_MINUTE": "100000", **more}
        self.url = database_url
        self.loft = Loft(repeatable)
        self._address, self._http = open_loft(self.loft)
        self._log = log
        self._agencies = agencies or Settings().agencies
        self._options = ["--whole"] if whole else []
        self.servers: list[subprocess.Popen[bytes]] = []
        self.ports: list[int] = []

    def start(self) -> None:
        """One more server."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        port = free_port()
        options = [*self._options, *(["--repeatable"] if self.loft.repeatable else [])]
        variables = {
            "MOTCUA_DATABASE_URL": self.url,
            "MOTCUA_SECRET": SECRET,
            "MOTCUA_AGENCIES": str(self._agencies),
            "TF_CPP_MIN_LOG_LEVEL": "3",
            **self.more,
        }
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "tests.light",
            "tests.channels.pigeon",
            str(port),
            self._address,
            *options,
        ]
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **variables}, stderr=log, stdout=log
            )
        self.servers.append(process)
        self.ports.append(port)

    def wait(self) -> None:
        """Until all servers answer that have not ended."""
        for process, port in zip(self.servers, self.ports, strict=True):
            if process.poll() is None:
                wait_for(f"http://127.0.0.1:{port}/webhooks/pigeon/health", process)

    def kill(self, server: int) -> None:
        self.servers[server].send_signal(signal.SIGKILL)
        self.servers[server].wait()

    def close_loft(self) -> None:
        """Nobody answers there any more."""
        self._http.shutdown()
        self._http.server_close()

    def reopen_loft(self) -> None:
        self._address, self._http = open_loft(self.loft, self._http.server_address[1])

    def close(self) -> None:
        for process in self.servers:
            process.terminate()
        for process in self.servers:
            process.wait(20)
        self._http.shutdown()
        self._http.server_close()

    def deliver(self, person: str, did: dict[str, Any], key: str = "", server: int = -1) -> bool:
        """Whether it was new."""
        body = {"key": key or f"k{next(_keys)}", "person": person, "did": did}
        answer = requests.post(
            f"http://127.0.0.1:{self.ports[server]}/webhooks/pigeon/event", json=body, timeout=20
        )
        answer.raise_for_status()
        return bool(answer.json()["new"])

    def write(self, person: str, text: str, **options: Any) -> bool:
        return self.deliver(person, {"kind": "text", "text": text}, **options)

    def told(self, person: str, number: int) -> list[str]:
        """What the person was told, once it is so many."""
        wait_until(
            lambda: len(self.loft.told[person]) >= number, lambda: f"{self.loft.told[person]}\n{self.log()}"
        )
        return self.loft.told[person]

    def is_quiet(self) -> bool:
        with UnitOfWork(engine(self.url)) as uow:
            return inbox.unfinished(uow.session) == outbox.unsent(uow.session) == 0

    def log(self) -> str:
        return self._log.read_text("utf-8")


def wait_until(
    happened: Callable[[], bool], explain: Callable[[], str], patience: float = 30, look: float = 0.02
) -> None:
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, explain()
        time.sleep(look)


@contextmanager
def town(
    database_url: str,
    folder: Path,
    servers: int = 1,
    repeatable: bool = False,
    agencies: Path | None = None,
    whole: bool = False,
    **more: str,
) -> Iterator[Town]:
    """`agencies` is a folder of profiles; `whole`: the channel takes messages of any length; `more`: variables.

    Nobody writes too much here, unless a test says how much that is.
    """
    make_tables(database_url)
    made = Town(database_url, folder / "servers.log", repeatable, agencies, whole, **more)
    try:
        for _ in range(servers):
            made.launch()
        made.wait()
        yield made
    finally:
        made.close()
