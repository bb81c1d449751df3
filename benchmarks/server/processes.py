"""The servers of one assistant, started together and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests
import yaml
from honcho.environ import parse_procfile

from benchmarks.control.part import CONTROL, FOLDER, OURS
from benchmarks.plan import OUT
from bot.launch.quiet import QUIET
from bot.settings import ROOT

_HOST = "127.0.0.1"
_PATIENCE = 300.0
_MIB = 2**20


@dataclass(frozen=True)
class Service:
    """`commands`: name → shell command; the first one answers REST."""

    commands: Mapping[str, str]
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://{_HOST}:{self.port}/webhooks/rest/webhook"


@dataclass
class Running:
    service: Service
    processes: dict[str, subprocess.Popen[bytes]]
    # From the first start to the first answered turn.
    start_seconds: float = 0.0

    def memory(self) -> dict[str, dict[str, float]]:
        """Resident and proportional MiB of each server and its children."""
        return {name: _memory(process.pid) for name, process in self.processes.items()}


def ours(database_url: str) -> Service:
    """The Procfile's own commands, as `bot up` runs them."""
    rasa, actions = free_port(), free_port()
    content: dict[str, Any] = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
    content["action_endpoint"]["url"] = f"http://{_HOST}:{actions}/webhook"
    endpoints = OUT / "endpoints.yml"
    endpoints.write_text(yaml.safe_dump(content), "utf-8")
    environment = {
        "PYTHON": sys.executable,
        "MOTCUA_HOST": _HOST,
        "MOTCUA_MODEL": str(OURS),
        "MOTCUA_RASA_PORT": str(rasa),
        "MOTCUA_ACTIONS_PORT": str(actions),
        "MOTCUA_ENDPOINTS": str(endpoints),
        "MOTCUA_DATABASE_URL": database_url,
    }
    commands = parse_procfile((ROOT / "Procfile").read_text("utf-8")).processes
    return Service({name: commands[name] for name in ("rasa", "actions")}, rasa, environment)


def control() -> Service:
    """`rasa run` alone: its answers are responses of the domain, so it needs no action server."""
    port = free_port()
    options = f"--model {CONTROL} --interface {_HOST} --port {port}"
    options += f" --credentials {FOLDER / 'credentials.yml'} --endpoints {FOLDER / 'endpoints.yml'}"
    return Service({"rasa": f"exec {sys.executable} -m rasa run {options}"}, port)


@contextmanager
def running(service: Service, question: str) -> Iterator[Running]:
    """Started, and the first question answered."""
    begun = time.perf_counter()
    active = Running(
        service, {name: _started(name, command, service) for name, command in service.commands.items()}
    )
    try:
        _wait(active, question)
        active.start_seconds = round(time.perf_counter() - begun, 2)
        yield active
    finally:
        for process in active.processes.values():
            _stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _started(name: str, command: str, service: Service) -> subprocess.Popen[bytes]:
    log = _log(name, service)
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as stream:
        # A group of its own, so that it can be stopped with all that it started.
        return subprocess.Popen(
            ["bash", "-c", command],
            cwd=ROOT,
            env={**os.environ, **QUIET, **service.environment},
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _log(name: str, service: Service) -> Path:
    return OUT / "logs" / f"{service.port}-{name}.log"


def _wait(active: Running, question: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        for name, process in active.processes.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended by itself, see {_log(name, active.service)}")
        try:
            reply = requests.post(
                active.service.address, json={"sender": "first", "message": question}, timeout=60
            )
            if reply.ok and reply.json() and not _is_apology(reply.json()):
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"no answer in {_PATIENCE} seconds: {active.service.commands}")


def _is_apology(messages: list[dict[str, Any]]) -> bool:
    """Rasa was faster than the action server: this is not yet an answer."""
    return any(str(message.get("text", "")).startswith("Xin lỗi") for message in messages)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _memory(pid: int) -> dict[str, float]:
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    found = [process.memory_full_info() for process in family]
    return {
        "rss_mib": round(sum(one.rss for one in found) / _MIB),
        "pss_mib": round(sum(one.pss for one in found) / _MIB),
    }
