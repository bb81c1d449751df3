"""The same channel against somebody else's idea of the Bot API: the npm package telegram-test-api."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.channels.telegram.bot_api import TOKEN
from tests.channels.telegram.conftest import new_database
from tests.channels.telegram.running import telegram_server
from tests.servers import free_port

PACKAGE = "telegram-test-api@4.2.1"
HERE = Path(__file__).parent


@dataclass
class Emulator:
    address: str
    person: int = 77

    def acts(self, route: str, **content: Any) -> None:
        somebody = {"id": self.person, "is_bot": False, "first_name": "An"}
        body = {"botToken": TOKEN, "from": somebody, "date": int(time.time()), **content}
        requests.post(f"{self.address}/{route}", json=body, timeout=10).raise_for_status()

    def says(self, text: str) -> None:
        self.acts("sendMessage", text=text, chat={"id": self.person, "type": "private", "first_name": "An"})

    def seen(self) -> list[dict[str, Any]]:
        history = requests.post(f"{self.address}/getUpdatesHistory", json={"token": TOKEN}, timeout=10).json()
        return [one for one in history["result"] if "chat_id" in one.get("message", {})]

    def reads(self, count: int) -> list[dict[str, Any]]:
        deadline = time.monotonic() + 30
        while len(self.seen()) < count:
            assert time.monotonic() < deadline, self.seen()
            time.sleep(0.1)
        return self.seen()


@pytest.fixture(scope="module")
def package(request: pytest.FixtureRequest) -> Path:
    """The package, fetched once into the tests' cache."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not here: the emulator of npm is left out")
    folder = Path(request.config.cache.mkdir("telegram-test-api"))  # type: ignore[union-attr]
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "node_modules" / "telegram-test-api").is_dir():
            command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE]
            fetched = subprocess.run(command, capture_output=True, text=True, timeout=300)
            if fetched.returncode:
                pytest.skip(f"{PACKAGE} cannot be fetched: {fetched.stderr.strip().splitlines()[-1:]}")
    shutil.copy(HERE / "emulator.js", folder)
    return folder


@pytest.fixture(scope="module")
def emulator(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    port = free_port()
    folder = tmp_path_factory.mktemp("emulator")
    process = subprocess.Popen(["node", "emulator.js", str(port)], cwd=package, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"listening"
        address = f"http://127.0.0.1:{port}"
        with telegram_server(address, new_database(folder), log=folder / "server.log"):
            yield Emulator(address)
    finally:
        process.terminate()
        process.wait(10)


def test_a_question_is_answered_and_a_button_asks_the_next(emulator: Emulator) -> None:
    emulator.says("lệ phí bao nhiêu")
    emulator.says("cho tôi nút")
    first, second = emulator.reads(2)
    assert first["message"]["text"] == "Đã nghe: lệ phí bao nhiêu"
    (row,) = second["message"]["reply_markup"]["inline_keyboard"]
    shown = {"message_id": second["messageId"], "chat": {"id": emulator.person, "type": "private"}}
    emulator.acts("sendCallback", message=shown, data=row[0]["callback_data"])
    assert emulator.reads(3)[2]["message"]["text"] == "Đã nghe: /ask_fee"


def test_entities_are_sent_as_entities(emulator: Emulator) -> None:
    before = len(emulator.seen())
    emulator.says("dài dòng")
    message = emulator.reads(before + 1)[before]["message"]
    assert "**" not in message["text"]
    assert {entity["type"] for entity in message["entities"]} == {"bold", "text_link"}
