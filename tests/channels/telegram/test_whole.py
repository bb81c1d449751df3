"""From `bot up` with a token to answers: the trained model, the real actions, the whole catalogue."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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
    variables = [f"MOTCUA_{name.upper()}={value}" for name, value in chosen.items()]
    command = ["env", *variables, sys.executable, "-m", "bot", "up", "--project", str(project)]
    with (project / "up.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    return process, f"http://127.0.0.1:{port}"


@pytest.mark.model
def test_a_question_its_buttons_and_a_follow_up(api: BotApi) -> None:
    person = Person(api, 77)
    person.says("gia han giay phep lao dong mat may ngay")
    person.reads(1, 60)
    answer = person.seen()[0]
    assert "Gia hạn giấy phép lao động" in answer["text"]
    assert "10 ngày làm việc" in answer["text"]
    assert "**" not in answer["text"]
    assert {"bold", "text_link"} <= {one["type"] for one in answer["entities"]}
    title = next(title for title in buttons_of(person.seen()[-1]) if "Hồ sơ" in title)
    count = len(person.seen())
    query = person.presses(title)
    dossier = " ".join(person.reads(count + 1, 60)[count:])
    assert "1. " in dossier
    assert "Gia hạn giấy phép lao động" in dossier
    person.waits_until(lambda: api.queries[query] is not None)
    person.waits_until(lambda: title not in buttons_of(person.seen()[count - 1]))
    count = len(person.seen())
    person.says("le phi bao nhieu")
    fee = " ".join(person.reads(count + 1, 60)[count:])
    assert "ệ phí" in fee
    assert "Gia hạn giấy phép lao động" in fee


@pytest.mark.model
def test_the_menu_s_commands_are_understood(api: BotApi) -> None:
    person = Person(api, 78)
    told = {}
    for name in ("start", "help", "thutuc", "gopy", "canbo"):
        count = len(person.seen())
        person.says(f"/{name}")
        told[name] = " ".join(person.reads(count + 1, 60)[count:])
    assert "Chào anh/chị" in told["start"]
    assert "Trợ lý Một Cửa" in told["help"]
    assert "lĩnh vực" in told["thutuc"]
    assert "góp ý" in told["gopy"]
    assert "cán bộ" in told["canbo"]
