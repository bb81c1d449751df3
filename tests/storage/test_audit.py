"""What staff did cannot be changed unnoticed: each line of the log holds on to the one before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from bot.cli import bot
from bot.storage import audit as log
from bot.storage import schema
from bot.storage.database import UnitOfWork, engine
from bot.storage.staff_tables import audit, audit_head
from bot.storage.tables import now


def write(url: str, count: int = 5, who: str = "lan") -> None:
    for number in range(count):
        with UnitOfWork(engine(url)) as uow:
            log.record(
                uow.session, who, "review", f"turn {number}", {"sao": "đã xem", "n": [number, None]}, "::1"
            )
            uow.commit()


def verdict(url: str, noted: str = "") -> log.Verdict:
    with UnitOfWork(engine(url)) as uow:
        return log.verify(uow.session, noted)


def change(url: str, *statements: Any) -> None:
    """As somebody does who owns the database: first he takes away what forbids it."""
    with engine(url).begin() as connection:
        if connection.dialect.name == "sqlite":
            for event in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_no_{event}")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
        for statement in statements:
            connection.execute(statement)


def test_an_untouched_log_is_whole_and_so_is_an_empty_one(database_url: str) -> None:
    assert verdict(database_url).is_whole
    write(database_url)
    told = verdict(database_url)
    assert (told.is_whole, told.count, told.broken) == (True, 5, 0)


@pytest.mark.parametrize(
    "values",
    [
        {"who": "hoa"},
        {"action": "sign_in"},
        {"subject": "turn 9"},
        {"address": None},
        {"detail": {}},
        {"at": now()},
        {"link": "0" * 64},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_line_that_was_changed_is_named(database_url: str, values: dict[str, Any]) -> None:
    write(database_url)
    change(database_url, update(audit).where(audit.c.id == 3).values(**values))
    assert (verdict(database_url).is_whole, verdict(database_url).broken) == (False, 3)


def test_a_line_that_was_taken_out_is_missed(database_url: str) -> None:
    write(database_url)
    change(database_url, delete(audit).where(audit.c.id == 3))
    assert verdict(database_url).broken == 4


@pytest.mark.parametrize("last", [1, 4, 5])
def test_an_end_that_was_cut_off_is_missed(sqlite_url: str, last: int) -> None:
    write(sqlite_url)
    change(sqlite_url, delete(audit).where(audit.c.id >= last))
    assert not verdict(sqlite_url).is_whole


def test_a_line_that_was_slipped_in_is_named(sqlite_url: str) -> None:
    write(sqlite_url)
    with engine(sqlite_url).connect() as connection:
        copy = dict(connection.execute(select(audit).where(audit.c.id == 5)).mappings().one())
    change(sqlite_url, insert(audit).values(**{**copy, "id": 6}))
    assert verdict(sqlite_url).broken == 6
    write(sqlite_url)
    assert verdict(sqlite_url).broken == 6


def test_two_lines_that_changed_places_are_named(sqlite_url: str) -> None:
    write(sqlite_url)
    moves = [(2, 99), (3, 2), (99, 3)]
    change(sqlite_url, *(update(audit).where(audit.c.id == a).values(id=b) for a, b in moves))
    assert verdict(sqlite_url).broken == 2


def test_a_chain_made_anew_does_not_agree_with_a_head_that_was_noted(sqlite_url: str) -> None:
    write(sqlite_url)
    noted = verdict(sqlite_url).head
    assert verdict(sqlite_url, noted).is_whole
    write(sqlite_url, 1)
    assert verdict(sqlite_url, noted).is_whole
    change(sqlite_url, delete(audit), update(audit_head).values(number=0, link="0" * 64))
    write(sqlite_url, 6, "hoa")
    assert verdict(sqlite_url).is_whole
    assert not verdict(sqlite_url, noted).is_whole


def test_what_is_rolled_back_leaves_no_hole(database_url: str) -> None:
    write(database_url, 2)
    with UnitOfWork(engine(database_url)) as uow:
        log.record(uow.session, "lan", "review")
    write(database_url, 2)
    assert (verdict(database_url).is_whole, verdict(database_url).count) == (True, 4)


def test_many_who_write_at_once_make_one_chain(database_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: write(database_url, 5, f"cán bộ {number}"), range(6)))
    assert (verdict(database_url).is_whole, verdict(database_url).count) == (True, 30)


def test_what_was_written_before_there_was_a_chain_becomes_part_of_it(empty_url: str) -> None:
    schema.upgrade(empty_url, "0013")
    with engine(empty_url).begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO audit (id, at, who, action, subject, detail) "
            "VALUES (7, '2026-08-10 03:00:00', 'lan', 'review', 'turn 1', '{\"a\": 1}')"
        )
    schema.upgrade(empty_url)
    write(empty_url, 2)
    assert (verdict(empty_url).is_whole, verdict(empty_url).count) == (True, 3)
    with pytest.raises(DBAPIError, match="append-only"), engine(empty_url).begin() as connection:
        connection.execute(update(audit).values(who="hoa"))
    change(empty_url, update(audit).where(audit.c.id == 7).values(who="hoa"))
    assert verdict(empty_url).broken == 7


def test_the_command_tells_and_ends_with_an_error_when_something_is_wrong(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    write(sqlite_url)
    told = CliRunner().invoke(bot, ["audit", "verify"])
    assert (told.exit_code, "5 dòng nhật ký nguyên vẹn" in told.output) == (0, True)
    change(sqlite_url, update(audit).where(audit.c.id == 2).values(who="hoa"))
    told = CliRunner().invoke(bot, ["audit", "verify"])
    assert (told.exit_code, "dòng 2" in told.output) == (1, True)
