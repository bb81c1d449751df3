from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, text

from bot.errors import NewerDatabase, StorageError
from bot.storage import catalogue, schema, tables
from bot.storage.database import UnitOfWork, build_engine, engine

PRESENT = str(schema.scripts().get_current_head())
_SURVEY_OF_OLD = """INSERT INTO survey (id, at, sender, handoff, channel, agency, respondent)
VALUES (1, '2026-08-10 03:00:00', 'a', 7, 'web', 'x', 'unknown')"""
NEXT = f"{int(PRESENT) + 1:04}"


def test_the_migrations_build_exactly_the_tables_that_the_code_uses(database_url: str) -> None:
    def ours(name: str | None, kind: str, parents: object) -> bool:
        # The last is PostgreSQL's alone, and only where its extension may be used.
        return name not in ("sqlite_sequence", "ix_feedback_words")

    with engine(database_url).connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    schema.upgrade(database_url)
    with UnitOfWork(engine(database_url)) as uow:
        assert catalogue.version(uow.session) == 0


def test_processes_that_start_together_create_the_tables_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(schema.upgrade, [empty_url] * 4))
    with UnitOfWork(engine(empty_url)) as uow:
        assert catalogue.version(uow.session) == 0


def test_a_database_of_a_later_version_is_refused_and_left_as_it_is(database_url: str) -> None:
    with engine(database_url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="9999"):
        schema.upgrade(database_url)
    with engine(database_url).connect() as connection:
        assert schema.current(connection) == "9999"


def test_an_older_sqlite_file_is_copied_before_it_is_migrated(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "migrations"
    _add_migration(newer)
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    schema.upgrade(sqlite_url)
    (copy,) = tmp_path.glob(f"motcua.db.{PRESENT}-*.bak")
    with sqlite3.connect(copy) as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() == (PRESENT,)
    with sqlite3.connect(tmp_path / "motcua.db") as new:
        assert new.execute("SELECT version_num FROM alembic_version").fetchone() == (NEXT,)


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "migrations"
    _add_migration(newer, "op.create_table('half', sa.Column('id', sa.Integer))\n    op.execute('nonsense')")
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    with pytest.raises(StorageError):
        schema.upgrade(database_url)
    with engine(database_url).connect() as connection:
        assert schema.current(connection) == PRESENT
        assert not engine(database_url).dialect.has_table(connection, "half")


def test_surveys_of_talks_keep_their_scores_when_those_of_the_page_join_them(empty_url: str) -> None:
    schema.upgrade(empty_url, "0010")
    with engine(empty_url).begin() as connection:
        connection.execute(text(_SURVEY_OF_OLD))
        connection.execute(
            text("INSERT INTO survey_answer VALUES (1, 1, 'access', 4, '2026-08-10 03:00:00')")
        )
    schema.upgrade(empty_url)
    with engine(empty_url).connect() as connection:
        joined = "SELECT handoff, factor, score FROM survey_answer JOIN survey ON survey.id = survey"
        assert [tuple(row) for row in connection.execute(text(joined))] == [(7, "access", 4)]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "motcua.db").write_text("not a database at all, but long enough to be looked at" * 20)
    with pytest.raises(StorageError, match=r"motcua\.db"):
        schema.upgrade(f"sqlite:///{tmp_path / 'motcua.db'}")


def test_looking_whether_a_database_exists_does_not_make_one(tmp_path: Path) -> None:
    assert not schema.exists(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "oracle://somebody@somewhere/x"])
def test_an_unusable_address_is_told_as_such(url: str) -> None:
    with pytest.raises(StorageError):
        schema.upgrade(url)


def test_a_message_never_shows_the_password() -> None:
    with pytest.raises(StorageError) as caught:
        schema.upgrade("postgresql://somebody:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


def test_migrations_run_without_foreign_keys_and_work_runs_with_them(sqlite_url: str) -> None:
    with engine(sqlite_url).connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    with build_engine(sqlite_url, foreign_keys=False).connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 0


def test_times_are_kept_in_utc_whatever_the_zone_they_came_in(uow: UnitOfWork) -> None:
    from datetime import datetime, timedelta, timezone

    noon = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=7)))
    row = {"at": noon, "sender": "a", "channel": "web", "text": "x", "outcome": "answered"}
    uow.session.execute(insert(tables.turn), [row])
    stored = uow.session.execute(tables.turn.select()).one()
    assert stored.at == noon
    assert stored.at.utcoffset() == timedelta(0)
    assert stored.aspects == []


def _add_migration(folder: Path, body: str = "op.add_column('turn', sa.Column('extra', sa.Text()))") -> None:
    import shutil

    shutil.copytree(schema.MIGRATIONS, folder)
    (folder / "versions" / f"{NEXT}_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision = '{NEXT}'\ndown_revision = '{PRESENT}'\n\n\ndef upgrade() -> None:\n    {body}\n"
    )
