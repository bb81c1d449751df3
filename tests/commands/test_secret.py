"""bot secret rotate, and bot doctor's word on whether the former secret can be taken out."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from bot.cli import bot
from bot.commands.secret import COLUMNS
from bot.desk.door import Door
from bot.desk.inbox import Arrival
from bot.desk.seal import Seal
from bot.storage import sealed
from bot.storage.database import engine
from bot.storage.staff_tables import audit
from tests.desk.doors import WORDS

OLD, NEW = "0123456789abcdef" * 2, "fedcba9876543210" * 2
NOON = datetime(2026, 11, 25, 5, tzinfo=timezone.utc)


@pytest.fixture
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Three people have written under the old secret: three addresses and three events."""
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    door = Door(sqlite_url, Seal(OLD), WORDS)
    for person in ("an", "binh", "chi"):
        door.receive(Arrival("test", person, person, "address", {}), NOON)
    return sqlite_url


def rotate(patch: pytest.MonkeyPatch, secret: str, *words: str) -> Result:
    patch.setenv("MOTCUA_SECRET", secret)
    return CliRunner().invoke(bot, ["secret", "rotate", *words])


def logged(url: str) -> list[tuple[str, dict[str, int]]]:
    with engine(url).connect() as connection:
        return [tuple(row) for row in connection.execute(select(audit.c.action, audit.c.detail))]  # type: ignore[misc]


def told_by_doctor(project: Path) -> list[str]:
    said = CliRunner().invoke(bot, ["doctor", "--json", "--project", str(project)])
    found = [json.loads(line) for line in said.output.splitlines()]
    return [
        f"{one['level']}: {one['what']}"
        for one in found
        if "khóa cũ" in one["what"] or "không khóa nào" in one["what"]
    ]


def test_every_column_is_called_by_name() -> None:
    assert list(COLUMNS) == [column.name for column in sealed.COLUMNS]


def test_a_dry_run_counts_and_writes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = rotate(monkeypatch, f"{NEW} {OLD}", "--dry-run")
    assert told.exit_code == 0, told.output
    assert "Còn 6 mục khóa bằng khóa cũ." in told.output
    assert logged(url) == []
    assert "Còn 6 mục" in rotate(monkeypatch, f"{NEW} {OLD}", "--dry-run").output


def test_everything_is_closed_anew_once_and_the_log_says_so(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = rotate(monkeypatch, f"{NEW} {OLD}")
    assert told.exit_code == 0, told.output
    assert "✔ Đã mã hóa lại 6 mục bằng khóa mới." in told.output
    assert "có thể bỏ khóa cũ" in told.output
    assert logged(url) == [("secret_rotate", {"sender.address": 3, "inbox.body": 3})]
    assert "✔" not in rotate(monkeypatch, f"{NEW} {OLD}").output
    assert len(logged(url)) == 1
    assert rotate(monkeypatch, NEW).exit_code == 0
    assert rotate(monkeypatch, OLD).exit_code == 1


def test_what_no_secret_opens_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = rotate(monkeypatch, NEW)
    assert told.exit_code == 1
    assert "6 mục không khóa nào mở được" in told.output


def test_the_doctor_says_when_the_former_secret_can_go(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MOTCUA_SECRET", f"{NEW} {OLD}")
    assert told_by_doctor(tmp_path) == ["doubtful: 6 mục còn khóa bằng khóa cũ"]
    rotate(monkeypatch, f"{NEW} {OLD}")
    (told,) = told_by_doctor(tmp_path)
    assert told.startswith("good: Không còn mục nào khóa bằng khóa cũ")
    monkeypatch.setenv("MOTCUA_SECRET", NEW)
    assert told_by_doctor(tmp_path) == []
    monkeypatch.setenv("MOTCUA_SECRET", OLD)
    (told,) = told_by_doctor(tmp_path)
    assert told.startswith("wrong: 6 mục")
