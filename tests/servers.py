"""Servers as processes of their own, for tests that talk to them over HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from bot.settings import ROOT
from bot.storage import schema


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def echo_server(database_url: str, *options: str) -> Iterator[str]:
    """The web channel's server with its echoing agent; gives its address."""
    schema.upgrade(database_url)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    variables = [f"MOTCUA_DATABASE_URL={database_url}", "TF_CPP_MIN_LOG_LEVEL=3"]
    command = [sys.executable, "-W", "ignore", "-m", "tests.channels.web.echo", str(port), *options]
    process = subprocess.Popen(["env", *variables, *command], cwd=ROOT)
    try:
        wait_for(f"{address}/webhooks/web/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def console_server(database_url: str) -> Iterator[str]:
    """The staff's console as it is started for staff; gives its address."""
    port = free_port()
    variables = [f"MOTCUA_DATABASE_URL={database_url}", f"MOTCUA_CONSOLE_PORT={port}"]
    command = [sys.executable, "-W", "ignore", "-m", "bot.console"]
    process = subprocess.Popen(["env", *variables, *command], cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def wait_for(address: str, process: subprocess.Popen[bytes], patience: float = 90) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended by itself"
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer in {patience} seconds")
