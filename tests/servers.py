"""Servers as processes of their own, for tests that talk to them over HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

from bot.settings import ROOT
from bot.storage import schema
from tests.desk.profiles import profiles

SECRET = "0123456789abcdef0123456789abcdef"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def echo_server(
    database_url: str, *options: str, port: int = 0, secret: str = SECRET, **more: str
) -> Iterator[str]:
    """The web channel's server with its echoing agent; gives its address. `more`: other variables.

    The authority works at any hour, unless MOTCUA_AGENCIES says otherwise.
    """
    schema.upgrade(database_url)
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    variables = [f"MOTCUA_DATABASE_URL={database_url}", f"MOTCUA_SECRET={secret}", "TF_CPP_MIN_LOG_LEVEL=3"]
    variables += [f"{name}={value}" for name, value in more.items()]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.light",
        "tests.channels.web.echo",
        str(port),
        *options,
    ]
    with TemporaryDirectory() as folder:
        variables.insert(0, f"MOTCUA_AGENCIES={profiles(Path(folder), is_open=True)}")
        process = subprocess.Popen(["env", *variables, *command], cwd=ROOT)
        try:
            wait_for(f"{address}/webhooks/web/health", process)
            yield address
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def console_server(database_url: str, *more: str) -> Iterator[str]:
    """The staff's console as it is started for staff, with `more` variables; gives its address."""
    port = free_port()
    variables = [f"MOTCUA_DATABASE_URL={database_url}", f"MOTCUA_CONSOLE_PORT={port}", *more]
    command = [sys.executable, "-W", "ignore", "-m", "bot.console"]
    process = subprocess.Popen(["env", *variables, *command], cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def wait_for(address: str, process: subprocess.Popen[bytes], patience: float = 180) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended by itself"
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer in {patience} seconds")
