"""The record of questions: one row a turn, and what staff should look at."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Table, select

from bot.storage import tables, turns
from bot.storage.database import UnitOfWork, engine
from bot.storage.turns import Turn

CANDIDATE = {"code": "1.014199", "name": "Cấp mới giấy phép lao động", "confidence": 0.31}


def rows(uow: UnitOfWork, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in uow.session.execute(select(table)).mappings()]


def test_a_turn_is_kept_as_it_was(uow: UnitOfWork) -> None:
    turn = Turn("người-1", "zalo", "lệ phí?", ["fee", "dossier"], "answered", "1.014199", 0.93, (CANDIDATE,))
    turns.record(uow.session, turn)
    (row,) = rows(uow, tables.turn)
    assert datetime.now(timezone.utc) - row.pop("at") < timedelta(minutes=1)
    row.pop("id")
    assert row == {
        "sender": "người-1",
        "channel": "zalo",
        "text": "lệ phí?",
        "aspects": ["fee", "dossier"],
        "outcome": "answered",
        "procedure": "1.014199",
        "confidence": 0.93,
        "plain": "le phi?",
    }


@pytest.mark.parametrize("outcome", ["unknown", "declined"])
def test_what_was_not_answered_waits_for_staff_with_what_came_near(uow: UnitOfWork, outcome: str) -> None:
    turns.record(uow.session, Turn("a", "web", "visa?", ["overview"], outcome, candidates=(CANDIDATE,)))
    (row,) = rows(uow, tables.unanswered)
    assert (row["text"], row["outcome"], row["candidates"]) == ("visa?", outcome, [CANDIDATE])
    assert len(rows(uow, tables.turn)) == 1


@pytest.mark.parametrize("outcome", sorted({*tables.OUTCOMES} - {"unknown", "declined"}))
def test_everything_else_does_not(uow: UnitOfWork, outcome: str) -> None:
    turns.record(uow.session, Turn("a", "web", "phí?", ["fee"], outcome))
    assert rows(uow, tables.unanswered) == []


def test_nothing_is_kept_when_the_block_is_left_without_commit(database_url: str) -> None:
    with UnitOfWork(engine(database_url)) as uow:
        turns.record(uow.session, Turn("a", "web", "phí?", ["fee"], "declined"))
    with UnitOfWork(engine(database_url)) as uow:
        assert rows(uow, tables.turn) == rows(uow, tables.unanswered) == []


@pytest.mark.parametrize("text", ["😀" * 2000, "'; DROP TABLE turn; --", "dòng\nhai", "\u2028"])
def test_any_text_comes_back_as_it_was(uow: UnitOfWork, text: str) -> None:
    turns.record(uow.session, Turn("a", "web", text, [], "declined"))
    assert [row["text"] for row in rows(uow, tables.turn) + rows(uow, tables.unanswered)] == [text, text]


def test_an_empty_message_is_a_turn_but_nothing_for_staff_to_answer(uow: UnitOfWork) -> None:
    turns.record(uow.session, Turn("a", "web", "", [], "unknown"))
    assert len(rows(uow, tables.turn)) == 1
    assert rows(uow, tables.unanswered) == []
