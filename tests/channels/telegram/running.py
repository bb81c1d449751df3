"""The channel's server as a process of its own, for tests that talk to it over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

from bot.settings import ROOT
from tests.channels.telegram.bot_api import TOKEN
from tests.servers import free_port, wait_for

SECRET = "mot-cua_bi-mat_2026"
KEY = "0123456789abcdef" * 4


@contextmanager
def telegram_server(
    api: str,
    database_url: str,
    secret: str = "",
    port: Optional[int] = None,
    log: Optional[Path] = None,
    token: str = TOKEN,
) -> Iterator[str]:
    """The server as a process of its own; gives the channel's address."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}/webhooks/telegram"
    with (log or Path("/dev/null")).open("ab") as out:
        process = start(api, database_url, secret, port, out, token)
        try:
            wait_for(f"{address}/", process)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def start(
    api: str, database_url: str, secret: str, port: int, out: Any, token: str = TOKEN
) -> subprocess.Popen[bytes]:
    variables = {
        "MOTCUA_DATABASE_URL": database_url,
        "MOTCUA_SECRET": KEY,
        "MOTCUA_TELEGRAM_TOKEN": token,
        "MOTCUA_TELEGRAM_SECRET": secret,
        "MOTCUA_TELEGRAM_API": api,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONUNBUFFERED": "1",
    }
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.light",
        "tests.channels.telegram.server",
        str(port),
    ]
    environment = [f"{name}={value}" for name, value in variables.items()]
    return subprocess.Popen(["env", *environment, *command], cwd=ROOT, stdout=out, stderr=out)
