"""Accounts and the limits around them, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.errors import AccountError
from bot.staff import accounts, entrance, limits, passwords
from bot.staff.entrance import Refusal
from bot.staff.model import Role
from bot.storage import audit, staff_tables
from bot.storage.database import UnitOfWork, engine
from tests.console.office import CHEAP


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", CHEAP)


def actions(uow: UnitOfWork) -> list[tuple[str, str, str]]:
    table = staff_tables.audit.c
    return list(uow.session.execute(select(table.who, table.action, table.subject).order_by(table.id)).all())


def test_a_new_account_has_a_random_password_that_works_and_must_be_changed(uow: UnitOfWork) -> None:
    password = accounts.add(uow.session, " Lan.Anh ", Role.OFFICER, "Cán bộ quầy 1", "bot staff")
    one = accounts.find(uow.session, "LAN.anh")
    assert (one.name, one.role, one.title, one.must_change) == (
        "lan.anh",
        Role.OFFICER,
        "Cán bộ quầy 1",
        True,
    )
    (stored,) = uow.session.execute(select(staff_tables.staff.c.password)).scalars()
    assert password not in stored
    assert passwords.fits(stored, password)
    assert actions(uow) == [("bot staff", "staff_add", "staff lan.anh")]


@pytest.mark.parametrize("name", ["", "có dấu", "a b", "-a", "a-", "a/b", "<b>", "a" * 41])
def test_a_name_that_cannot_be_one_is_refused(uow: UnitOfWork, name: str) -> None:
    with pytest.raises(AccountError, match="tên chỉ gồm chữ không dấu"):
        accounts.add(uow.session, name, Role.VIEWER, None, "tests")


def test_a_name_that_is_taken_is_told_with_the_cure(uow: UnitOfWork) -> None:
    accounts.add(uow.session, "lan", Role.VIEWER, None, "tests")
    with pytest.raises(AccountError, match="bot staff reset lan"):
        accounts.add(uow.session, "LAN", Role.VIEWER, None, "tests")


def test_the_first_administrator_is_made_once(uow: UnitOfWork) -> None:
    assert accounts.add_first(uow.session, "bot up")
    assert accounts.add_first(uow.session, "bot up") is None
    assert [one.role for one in accounts.everyone(uow.session)] == [Role.ADMINISTRATOR]


def test_a_reset_gives_another_password_and_opens_the_account_again(uow: UnitOfWork) -> None:
    first = accounts.add(uow.session, "lan", Role.VIEWER, None, "tests")
    accounts.disable(uow.session, "lan", "tests")
    assert accounts.reset(uow.session, "lan", "tests") != first
    one = accounts.find(uow.session, "lan")
    assert (one.disabled, one.must_change) == (False, True)
    assert [action for _, action, _ in actions(uow)] == ["staff_add", "staff_disable", "staff_reset"]


def test_the_last_administrator_can_neither_be_disabled_nor_lowered(uow: UnitOfWork) -> None:
    accounts.add(uow.session, "mot", Role.ADMINISTRATOR, None, "tests")
    with pytest.raises(AccountError, match="quản trị duy nhất"):
        accounts.disable(uow.session, "mot", "tests")
    with pytest.raises(AccountError, match="quản trị duy nhất"):
        accounts.give_role(uow.session, "mot", Role.EDITOR, "tests")
    accounts.add(uow.session, "hai", Role.ADMINISTRATOR, None, "tests")
    accounts.disable(uow.session, "mot", "tests")
    with pytest.raises(AccountError, match="quản trị duy nhất"):
        accounts.disable(uow.session, "hai", "tests")


def test_signing_in_works_on_both_databases(database_url: str) -> None:
    with UnitOfWork(engine(database_url)) as uow:
        password = accounts.add(uow.session, "lan", Role.VIEWER, None, "tests")
        uow.commit()
    token = entrance.sign_in(engine(database_url), "lan", password, "192.0.2.1")
    assert isinstance(token, str)
    with UnitOfWork(engine(database_url)) as uow:
        found = entrance.inside(uow.session, token)
        assert found is not None
        assert found.person.name == "lan"
        assert entrance.inside(uow.session, token + "x") is None


def test_many_guesses_at_the_same_moment_do_not_slip_through(database_url: str) -> None:
    with UnitOfWork(engine(database_url)) as uow:
        accounts.add(uow.session, "lan", Role.VIEWER, None, "tests")
        uow.commit()
    with ThreadPoolExecutor(8) as pool:
        guesses = [
            pool.submit(entrance.sign_in, engine(database_url), "lan", str(n), "192.0.2.1") for n in range(24)
        ]
    told = [guess.result() for guess in guesses]
    assert told.count(Refusal.WRONG) <= limits.SAME_ACCOUNT_AND_ADDRESS
    assert set(told) <= {Refusal.WRONG, Refusal.TOO_MANY}


def test_a_hash_of_weaker_settings_is_renewed_at_the_next_sign_in(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with UnitOfWork(engine(database_url)) as uow:
        password = accounts.add(uow.session, "lan", Role.VIEWER, None, "tests")
        uow.commit()
    monkeypatch.setattr(passwords, "hasher", type(CHEAP)(time_cost=2, memory_cost=16, parallelism=1))
    assert isinstance(entrance.sign_in(engine(database_url), "lan", password, "192.0.2.1"), str)
    with UnitOfWork(engine(database_url)) as uow:
        (stored,) = uow.session.execute(select(staff_tables.staff.c.password)).scalars()
    assert "m=16,t=2" in stored


@pytest.mark.parametrize(
    "change", [update(staff_tables.audit).values(who="x"), delete(staff_tables.audit)], ids=str
)
def test_the_audit_log_can_only_be_added_to(database_url: str, change: object) -> None:
    with UnitOfWork(engine(database_url)) as uow:
        audit.record(uow.session, "lan", "review")
        uow.commit()
    with pytest.raises(DBAPIError, match="append-only"), engine(database_url).begin() as connection:
        connection.execute(change)
    with engine(database_url).connect() as connection:
        assert connection.execute(select(staff_tables.audit.c.who)).scalars().all() == ["lan"]


def test_questions_of_before_become_searchable(empty_url: str) -> None:
    from bot.storage import schema

    schema.upgrade(empty_url, "0001")
    row = (
        "INSERT INTO {} (at, sender, text, aspects, outcome{}) "
        "VALUES ('2026-11-21 08:00:00', 'a', 'Lệ phí?', '[]', 'unknown'{})"
    )
    with engine(empty_url).begin() as connection:
        connection.execute(text(row.format("turn", ", channel", ", 'web'")))
        connection.execute(text(row.format("unanswered", ", candidates", ", '[]'")))
    schema.upgrade(empty_url)
    with engine(empty_url).connect() as connection:
        for table in ("turn", "unanswered"):
            assert connection.execute(text(f"SELECT plain FROM {table}")).scalar() == "le phi?"
        assert connection.execute(text("SELECT state FROM unanswered")).scalar() == "new"


def test_passwords_that_are_made_differ_and_are_long_enough() -> None:
    made = {passwords.made() for _ in range(200)}
    assert len(made) == 200
    assert all(passwords.weakness(password, "lan") is None for password in made)


def test_real_passwords_are_hashed_with_argon2id_at_full_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr(passwords, "hasher", PasswordHasher())
    assert passwords.hashed("mưa dầm thấm lâu").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
