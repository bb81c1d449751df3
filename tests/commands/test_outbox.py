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


def test_who_has_left_is_not_told_but_why_he_was_not_reached(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    with UnitOfWork(engine(sqlite_url)) as uow:
        for text, state, reason in (("Một", "sent", None), ("Hai", "refused", "bot was blocked")):
            outbox.mark(uow.session, outbox.add(uow.session, "test:1", text, now()), state, reason=reason)
        outbox.add(uow.session, "test:1", "Ba", now())
        outbox.forget(uow.session, "test:1")
        uow.commit()
    told = CliRunner().invoke(bot, ["outbox"]).output
    assert told.count("(người đã rời kênh, nội dung đã xóa)  không gửi được") == 2
    assert f": {outbox.LEFT}\n" in told
    assert ": bot was blocked" in told
    assert not {"test:1", "Một", "Hai", "Ba"} & set(told.split())
