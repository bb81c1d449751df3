"""The secret is changed while people talk: whoever comes back while the former one is still given is known again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from bot.desk.door import Door
from bot.desk.inbox import Answered, Arrival, Draft, Task
from bot.desk.seal import Seal
from bot.feedback.model import Asking, Opinion
from bot.storage import feedback as opinions
from bot.storage import ratings, tables
from bot.storage.database import UnitOfWork, engine
from bot.storage.desk_tables import handoff
from bot.storage.feedback_tables import feedback, rating
from bot.storage.tables import metadata
from bot.storage.zalo import interaction
from tests.desk.doors import NOON, WORDS, letter, task, visit
from tests.storage.test_forgetting import filled, tables_of_people

OLD, NEW = "0123456789abcdef" * 2, "fedcba9876543210" * 2
BEFORE, AFTER = Seal(OLD).sender("test", "an"), Seal(NEW).sender("test", "an")


def door(url: str, secret: str = f"{NEW} {OLD}") -> Door:
    return Door(url, Seal(secret), WORDS)


def comes(door: Door, key: str = "k1", person: str = "an", **body: Any) -> None:
    door.receive(Arrival("test", key, person, f"chat {person}", body), NOON)


def names(url: str) -> dict[str, set[str]]:
    """Who is in which table."""
    with engine(url).connect() as connection:
        return {
            table.name: set(connection.execute(select(table.c.sender)).scalars())
            for table in metadata.sorted_tables
            if "sender" in table.c
        }


@pytest.fixture
def everywhere(database_url: str) -> str:
    """One person has left a trace in every table, under the old secret; nobody is working for him."""
    with engine(database_url).begin() as connection:
        for table in tables_of_people():
            free = {"held_until": None, "holder": None} if table is tables.sender else {}
            sealed = {"address": Seal(OLD).close("chat an")} if table is tables.sender else {}
            connection.execute(insert(table).values(**{**filled(table), "sender": BEFORE, **free, **sealed}))
    return database_url


def test_everything_of_somebody_who_comes_back_goes_over(everywhere: str) -> None:
    assert {name for name, of in names(everywhere).items() if of == {BEFORE}} == set(names(everywhere))
    comes(door(everywhere))
    assert {name for name, of in names(everywhere).items() if of == {AFTER}} == set(names(everywhere))


def test_what_he_wants_deleted_is_deleted_wherever_it_was(everywhere: str) -> None:
    here = door(everywhere)
    comes(here)
    here.forget(AFTER, NOON)
    left = {name for name, of in names(everywhere).items() if of & {BEFORE, AFTER}}
    # Who leaves is still told so; what Zalo needs to know for that goes with the address.
    assert left == {"sender", "inbox", interaction.name}


def test_others_keep_their_names(everywhere: str) -> None:
    comes(door(everywhere), person="binh")
    assert all(BEFORE in of for of in names(everywhere).values())


def test_once_the_former_secret_is_gone_he_is_somebody_new(everywhere: str) -> None:
    comes(door(everywhere, NEW))
    assert names(everywhere)["sender"] == {BEFORE, AFTER}
    assert names(everywhere)[handoff.name] == {BEFORE}


def test_his_talk_goes_on(database_url: str) -> None:
    first = door(database_url, OLD)
    comes(first, "k1")
    here = visit(first)
    outcome = Answered(task(first, here).event, (Draft("a"),), slots={"procedure": "1"})
    letter(first, here, outcome)
    with engine(database_url).begin() as connection:
        connection.execute(update(tables.sender).values(held_until=None, holder=None))
        connection.execute(update(tables.outbox).values(state="sent"))
    second = door(database_url)
    comes(second, "k2")
    job = second.step(visit(second), None, NOON)
    assert isinstance(job, Task)
    assert job.slots == {"procedure": "1"}


def test_nobody_is_renamed_while_somebody_works_for_him(everywhere: str) -> None:
    with engine(everywhere).begin() as connection:
        connection.execute(update(tables.sender).values(held_until=NOON + timedelta(seconds=9), holder="x"))
    comes(door(everywhere), "k1")
    assert names(everywhere)["sender"] == {BEFORE, AFTER}
    assert names(everywhere)["talk"] == {BEFORE}
    with engine(everywhere).begin() as connection:
        connection.execute(update(tables.sender).values(held_until=None, holder=None))
    comes(door(everywhere), "k2")
    assert {name for name, of in names(everywhere).items() if of == {AFTER}} == set(names(everywhere))


def test_what_he_said_that_day_stays_one_row(database_url: str) -> None:
    def rates(sender: str, turn: int) -> None:
        with UnitOfWork(engine(database_url)) as uow:
            ratings.ask(uow.session, sender, Asking(turn, "test", "answered", "x"), NOON)
            ratings.note(uow.session, sender, Opinion(turn, "test", "x", satisfied=True), NOON)
            uow.commit()

    comes(door(database_url, OLD), "k1")
    rates(BEFORE, 1)
    comes(door(database_url), "k2")
    rates(AFTER, 2)
    with engine(database_url).connect() as connection:
        (row,) = connection.execute(select(feedback)).mappings()
        assert (row["sender"], row["key"], row["rated"]) == (AFTER, opinions.key_of(AFTER, NOON), 2)
        assert connection.scalar(select(func.count()).select_from(rating)) == 2
