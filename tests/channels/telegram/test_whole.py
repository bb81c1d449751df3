"""From `bot up` with a token to answers: the trained model, the real actions, the whole catalogue."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT
from bot.storage.database import sqlite_path
from tests.channels.telegram.bot_api import TOKEN, BotApi
from tests.channels.telegram.bot_server import serving
from tests.channels.telegram.people import Person, buttons_of
from tests.servers import free_port, wait_for

PROJECT = ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "Procfile", "data", "actions")


@pytest.fixture(scope="module")
def api(models: Path, full_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BotApi]:
    project = tmp_path_factory.mktemp("project")
    for name in PROJECT:
        (project / name).symlink_to(ROOT / name)
    # Turns are written: the database that others read stays as it is.
    source = sqlite_path(full_url)
    assert source is not None
    (project / "var").mkdir()
    shutil.copy(source, project / "var" / "motcua.db")
    api = BotApi()
    with serving(api) as bot_api:
        process, address = start(project, models, bot_api)
        try:
            wait_for(f"{address}/webhooks/telegram/", process, 240)
            wait_for(f"{address}/webhooks/web/health", process, 240)
            yield api
            assert TOKEN not in (project / "up.log").read_text("utf-8")
        finally:
            process.terminate()
            process.wait(30)


def start(project: Path, models: Path, bot_api: str) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    chosen = {
        "models": models,
        "database_url": f"sqlite:///{project / 'var' / 'motcua.db'}",
        "rasa_port": port,
        "actions_port": free_port(),
        "telegram_token": TOKEN,
        "telegram_api": bot_api,
    }
    variables = [f"PYTHONPATH={ROOT}", *(f"MOTCUA_{name.upper()}={value}" for name, value in chosen.items())]
    command = ["env", *variables, sys.executable, "-m", "bot", "up", "--project", str(project)]
    with (project / "up.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    return process, f"http://127.0.0.1:{port}"


def asked(person: Person, text: str) -> list[dict[str, Any]]:
    """What the bot says to it: one message or several."""
    person.says(text)
    return answers(person)


def answers(person: Person) -> list[dict[str, Any]]:
    known = getattr(person, "known", 0)
    person.reads(known + 1, 60)
    seen = person.seen()
    while True:
        time.sleep(1)
        if len(person.seen()) == len(seen):
            break
        seen = person.seen()
    person.known = len(seen)  # type: ignore[attr-defined]
    return seen[known:]


def text_of(messages: list[dict[str, Any]]) -> str:
    return "\n".join(message["text"] for message in messages)


@pytest.mark.model
def test_a_question_its_buttons_and_a_follow_up(api: BotApi) -> None:
    person = Person(api, 77)
    answer = asked(person, "gia han giay phep lao dong mat may ngay")
    assert "Gia hạn giấy phép lao động" in text_of(answer)
    assert "10 ngày làm việc" in text_of(answer)
    assert "**" not in text_of(answer)
    assert "bold" in {one["type"] for one in answer[0]["entities"]}
    query = person.presses("Lệ phí")
    fee = answers(person)
    assert "ệ phí" in text_of(fee)
    assert "Gia hạn giấy phép lao động" in text_of(fee)
    assert api.queries[query] is not None
    # What rates the answer stays.
    assert set(buttons_of(person.chat.messages[answer[-1]["message_id"]])) == {"Hài lòng", "Chưa hài lòng"}
    dossier = asked(person, "can giay to gi")
    assert "giấy tờ" in text_of(dossier)
    assert "Gia hạn giấy phép lao động" in text_of(dossier)


@pytest.mark.model
def test_the_menu_s_commands_are_understood(api: BotApi) -> None:
    person = Person(api, 78)
    told = {name: text_of(asked(person, f"/{name}")) for name in ("start", "help", "thutuc", "gopy", "canbo")}
    assert "Chào anh/chị" in told["start"]
    assert "Trợ lý Một Cửa" in told["help"]
    assert "lĩnh vực" in told["thutuc"]
    assert "viết góp ý" in told["gopy"]
    assert "cán bộ" in told["canbo"]
