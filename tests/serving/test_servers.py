"""Both servers as `bot up` starts them: light, alive to changes, polite when one is away, quiet at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from bot.launch.quiet import QUIET
from bot.settings import ROOT
from bot.storage import catalogue, schema
from bot.storage.database import UnitOfWork, engine
from tests.real import dozen
from tests.servers import free_port, wait_for

pytestmark = pytest.mark.model
RULES = "2.001955"
QUESTION = f"Lệ phí của {RULES}"


class Servers:
    def __init__(self, folder: Path, model: Path, **more: str) -> None:
        self.folder, self.model, self.more = folder, model, more
        self.url = f"sqlite:///{folder / 'motcua.db'}"
        self.rasa_port, self.actions_port = free_port(), free_port()
        content = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
        content["action_endpoint"]["url"] = f"http://127.0.0.1:{self.actions_port}/webhook"
        (folder / "endpoints.yml").write_text(yaml.safe_dump(content), "utf-8")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start_rasa(self) -> None:
        options = ["--model", str(self.model), "--port", str(self.rasa_port), "--interface", "127.0.0.1"]
        options += ["--endpoints", str(self.folder / "endpoints.yml"), "--credentials", "credentials.yml"]
        self._start("rasa", ["-m", "bot.serving", "run", *options])
        wait_for(f"http://127.0.0.1:{self.rasa_port}/webhooks/web/health", self.processes["rasa"])

    def start_actions(self) -> None:
        self._start("actions", ["-m", "rasa_sdk", "--actions", "actions", "--port", str(self.actions_port)])
        wait_for(f"http://127.0.0.1:{self.actions_port}/health", self.processes["actions"])

    def _start(self, name: str, command: list[str]) -> None:
        variables = {**QUIET, "MOTCUA_DATABASE_URL": self.url, "SANIC_HOST": "127.0.0.1", **self.more}
        with self.log(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env={**os.environ, **variables},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def stop(self, name: str) -> int:
        self.processes[name].send_signal(signal.SIGTERM)
        return self.processes[name].wait(20)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def say(self, text: str, sender: str = "người-1") -> str:
        address = f"http://127.0.0.1:{self.rasa_port}/webhooks/rest/webhook"
        reply = requests.post(address, json={"sender": sender, "message": text}, timeout=60)
        return "\n".join(message.get("text", "") for message in reply.json())


@contextmanager
def both_servers(folder: Path, models: Path, **more: str) -> Iterator[Servers]:
    """Started, over a dozen procedures; `more`: variables."""
    made = Servers(folder, next(models.glob("*.tar.gz")), **more)
    schema.upgrade(made.url)
    with UnitOfWork(engine(made.url)) as uow:
        catalogue.replace_all(uow.session, dozen(), "tests")
        uow.commit()
    try:
        made.start_actions()
        made.start_rasa()
        yield made
    finally:
        for process in made.processes.values():
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def servers(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with both_servers(tmp_path_factory.mktemp("servers"), models) as made:
        yield made


def soon(happened: Callable[[], Any], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_a_question_is_answered_over_rest(servers: Servers) -> None:
    assert "không thu phí" in servers.say(QUESTION)


def test_the_process_holds_no_tensorflow(servers: Servers) -> None:
    maps = Path(f"/proc/{servers.processes['rasa'].pid}/maps")
    if not maps.exists():
        pytest.skip("this system does not tell what a process has loaded")
    assert "uvloop" in maps.read_text("utf-8")
    assert "tensorflow" not in maps.read_text("utf-8")


def test_a_changed_fact_is_told_in_the_next_answer(servers: Servers) -> None:
    with UnitOfWork(engine(servers.url)) as uow:
        procedure = catalogue.by_code(uow.session, RULES)
        assert procedure is not None
        procedure.short_name = "Nội quy đổi tên"
        catalogue.apply(uow.session, {RULES: procedure}, "Lan", "edit")
        uow.commit()
    assert "Nội quy đổi tên" in servers.say(QUESTION)


def test_while_the_action_server_is_away_people_are_asked_to_come_back(servers: Servers) -> None:
    servers.say(QUESTION)
    servers.stop("actions")
    assert servers.say(QUESTION).startswith("Xin lỗi anh/chị")
    servers.start_actions()
    assert soon(lambda: "không thu phí" in servers.say(QUESTION))


def test_a_killed_action_server_leaves_no_dead_connection_behind(servers: Servers) -> None:
    servers.say(QUESTION)
    servers.processes["actions"].kill()
    servers.processes["actions"].wait()
    servers.start_actions()
    assert "không thu phí" in servers.say(QUESTION)


def test_it_ends_when_told_to_and_says_nothing_of_things_left_open(servers: Servers) -> None:
    assert servers.stop("rasa") in (0, -signal.SIGTERM)
    told = servers.log("rasa").read_text("utf-8")
    assert "Unclosed" not in told
    assert "Task was destroyed" not in told
