from __future__ import annotations

import pytest
from click.testing import CliRunner

from bot.cli import bot
from bot.storage import outbox
from bot.storage.database import UnitOfWork, engine
from bot.storage.tables import now


def test_what_was_not_delivered_is_shown_with_its_reason(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    with UnitOfWork(engine(sqlite_url)) as uow:
        for text, state, reason in (
            ("Lệ phí: 600.000 đồng", "refused", "bot was blocked"),
            ("Hồ sơ gồm:\n1. Đơn", "unsure", "cut off"),
            ("Đã gửi", "sent", None),
        ):
            outbox.mark(uow.session, outbox.add(uow.session, "test:1", text, now()), state, reason=reason)
        outbox.add(uow.session, "test:1", "Sắp gửi", now())
        uow.commit()
    told = CliRunner().invoke(bot, ["outbox"])
    assert told.exit_code == 0, told.output
    assert "0 tin đến chưa trả lời xong; 1 tin đi đang chờ gửi." in told.output
    assert "không gửi được: bot was blocked\n    Lệ phí: 600.000 đồng" in told.output
    assert "không rõ đã tới chưa: cut off\n    Hồ sơ gồm: 1. Đơn" in told.output
    assert "Đã gửi" not in told.output


def test_when_all_arrived_that_is_said(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    assert "Không có tin nào gửi không được." in CliRunner().invoke(bot, ["outbox"]).output
