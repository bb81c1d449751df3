"""bot retention: seen before it goes, asked before it goes, and written into the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert, select

from bot.cli import bot
from bot.commands.retention import KINDS
from bot.storage import retention, tables
from bot.storage.audit import verify
from bot.storage.database import UnitOfWork, engine
from bot.storage.retention import Terms
from bot.storage.staff_tables import audit
from bot.storage.tables import now
from tests.storage.test_forgetting import filled


@pytest.fixture
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """With three letters that have had their time and one that has not."""
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    usual = {name: value for name, value in filled(tables.outbox).items() if name != "id"}
    with engine(sqlite_url).begin() as connection:
        for days in (40, 35, 31, 1):
            at = now() - timedelta(days=days)
            connection.execute(insert(tables.outbox).values(**{**usual, "state": "sent", "at": at}))
    return sqlite_url


def run(*words: str) -> Result:
    return CliRunner().invoke(bot, ["retention", *words])


def letters(url: str) -> int:
    with engine(url).connect() as connection:
        return len(connection.execute(select(tables.outbox)).all())


def line_of(told: Result, name: str) -> list[str]:
    (found,) = (line for line in told.output.splitlines() if line.startswith(KINDS[name].ljust(34)))
    return found.removeprefix(KINDS[name]).split()


def test_every_kind_is_called_by_name() -> None:
    assert [kind.name for kind in retention.kinds(now(), Terms())] == list(KINDS)


def test_the_preview_shows_each_kind_and_changes_nothing(url: str) -> None:
    told = run("preview")
    assert told.exit_code == 0, told.output
    assert [line for name in KINDS for line in line_of(told, name)]
    oldest = f"{now() - timedelta(days=40) + timedelta(hours=7):%d/%m/%Y}"
    assert line_of(told, "letters") == ["30", "ngày", "4", "3", oldest]
    assert line_of(told, "audit") == ["luôn", "giữ", "0", "0", "–"]
    assert letters(url) == 4


def test_a_dry_run_only_counts(url: str) -> None:
    told = run("run", "--dry-run")
    assert (told.exit_code, line_of(told, "letters")[3], letters(url)) == (0, "3", 4)
    assert "Chưa xóa gì." in told.output


def test_without_anybody_to_ask_nothing_goes(url: str) -> None:
    told = run("run")
    assert told.exit_code != 0
    assert "--yes" in told.output
    assert letters(url) == 4


def test_what_has_had_its_time_goes_and_the_log_says_who_did_it(url: str) -> None:
    told = run("run", "--yes")
    assert told.exit_code == 0, told.output
    assert "✔ Đã xử lý 3 mục hết hạn." in told.output
    assert letters(url) == 1
    with UnitOfWork(engine(url)) as uow:
        (row,) = uow.session.execute(select(audit)).mappings()
        assert (row["action"], row["subject"], row["detail"]) == ("retention_run", "letters", {"due": 3})
        assert verify(uow.session).is_whole
    assert "Không có gì hết hạn." in run("run", "--yes").output


def test_the_authority_s_shorter_time_counts(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_KEEP_DAYS", "38")
    assert line_of(run("preview"), "letters")[:4] == ["38", "ngày", "4", "1"]
