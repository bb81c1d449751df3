"""What decides about petitions in the chat, on both databases: sent once, told each step, rated, and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.channels.driver import Incoming
from bot.channels.words import words
from bot.desk import petitions
from bot.errors import Over
from bot.storage import catalogue
from bot.storage import petitions as stored
from bot.storage.database import UnitOfWork, engine
from bot.storage.petition_tables import petition_step
from bot.storage.writing import Writing
from tests.channels.exchange import Exchange
from tests.channels.test_petitions import OWN, Open, by_staff, letters, rows, sent
from tests.real import dozen


@pytest.fixture
def exchange(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", database_url)
    with UnitOfWork(engine(database_url)) as uow:
        catalogue.replace_all(uow.session, dozen(), "tests")
        uow.commit()
    yield lambda person="77": Exchange(database_url, tmp_path / "sending", None, person)
    engine(database_url).dispose()


def test_a_petition_is_sent_closed_with_its_cause_told_and_rated(exchange: Open) -> None:
    talk = exchange()
    code = sent(talk)
    words_for_him = "Sở Nội vụ giải quyết việc này."
    by_staff(talk, lambda uow, row: petitions.close(uow, row, "lan", "elsewhere", words_for_him, talk.now))
    assert words_for_him in letters(talk)[-1]
    talk.slots = {"outcome": "choices", "asked": [], "meant": None}
    talk.says("cảm ơn")
    assert talk.presses(OWN["bad"]) == [OWN["sorry"]]
    (row,) = rows(talk)
    assert (row["code"], row["state"], row["cause"], row["satisfied"]) == (code, "closed", "elsewhere", False)
    assert [one["step"] for one in rows(talk, petition_step)] == ["received", "closed", "rated"]
    assert words_for_him in exchange("88").says(code)[0]


def test_of_officers_who_answer_at_once_one_does(exchange: Open) -> None:
    talk = exchange()
    sent(talk)
    with UnitOfWork(engine(talk.url)) as uow:
        seen = dict(uow.session.execute(stored.one(1)).mappings().one())

    def answer(who: str) -> bool:
        try:
            with Writing(engine(talk.url)) as uow:
                petitions.answer(uow, seen, who, f"Trả lời của {who}.", talk.now)
                uow.commit()
        except Over:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(answer, ("lan", "minh", "hoa")))
    assert sorted(told) == [False, False, True]
    steps: list[Any] = rows(talk, petition_step)
    assert [one["step"] for one in steps] == ["received", "answered"]


def test_deleting_ones_data_unlinks_what_was_sent(exchange: Open) -> None:
    talk = exchange()
    sent(talk)
    talk.does(Incoming("command", "xoadulieu"))
    talk.presses(words()["forget_yes"])
    (row,) = rows(talk)
    assert (row["sender"], row["contact"], row["state"]) == (None, None, "received")
