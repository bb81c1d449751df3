"""A changed secret: everything that the former one closed is closed anew, and the former one opens nothing."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.desk import callbacks, sealing
from bot.desk.door import Door
from bot.desk.inbox import Arrival
from bot.desk.seal import Seal
from bot.errors import Unreadable
from bot.settings import ROOT
from bot.storage import petitions, sealed, tables, zalo
from bot.storage.database import UnitOfWork, engine
from bot.storage.petition_tables import petition
from bot.storage.writing import Writing
from tests.desk.doors import WORDS

OLD, NEW = "0123456789abcdef" * 2, "fedcba9876543210" * 2
NOON = datetime(2026, 11, 25, 5, tzinfo=timezone.utc)
BOTH = f"{NEW} {OLD}"
PEOPLE = 5


@pytest.fixture
def closed(database_url: str) -> str:
    """Something of five people, and the tokens, under the old secret: written as the application writes it."""
    seal = Seal(OLD)
    door = Door(database_url, seal, WORDS)
    for number in range(PEOPLE):
        person = f"person {number}"
        door.receive(Arrival("test", person, person, f"address {number}", {"text": "xin chào"}), NOON)
        sender = seal.sender("test", person)
        with Writing(engine(database_url)) as uow:
            callbacks.ask(uow, seal, sender, "test", "0987654321", None, NOON)
            petitions.begin(uow.session, sender, "test", "x", "chữ", NOON)
            petitions.fill(uow.session, sender, contact=seal.close({"phone": "0987654321"}))
            uow.commit()
    with UnitOfWork(engine(database_url)) as uow:
        zalo.keep(uow.session, zalo.StoredPair("360", seal.close("a"), seal.close("r"), NOON, NOON))
        uow.commit()
    return database_url


def stored(url: str) -> list[tuple[str, str]]:
    """(column, what stands there)."""
    with engine(url).connect() as connection:
        return [
            (column.name, value)
            for column in sealed.COLUMNS
            for value in connection.execute(select(column.table.c[column.column])).scalars()
            if value is not None
        ]


def rotate(url: str, told: Any = lambda count: None) -> int:
    return sum(sealing.rotate(engine(url), Seal(BOTH), column, told) for column in sealed.COLUMNS)


def opened_by(url: str, secret: str) -> list[str]:
    """The columns of what that secret alone opens."""
    found, seal = [], Seal(secret)
    for name, value in stored(url):
        try:
            seal.open(value)
            found.append(name)
        except Unreadable:
            continue
    return found


def test_afterwards_the_new_secret_opens_all_and_the_old_one_nothing(closed: str) -> None:
    everything = [name for name, _ in stored(closed)]
    assert set(everything) == {column.name for column in sealed.COLUMNS}
    assert opened_by(closed, OLD) == everything
    contents = [Seal(OLD).open(value) for _, value in stored(closed)]
    assert rotate(closed) == len(everything)
    assert opened_by(closed, NEW) == everything
    assert opened_by(closed, OLD) == []
    assert sorted(map(str, contents)) == sorted(str(Seal(NEW).open(value)) for _, value in stored(closed))


def test_what_is_counted_is_what_is_closed_anew(closed: str) -> None:
    def total() -> sealing.Count:
        return sum(sealing.count(engine(closed), Seal(BOTH)).values(), sealing.Count())

    every = len(stored(closed))
    before = stored(closed)
    assert total() == sealing.Count(former=every)
    assert stored(closed) == before
    rotate(closed)
    assert total() == sealing.Count(present=every)
    with engine(closed).begin() as connection:
        connection.execute(update(zalo.token).values(access="of another installation"))
    assert total() == sealing.Count(present=every - 1, lost=1)


def test_a_second_run_finds_nothing_to_do(closed: str) -> None:
    rotate(closed)
    before = stored(closed)
    assert rotate(closed) == 0
    assert stored(closed) == before


def test_a_run_that_was_broken_off_is_gone_on_with(closed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "BATCH", 2)
    seen: list[int] = []

    def end_in_the_middle(count: int) -> None:
        seen.append(count)
        if len(seen) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(closed, end_in_the_middle)
    every = [name for name, _ in stored(closed)]
    done = opened_by(closed, NEW)
    assert 0 < len(done) < len(every)
    # With both secrets everything can be read in between.
    assert opened_by(closed, BOTH) == every
    assert rotate(closed) == len(every) - len(done)
    assert opened_by(closed, NEW) == every


def test_what_somebody_writes_meanwhile_stays(closed: str) -> None:
    """Between reading and writing a server gets an answer from Zalo: its pair must not be lost."""
    column = next(one for one in sealed.COLUMNS if one.name == "zalo_token.refresh")
    (batch,) = sealed.batches(engine(closed), column)
    old, new = Seal(OLD), Seal(BOTH)
    newer = zalo.StoredPair("360", new.close("a2"), new.close("r2"), datetime.now(timezone.utc), NOON)
    with UnitOfWork(engine(closed)) as uow:
        assert zalo.rotate(uow.session, zalo.StoredPair("360", "", "", NOON, NOON), newer)
        uow.commit()
    anew = {key: (value, new.closed_anew(value)) for key, value in batch.items()}
    assert sealed.replace(engine(closed), column, anew) == 0
    with UnitOfWork(engine(closed)) as uow:
        pair = zalo.pair(uow.session, "360")
    assert pair is not None
    assert (new.open(pair.refresh), old.open(next(iter(batch.values())))) == ("r2", "r")


def test_a_renewal_that_began_before_finds_its_pair_afterwards(closed: str) -> None:
    """A refresh token works once: what Zalo answered must find its place, however the row looks by then."""
    with UnitOfWork(engine(closed)) as uow:
        before = zalo.pair(uow.session, "360")
    rotate(closed)
    seal = Seal(BOTH)
    after = zalo.StoredPair("360", seal.close("a2"), seal.close("r2"), datetime.now(timezone.utc), NOON)
    with UnitOfWork(engine(closed)) as uow:
        assert before is not None
        assert zalo.rotate(uow.session, before, after)
        uow.commit()
        assert zalo.pair(uow.session, "360") == after


def test_whoever_waits_for_an_answer_can_still_be_written_to(closed: str) -> None:
    rotate(closed)
    door = Door(closed, Seal(NEW), WORDS)
    addresses = {visit.address for visit in door.claim(("test",), 99, NOON)}
    assert addresses == {f"address {number}" for number in range(PEOPLE)}


def test_every_place_that_closes_something_is_one_of_the_columns() -> None:
    """Who closes something new has to name its column in bot/storage/sealed.py, and the file here."""
    closing = re.compile(r"seal\.close\(")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "bot").rglob("*.py")
        if closing.search(path.read_text("utf-8"))
    }
    assert found == {
        "bot/channels/zalo/oa/tokens.py",
        "bot/desk/callbacks.py",
        "bot/desk/door.py",
        "bot/desk/petitioning.py",
    }


def test_a_petition_that_lost_its_contact_is_no_item(closed: str) -> None:
    with engine(closed).begin() as connection:
        connection.execute(update(petition).values(contact=None))
    assert sealing.count(engine(closed), Seal(BOTH))["petition.contact"] == sealing.Count()


def test_an_event_that_is_finished_is_no_item(closed: str) -> None:
    with engine(closed).begin() as connection:
        connection.execute(update(tables.inbox).values(body=None, state="done"))
        usual = {"channel": "test", "sender": "test:1", "state": "new", "attempts": 0, "at": NOON}
        connection.execute(insert(tables.inbox).values(**usual, key="k", body=Seal(NEW).close({})))
    assert sealing.count(engine(closed), Seal(BOTH))["inbox.body"] == sealing.Count(present=1)
