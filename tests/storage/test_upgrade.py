"""A database that an older release left is brought up with every row in it, and an older server goes on over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, MetaData, Table, insert, select

from bot.desk import callbacks as desk_callbacks
from bot.desk import petitions as desk_petitions
from bot.desk import sealing
from bot.desk.door import Door
from bot.desk.inbox import Task
from bot.desk.seal import Seal
from bot.feedback import indicators
from bot.feedback.periods import period
from bot.storage import (
    audit,
    callbacks,
    catalogue,
    feedback,
    lessons,
    petitions,
    questions,
    schema,
    staff,
    tables,
    transcript,
    zalo,
)
from bot.storage.database import UnitOfWork, engine
from bot.storage.feedback import Wanted
from tests.databases import postgresql
from tests.desk.doors import SECRET, WORDS

RELEASES = Path(__file__).with_name("releases")
# The oldest and the latest whose servers may still run while the tables are newer: columns are only added.
OLDER = ["0009", f"{int(str(schema.scripts().get_current_head())) - 1:04}"]
# Each has one row, made with its table.
OF_ONE_ROW = ("catalogue_version", "audit_head")
AN = "test:an"
LATER = datetime(2026, 8, 20, 3, tzinfo=timezone.utc)
SEAL = Seal(SECRET)


def fill(url: str, revision: str) -> None:
    """As that release left it."""
    schema.upgrade(url, revision)
    script = (RELEASES / f"{revision}.sql").read_text("utf-8")
    closed = {
        "address": SEAL.close("somewhere"),
        "event": SEAL.close({"text": "xin chào"}),
        "phone": SEAL.close("0987654321"),
        "contact": SEAL.close({"email": "an@example.vn"}),
        "access": SEAL.close("access"),
        "refresh": SEAL.close("refresh"),
    }
    for name, value in closed.items():
        script = script.replace(f"«{name}»", value)
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    with engine(url).begin() as connection:
        for statement in "\n".join(lines).split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)


def reflected(url: str) -> dict[str, Table]:
    found = MetaData()
    found.reflect(engine(url))
    return {
        name: table
        for name, table in found.tables.items()
        if name not in ("alembic_version", "sqlite_sequence")
    }


def contents(url: str, of: dict[str, Table]) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the columns of these tables."""
    with engine(url).connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for name, table in of.items()
        }


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One for all tests that look at it."""
    with ExitStack() as stack:
        sqlite = f"sqlite:///{tmp_path_factory.mktemp('upgraded') / 'motcua.db'}"
        url = sqlite if request.param == "sqlite" else stack.enter_context(postgresql())
        fill(url, "0009")
        engine(url).dispose()
        schema.upgrade(url)
        yield url


@pytest.fixture
def uow(upgraded: str) -> Iterator[UnitOfWork]:
    with UnitOfWork(engine(upgraded)) as work:
        yield work


def test_the_release_left_something_in_every_table_that_it_had(empty_url: str) -> None:
    fill(empty_url, "0009")
    assert [name for name, rows in contents(empty_url, reflected(empty_url)).items() if not rows] == []


def test_every_row_is_still_there_with_all_that_it_said(empty_url: str) -> None:
    fill(empty_url, "0009")
    older = reflected(empty_url)
    before = contents(empty_url, older)
    engine(empty_url).dispose()
    schema.upgrade(empty_url)
    assert contents(empty_url, older) == before


def test_the_catalogue_is_read(uow: UnitOfWork) -> None:
    found = catalogue.by_code(uow.session, "9.000001")
    assert found is not None
    assert [item.name for item in found.dossier] == ["Đơn đề nghị thử nghiệm", "Bản thuyết minh"]
    assert (found.time_limits[0].value, found.fees[0].amount, found.examples[0].aspects) == (
        *(10, 600_000),
        ["dossier"],
    )
    assert catalogue.version(uow.session) == 1


def test_the_transcript_is_read(uow: UnitOfWork) -> None:
    said = transcript.last(uow.session, AN)
    assert [(one.author, one.text) for one in said] == [
        ("person", "lệ phí giấy thử"),
        ("assistant", "Lệ phí: 600.000 đồng"),
    ]
    assert len(uow.session.execute(questions.turns(questions.Wanted())).all()) == 2


def test_ratings_and_surveys_are_counted(uow: UnitOfWork) -> None:
    day = date(2026, 10, 5)
    told = indicators.measured(uow, period("2026-Q3"), "dong-nai-kcn", day, 180)
    figures = {one.indicator: one for one in told if getattr(one, "dimension", None) is None}
    answered = [one for one in told if getattr(one, "numerator", 0)]
    assert figures
    assert answered
    (row,) = uow.session.execute(feedback.listed(Wanted(text="nhanh"))).mappings()
    assert (row["satisfied"], row["score"], row["tags"], row["counter"]) == (True, 4.5, "|thái độ|", None)


def test_petitions_are_read_with_their_contact(uow: UnitOfWork) -> None:
    row = petitions.by_code(uow.session, "PA-0001")
    assert row is not None
    assert (row["text"], row["due"], row["cause"]) == ("Quầy số 2 mở muộn", date(2026, 8, 24), None)
    assert desk_petitions.contact(SEAL, row["contact"]) == "an@example.vn"
    steps = uow.session.execute(petitions.steps(row["id"])).mappings()
    assert [step["step"] for step in steps] == ["received", "answered"]
    wanted = petitions.Wanted(cause="none")
    assert [one["code"] for one in uow.session.execute(petitions.listed(wanted)).mappings()] == ["PA-0002"]


def test_call_backs_tokens_lessons_and_accounts_are_read(uow: UnitOfWork) -> None:
    (wish,) = callbacks.by_state(uow.session, "new")
    assert desk_callbacks.phone(SEAL, wish) == "0987654321"
    pair = zalo.pair(uow.session, "360")
    assert pair is not None
    assert SEAL.open(pair.refresh) == "refresh"
    assert [row["keys"] for row in uow.session.execute(lessons.active()).mappings()] == [["phi giay thu"]]
    assert uow.session.execute(staff.by_name("lan")).mappings().one()["unit"] == "Phòng thử nghiệm"


def test_a_message_that_waited_is_answered(upgraded: str) -> None:
    door = Door(upgraded, SEAL, WORDS)
    (visit,) = door.claim(("test",), 9, LATER)
    assert visit.address == "somewhere"
    job = door.step(visit, None, LATER)
    assert isinstance(job, Task)
    assert job.body == {"text": "xin chào"}


def test_the_log_is_one_chain_from_its_first_line(upgraded: str) -> None:
    def whole() -> tuple[bool, int]:
        with UnitOfWork(engine(upgraded)) as uow:
            told = audit.verify(uow.session)
        return told.is_whole, told.count

    assert whole() == (True, 3)
    with UnitOfWork(engine(upgraded)) as uow:
        audit.record(uow.session, "lan", "review")
        uow.commit()
    assert whole() == (True, 4)


def test_everything_that_is_encrypted_can_be_opened(upgraded: str) -> None:
    found = sealing.count(engine(upgraded), SEAL)
    assert {name for name, one in found.items() if one.present} == set(found)
    assert not any(one.former or one.lost for one in found.values())


# --- A server of a version before, over newer tables -------------------------------------------------------


def _given(column: Column[Any]) -> Any:
    """What the older server puts there: another value than any row has, and the same name everywhere."""
    kinds = ((Boolean, True), (DateTime, datetime(2026, 8, 20)), (Date, date(2026, 8, 20)), (JSON, ["?"]))
    of_number = ((Float, 0.5), (Integer, 1))
    for kind, value in (*kinds, *of_number):
        if isinstance(column.type, kind):
            return value
    return f"{column.name} later"


def _as_the_older_one(table: Table) -> dict[str, Any]:
    """Its own columns and no others; the number of a row it leaves to the database."""
    key = list(table.primary_key)
    own = key[0].name if len(key) == 1 and isinstance(key[0].type, Integer) else None
    row = {column.name: _given(column) for column in table.columns if column.name != own}
    # One per hand-over, and that of the first has been had.
    return row | ({"handoff": 99} if "handoff" in row else {}) | ({"turn": 99} if "turn" in row else {})


def _is_given_by_it(name: str) -> bool:
    return name not in OF_ONE_ROW and name in tables.metadata.tables


@pytest.mark.parametrize("revision", OLDER)
def test_an_older_server_goes_on_writing_into_every_table(empty_url: str, revision: str) -> None:
    fill(empty_url, "0009")
    schema.upgrade(empty_url, revision)
    older = reflected(empty_url)
    engine(empty_url).dispose()
    schema.upgrade(empty_url)
    before = contents(empty_url, older)
    order = [older[table.name] for table in tables.metadata.sorted_tables if table.name in older]
    for table in order:
        if _is_given_by_it(table.name):
            with engine(empty_url).begin() as connection:
                connection.execute(insert(table).values(**_as_the_older_one(table)))
    after = contents(empty_url, older)
    grown = {name for name, rows in after.items() if len(rows) == len(before[name]) + 1}
    assert grown == {name for name in older if _is_given_by_it(name)}


def test_lines_of_the_log_by_older_and_newer_servers_make_one_chain(empty_url: str) -> None:
    fill(empty_url, "0009")
    older = reflected(empty_url)["audit"]
    engine(empty_url).dispose()
    schema.upgrade(empty_url)
    for _ in range(2):
        for _ in range(2):
            with UnitOfWork(engine(empty_url)) as uow:
                audit.record(uow.session, "lan", "review")
                uow.commit()
        for _ in range(2):
            with engine(empty_url).begin() as connection:
                row = {"at": datetime(2026, 8, 20), "who": "hoa", "action": "review", "subject": ""}
                connection.execute(insert(older).values(**row))
    with UnitOfWork(engine(empty_url)) as uow:
        told = audit.verify(uow.session)
        assert (told.is_whole, told.broken, told.count) == (True, 0, 11)
