"""Our server in a process of its own, connected to a stand-in, for tests over HTTP on both sides."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.settings import ROOT
from tests.servers import free_port, wait_for

SECRET = "0123456789abcdef0123456789abcdef"


@contextmanager
def serving(channel: str, **settings: str) -> Iterator[str]:
    """Its address. `channel`: 'oa' or 'bot'."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = start(channel, port, **settings)
    try:
        wait_for(f"{address}/webhooks/web/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def start(channel: str, port: int, **settings: str) -> subprocess.Popen[bytes]:
    """The process alone, for tests that end it themselves."""
    given = {f"MOTCUA_{name.upper()}": value for name, value in settings.items()}
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "MOTCUA_SECRET": SECRET, **given}
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.light",
        "tests.channels.zalo.server",
        str(port),
        channel,
    ]
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def eventually(true: Callable[[], object], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
