"""bot doctor names what is wrong and the cure, and nothing else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, update

from bot.cli import bot
from bot.launch.model import model_path
from bot.settings import Settings, strangers
from bot.staff import accounts
from bot.staff.model import Role
from bot.storage import schema, tables, zalo
from bot.storage.database import UnitOfWork, engine
from bot.storage.staff_tables import staff
from tests.channels.telegram.bot_api import TOKEN, USERNAME, BotApi
from tests.channels.telegram.bot_server import serving
from tests.launch.projects import write_model, write_project
from tests.servers import SECRET, free_port


class Patient:
    """A sound installation of its own, to be made ill."""

    def __init__(self, folder: Path, url: str, patch: pytest.MonkeyPatch) -> None:
        self.project, self.url, self._patch = write_project(folder / "project"), url, patch
        self.models, self.catalogue = folder / "models", folder / "catalogue"
        self.models.mkdir()
        self.catalogue.mkdir()
        self.model = write_model(model_path(self.project, self.catalogue, self.models))
        chosen = {"database_url": url, "models": self.models, "catalogue": self.catalogue, "secret": SECRET}
        for name in ("rasa_port", "actions_port", "console_port"):
            chosen[name] = free_port()
        for name, value in chosen.items():
            self.set(name, value)
        if schema.exists(url):
            with UnitOfWork(engine(url)) as uow:
                accounts.add(uow.session, "lan", Role.ADMINISTRATOR, None, "tests")
                uow.commit()

    def set(self, name: str, value: Any) -> None:
        self._patch.setenv(f"MOTCUA_{name.upper()}", str(value))

    def do(self, *statements: Any) -> None:
        with engine(self.url).begin() as connection:
            for statement in statements:
                connection.execute(statement)

    def told(self) -> list[dict[str, str]]:
        """All findings; the exit code says whether one of them is wrong."""
        said = CliRunner().invoke(bot, ["doctor", "--json", "--project", str(self.project)])
        found = [json.loads(line) for line in said.output.splitlines()]
        assert said.exit_code == int(any(one["level"] == "wrong" for one in found)), said.output
        return found

    def ails(self, level: str = "wrong") -> list[str]:
        return [f"{one['what']} → {one['cure']}" for one in self.told() if one["level"] == level]


@pytest.fixture
def patient(tmp_path: Path, dozen_url: str, monkeypatch: pytest.MonkeyPatch) -> Patient:
    return Patient(tmp_path, dozen_url, monkeypatch)


def test_a_sound_installation_has_nothing_wrong_and_says_what_was_looked_at(patient: Patient) -> None:
    found = patient.told()
    assert [one for one in found if one["level"] == "wrong"] == []
    assert {one["group"] for one in found} == {"Máy", "Cấu hình", "Dữ liệu", "Kênh", "Máy chủ"}
    assert all(one["cure"] for one in found if one["level"] != "good")
    said = CliRunner().invoke(bot, ["doctor", "--project", str(patient.project)]).output
    assert "✔ Nhật ký nguyên vẹn" in said
    assert "0 mục sai" in said


def test_a_misspelt_setting_is_told_with_the_right_name(patient: Patient) -> None:
    patient.set("rasa_prot", 1)
    assert "MOTCUA_RASA_PROT: không phải tên cấu hình nào → Có phải MOTCUA_RASA_PORT?" in patient.ails(
        "doubtful"
    )


def test_a_value_that_does_not_fit_is_named(patient: Patient) -> None:
    patient.set("console_port", "xx")
    assert patient.ails() == ["Giá trị không đúng → MOTCUA_CONSOLE_PORT: cần một số nguyên, nhận được 'xx'"]


def test_a_secret_that_is_too_short_is_told(patient: Patient) -> None:
    patient.set("secret", "ngắn")
    assert any(told.startswith("Khóa bí mật →") for told in patient.ails())


def test_an_unknown_authority_is_told(patient: Patient) -> None:
    patient.set("agency", "sao-hoa")
    assert any("dong-nai-kcn" in told for told in patient.ails())


@pytest.mark.parametrize("content", [None, b"cut off"], ids=["missing", "damaged"])
def test_a_model_that_is_missing_or_damaged_is_told(patient: Patient, content: bytes | None) -> None:
    patient.model.unlink()
    if content:
        patient.model.write_bytes(content)
    (told,) = patient.ails()
    assert "bot train" in told


def test_a_database_that_is_missing_is_told_and_not_made(patient: Patient, tmp_path: Path) -> None:
    patient.set("database_url", f"sqlite:///{tmp_path / 'none.db'}")
    (told,) = patient.ails()
    assert "chưa có dữ liệu" in told
    assert not (tmp_path / "none.db").exists()


def test_an_older_and_a_newer_database_are_told_apart(
    tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.upgrade(empty_url, "0003")
    patient = Patient(tmp_path, "sqlite:///none.db", monkeypatch)
    patient.set("database_url", empty_url)
    assert any("Dữ liệu ở bản 0003" in told for told in patient.ails())
    with engine(empty_url).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert any("phiên bản mới hơn" in told for told in patient.ails())


def test_an_empty_catalogue_and_nobody_to_enter_the_console_are_told(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = Patient(tmp_path, database_url, monkeypatch)
    patient.do(update(staff).values(role="officer"))
    ails = patient.ails()
    assert any("Danh mục trống" in told for told in ails)
    assert any("bot staff add" in told for told in ails)


def test_a_message_that_waits_for_long_is_told(patient: Patient) -> None:
    usual = {"channel": "test", "sender": "test:1", "key": "1", "body": "{}", "state": "new", "attempts": 0}
    patient.do(insert(tables.inbox).values(**usual, at=datetime.now(timezone.utc) - timedelta(minutes=6)))
    assert any("đã chờ quá 5 phút" in told for told in patient.ails())


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


def test_of_servers_that_run_in_part_those_that_do_not_are_named(patient: Patient) -> None:
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        patient.set("rasa_port", server.server_address[1])
        ails = patient.ails()
        server.shutdown()
    assert [told.split(":")[0] for told in ails] == ["Máy chủ xử lý", "Máy chủ cán bộ"]


def test_where_none_runs_the_way_to_start_is_told(patient: Patient) -> None:
    assert "Trợ lý không chạy trên máy này → Chạy: make run" in patient.ails("doubtful")


def test_telegram_is_asked_whether_it_delivers_where_we_listen(patient: Patient) -> None:
    api = BotApi()
    with serving(api) as address:
        patient.set("telegram_api", address)
        patient.set("telegram_token", TOKEN)
        assert any(f"@{USERNAME}, tự hỏi tin" in one["what"] for one in patient.told())
        patient.set("telegram_secret", "0123456789abcdef0123")
        assert any("set-webhook" in told for told in patient.ails())
        patient.set("telegram_token", TOKEN[:-1] + "x")
        assert any("BotFather" in told for told in patient.ails())


@pytest.mark.parametrize(("days", "level"), [(1, "good"), (89, "wrong")])
def test_tokens_of_zalo_that_end_soon_are_told(patient: Patient, days: int, level: str) -> None:
    for name in ("app_id", "app_secret", "webhook_secret"):
        patient.set(f"zalo_{name}", "1234567890")
    now = datetime.now(timezone.utc)
    with UnitOfWork(engine(patient.url)) as uow:
        obtained = now - timedelta(days=days)
        zalo.keep(uow.session, zalo.StoredPair("1234567890", "a", "r", obtained, now + timedelta(hours=1)))
        uow.commit()
    assert [one["level"] for one in patient.told() if "Zalo OA" in one["what"]] == [level]


def test_where_no_token_was_ever_kept_the_way_to_one_is_told(patient: Patient) -> None:
    for name in ("app_id", "app_secret", "webhook_secret"):
        patient.set(f"zalo_{name}", "1234567890")
    assert any("bot channel zalo authorize" in told for told in patient.ails())


def test_the_present_settings_know_their_own_names() -> None:
    assert strangers({f"MOTCUA_{name.upper()}": "" for name in vars(Settings())}) == {}
    assert strangers({"MOTCUA_SECRET_FILE": "", "MOTCUA_MODEL": "", "PATH": ""}) == {}
    assert strangers({"MOTCUA_QQQQQQQQ": ""}) == {"MOTCUA_QQQQQQQQ": ""}
