"""`bot up` as a process: its steps, its messages, its end."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from bot.launch.model import model_path
from bot.staff import entrance
from bot.storage.database import engine
from tests.channels.web.page import Page
from tests.launch.projects import write_model, write_project, write_stand_ins
from tests.servers import free_port


class Assistant:
    """One `bot up` in a small project, with a database and ports of its own."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.catalogue = project / "catalogue"
        self.catalogue.mkdir(exist_ok=True)
        (self.catalogue / "1.yml").write_text(
            "code: '1.000001'\nname: Cấp giấy phép thử\nfield: lao_dong\n", "utf-8"
        )
        self.rasa_port, self.actions_port, self.console_port = free_port(), free_port(), free_port()
        self.address = f"http://127.0.0.1:{self.rasa_port}"
        self.log = project / "up.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def model(self) -> Path:
        return model_path(self.project, self.catalogue, self.project / "models")

    def start(self, **settings: object) -> subprocess.Popen[bytes]:
        chosen = {
            "models": self.project / "models",
            "catalogue": self.catalogue,
            "database_url": f"sqlite:///{self.project / 'var' / 'motcua.db'}",
            "rasa_port": self.rasa_port,
            "actions_port": self.actions_port,
            "console_port": self.console_port,
            **settings,
        }
        variables = [f"MOTCUA_{name.upper()}={value}" for name, value in chosen.items()]
        command = ["env", *variables, sys.executable, "-m", "bot", "up", "--project", str(self.project)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        return self.process

    def wait_until(self, words: str, patience: float = 90) -> None:
        deadline = time.monotonic() + patience
        while words not in self.said():
            assert time.monotonic() < deadline, self.said()
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def is_gone(self) -> bool:
        """All ports are free again."""
        for port in (self.rasa_port, self.actions_port, self.console_port):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return False
        return True


@pytest.fixture
def stand_ins(tmp_path: Path) -> Iterator[Assistant]:
    assistant = Assistant(write_stand_ins(tmp_path))
    write_model(assistant.model)
    yield assistant
    stop(assistant)


def stop(assistant: Assistant) -> None:
    if assistant.process is not None and assistant.process.poll() is None:
        assistant.process.terminate()
        assistant.process.wait(20)


def test_it_says_each_step_and_the_address_of_the_page(stand_ins: Assistant) -> None:
    stand_ins.start()
    stand_ins.wait_until("Sẵn sàng")
    said = stand_ins.said()
    assert [f"[{step}/5]" in said for step in range(1, 6)] == [True] * 5
    assert f"{stand_ins.address}/" in said
    assert "đã nhập 1 thủ tục" in said


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_everything_when_told_to(stand_ins: Assistant, end: signal.Signals) -> None:
    process = stand_ins.start()
    stand_ins.wait_until("Sẵn sàng")
    process.send_signal(end)
    assert process.wait(20) == 0
    assert "Đã dừng." in stand_ins.said()
    assert stand_ins.is_gone()


@pytest.mark.parametrize("victim", ["rasa", "actions", "console"])
def test_when_one_process_ends_the_rest_is_stopped_with_its_last_lines(
    stand_ins: Assistant, victim: str
) -> None:
    process = stand_ins.start()
    stand_ins.wait_until("Sẵn sàng")
    port = getattr(stand_ins, f"{victim}_port")
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{port}/die")
    assert process.wait(20) == 2
    said = stand_ins.said()
    assert f"Tiến trình {victim} đã tự dừng (mã 7)" in said
    assert "something terrible" in said.partition("Những dòng cuối")[2]
    assert stand_ins.is_gone()


@pytest.mark.parametrize("setting", ["rasa_port", "actions_port", "console_port"])
def test_an_occupied_port_is_named_before_anything_is_done(stand_ins: Assistant, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert stand_ins.start(**{setting: port}).wait(60) == 2
    assert f"MOTCUA_{setting.upper()}: cổng {port} đang có chương trình khác dùng" in stand_ins.said()
    assert not (stand_ins.project / "var").exists()


def test_a_malformed_token_is_named_before_anything_is_done(stand_ins: Assistant) -> None:
    assert stand_ins.start(telegram_token="mã-sai").wait(60) == 2
    assert "MOTCUA_TELEGRAM_TOKEN: không đúng dạng" in stand_ins.said()
    assert "[2/5]" not in stand_ins.said()
    assert "mã-sai" not in stand_ins.said()


@pytest.mark.parametrize("setting", ["actions_port", "console_port"])
def test_two_servers_on_one_port_are_refused(stand_ins: Assistant, setting: str) -> None:
    assert stand_ins.start(**{setting: stand_ins.rasa_port}).wait(60) == 2
    assert "trùng với MOTCUA_RASA_PORT" in stand_ins.said()


def test_the_first_start_makes_an_administrator_and_shows_the_password_once(stand_ins: Assistant) -> None:
    process = stand_ins.start()
    stand_ins.wait_until("Sẵn sàng")
    said = stand_ins.said()
    assert f"Trang cán bộ: http://127.0.0.1:{stand_ins.console_port}/" in said
    found = re.search(r"mật khẩu \(chỉ hiện một lần, xin ghi lại\): (\S+)", said)
    assert found
    url = f"sqlite:///{stand_ins.project / 'var' / 'motcua.db'}"
    assert isinstance(entrance.sign_in(engine(url), "quantri", found[1], ""), str)
    process.terminate()
    process.wait(20)
    stand_ins.start()
    stand_ins.wait_until("Sẵn sàng")
    assert "mật khẩu" not in stand_ins.said()


def test_a_folder_for_models_that_cannot_be_written_is_named(stand_ins: Assistant) -> None:
    assert stand_ins.start(models=stand_ins.project / "Procfile" / "models").wait(60) == 2
    assert "MOTCUA_MODELS: không ghi được vào" in stand_ins.said()


def test_a_wrong_catalogue_file_is_told_with_its_place(stand_ins: Assistant) -> None:
    (stand_ins.catalogue / "2.yml").write_text("code: [", "utf-8")
    write_model(stand_ins.model)
    assert stand_ins.start().wait(60) == 2
    assert "2.yml" in stand_ins.said()
    assert "Traceback" not in stand_ins.said()


def test_an_unknown_authority_is_told_with_those_there_are(stand_ins: Assistant) -> None:
    assert stand_ins.start(agency="sao-hoa").wait(60) == 2
    assert "dong-nai-kcn" in stand_ins.said()


@pytest.mark.model
def test_from_a_damaged_model_to_an_answer_then_again_in_seconds(tmp_path: Path) -> None:
    assistant = Assistant(write_project(tmp_path))
    assistant.model.parent.mkdir(exist_ok=True)
    assistant.model.write_bytes(b"cut off")
    process = assistant.start()
    assistant.wait_until("Sẵn sàng", 180)
    assert "bị hỏng, tôi huấn luyện lại" in assistant.said()
    assert "đang học" in assistant.said()
    assert fee_of(assistant) == ["Lệ phí 1.000.000 đồng"]
    process.terminate()
    assert process.wait(20) == 0

    assistant.start()
    assistant.wait_until("Sẵn sàng")
    assert "đang học" not in assistant.said()
    assert fee_of(assistant) == ["Lệ phí 1.000.000 đồng"]
    stop(assistant)


def fee_of(assistant: Assistant) -> list[str]:
    return Page(assistant.address).ask("lệ phí")
