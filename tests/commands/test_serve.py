"""One server by itself, as containers run it: prepared first, then in the place of the command, ended by a signal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import bot
from bot.launch.model import model_path
from bot.settings import ROOT
from bot.storage import schema
from tests.launch.projects import write_model, write_stand_ins
from tests.servers import free_port, wait_for


@contextmanager
def serving(*words: str, **settings: object) -> Iterator[subprocess.Popen[bytes]]:
    variables = [f"MOTCUA_{name.upper()}={value}" for name, value in settings.items()]
    process = subprocess.Popen(["env", *variables, sys.executable, "-m", "bot", "serve", *words], cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def test_the_console_answers_and_ends_when_it_is_told_to(dozen_url: str) -> None:
    port = free_port()
    with serving("console", database_url=dozen_url, console_port=port) as process:
        wait_for(f"http://127.0.0.1:{port}/health", process)
    assert process.returncode in (0, -15)


def test_the_action_server_listens_where_it_is_told_to(dozen_url: str) -> None:
    port = free_port()
    with serving("actions", "--listen", "127.0.0.2", database_url=dozen_url, actions_port=port) as process:
        wait_for(f"http://127.0.0.2:{port}/health", process)


@pytest.mark.parametrize("server", ["rasa", "actions", "console"])
def test_without_data_the_way_to_them_is_told(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    told = CliRunner().invoke(bot, ["serve", server])
    assert (told.exit_code, "Chạy trước: bot prepare" in told.output) == (2, True)


def test_without_a_model_the_way_to_one_is_told(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("MOTCUA_MODELS", str(tmp_path))
    told = CliRunner().invoke(bot, ["serve", "rasa"])
    assert (told.exit_code, "bot prepare" in told.output) == (2, True)


def test_everything_is_prepared_and_nothing_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = write_stand_ins(tmp_path)
    catalogue = project / "catalogue"
    catalogue.mkdir()
    (catalogue / "1.yml").write_text("code: '1.000001'\nname: Cấp giấy phép thử\nfield: lao_dong\n", "utf-8")
    url = f"sqlite:///{tmp_path / 'motcua.db'}"
    for name, value in {"database_url": url, "catalogue": catalogue, "models": project / "models"}.items():
        monkeypatch.setenv(f"MOTCUA_{name.upper()}", str(value))
    write_model(model_path(project, catalogue, project / "models"))
    told = CliRunner().invoke(bot, ["prepare", "--project", str(project)])
    assert told.exit_code == 0, told.output
    assert [f"[{step}/3]" in told.output for step in (1, 2, 3)] == [True] * 3
    assert "đã nhập 1 thủ tục" in told.output
    assert schema.exists(url)
