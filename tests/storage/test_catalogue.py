from __future__ import annotations

import threading
from dataclasses import asdict, replace

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select

from bot.catalogue.model import Procedure
from bot.errors import CatalogueMoved, StorageError, UnknownRevision
from bot.storage import catalogue, revisions, snapshot, tables
from bot.storage.database import UnitOfWork, engine
from tests.procedures import many, permit, procedures


def test_what_is_stored_comes_back_equal(uow: UnitOfWork) -> None:
    catalogue.apply(uow.session, {"1.009645": permit()}, "Lan", "import")
    assert catalogue.by_code(uow.session, "1.009645") == permit()
    assert catalogue.load_all(uow.session) == [permit()]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(procedures)
def test_any_procedure_comes_back_equal(uow: UnitOfWork, procedure: Procedure) -> None:
    catalogue.replace_all(uow.session, [procedure], "Lan")
    assert catalogue.load_all(uow.session) == [procedure]
    assert snapshot.from_json(snapshot.to_json(procedure)) == procedure
    uow.rollback()


def test_leaving_without_commit_writes_nothing(database_url: str) -> None:
    with UnitOfWork(engine(database_url)) as uow:
        catalogue.replace_all(uow.session, many(3), "Lan")
    assert _codes(database_url) == set()


def test_an_error_inside_the_unit_of_work_writes_nothing(database_url: str) -> None:
    def fail_after_writing() -> None:
        with UnitOfWork(engine(database_url)) as uow:
            catalogue.replace_all(uow.session, many(3), "Lan")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_writing()
    assert _codes(database_url) == set()


def test_a_change_moves_the_version_and_no_change_does_not(uow: UnitOfWork) -> None:
    assert catalogue.apply(uow.session, {"1.009645": permit()}, "Lan", "import") == 1
    assert catalogue.apply(uow.session, {"1.009645": permit()}, "Lan", "import") is None
    assert catalogue.version(uow.session) == 1
    assert len(revisions.of_code(uow.session, "1.009645")) == 1


def test_an_edit_to_a_loaded_procedure_is_stored_only_by_apply(uow: UnitOfWork) -> None:
    catalogue.apply(uow.session, {"1.009645": permit()}, "Lan", "import")
    uow.commit()
    loaded = catalogue.by_code(uow.session, "1.009645")
    assert loaded
    loaded.name = "Tên mới"
    loaded.dossier.pop(0)
    uow.commit()
    assert catalogue.by_code(uow.session, "1.009645") == permit()
    catalogue.apply(uow.session, {loaded.code: loaded}, "Lan", "edit")
    assert catalogue.by_code(uow.session, "1.009645") == loaded
    assert [item.name for item in loaded.dossier] == ["Hộ chiếu"]


def test_an_edit_keeps_the_identity_of_the_procedure(uow: UnitOfWork) -> None:
    def number() -> int:
        return int(uow.session.execute(select(tables.procedure.c.id)).scalar_one())

    catalogue.apply(uow.session, {"1.009645": permit()}, "Lan", "import")
    before = number()
    catalogue.apply(uow.session, {"1.009645": permit(name="Tên mới")}, "Lan", "edit")
    assert number() == before


def test_a_loaded_procedure_survives_the_ordinary_ways_of_copying(uow: UnitOfWork) -> None:
    catalogue.apply(uow.session, {"1.009645": permit()}, "Lan", "import")
    loaded = catalogue.load_all(uow.session)[0]
    assert asdict(loaded) == asdict(permit())
    assert replace(loaded, name="Khác").dossier == permit().dossier


def test_deleting_takes_the_parts_along(uow: UnitOfWork) -> None:
    catalogue.replace_all(uow.session, many(3), "Lan")
    catalogue.apply(uow.session, dict.fromkeys(catalogue.all_codes(uow.session)), "Lan", "delete")
    for table in (tables.procedure, tables.dossier_item, tables.fee, tables.time_limit, tables.example):
        assert uow.session.execute(select(func.count()).select_from(table)).scalar() == 0


def test_replacing_all_deletes_the_others(uow: UnitOfWork) -> None:
    catalogue.replace_all(uow.session, many(3), "Lan")
    catalogue.replace_all(uow.session, [permit()], "Lan")
    assert catalogue.all_codes(uow.session) == {"1.009645"}


def test_codes_by_field_start_with_the_most_asked_for(uow: UnitOfWork) -> None:
    ranked = [permit("1.000001", rank=0), permit("1.000002", rank=9), permit("1.000003", rank=1)]
    catalogue.replace_all(uow.session, ranked, "Lan")
    assert catalogue.codes_by_field(uow.session) == {"lao_dong": ["1.000003", "1.000002", "1.000001"]}


def test_undoing_a_batch_restores_edits_and_deletions_and_deletes_what_was_created(uow: UnitOfWork) -> None:
    old = [permit("1.000001"), permit("1.000002")]
    catalogue.replace_all(uow.session, old, "Lan")
    number = catalogue.replace_all(
        uow.session, [permit("1.000001", name="Tên mới"), permit("1.000003")], "Lan"
    )
    assert number == 2
    undo = revisions.undoing(revisions.of_batch(uow.session, number))
    assert catalogue.apply(uow.session, undo, "Minh", "restore") == 3
    assert catalogue.load_all(uow.session) == old
    again = revisions.undoing(revisions.of_batch(uow.session, 3))
    catalogue.apply(uow.session, again, "Minh", "restore")
    assert catalogue.all_codes(uow.session) == {"1.000001", "1.000003"}


def test_one_procedure_of_a_batch_can_be_undone_alone(uow: UnitOfWork) -> None:
    catalogue.replace_all(uow.session, many(3), "Lan")
    chosen = revisions.of_batch(uow.session, 1, ["1.000001"])
    catalogue.apply(uow.session, revisions.undoing(chosen), "Lan", "restore")
    assert catalogue.all_codes(uow.session) == {"1.000000", "1.000002"}
    assert revisions.one(uow.session, chosen[0].id).code == "1.000001"


def test_history_tells_who_did_what_to_how_many(uow: UnitOfWork) -> None:
    catalogue.replace_all(uow.session, many(3), "Lan")
    catalogue.apply(uow.session, {"1.000001": None}, "Minh", "delete")
    told = [(each.number, each.who, each.action, each.codes) for each in revisions.batches(uow.session)]
    assert told == [(2, "Minh", "delete", 1), (1, "Lan", "import", 3)]
    newest = revisions.of_code(uow.session, "1.000001")[0]
    assert newest.after is None
    assert newest.before == many(3)[1]


def test_an_unknown_number_cannot_be_restored(uow: UnitOfWork) -> None:
    for look in (revisions.of_batch, revisions.one):
        with pytest.raises(UnknownRevision, match="7"):
            look(uow.session, 7)


def test_a_change_thought_out_for_an_older_state_is_refused(database_url: str) -> None:
    with UnitOfWork(engine(database_url)) as uow:
        catalogue.replace_all(uow.session, many(2), "Lan")
        uow.commit()
    with pytest.raises(CatalogueMoved), UnitOfWork(engine(database_url)) as uow:
        catalogue.apply(uow.session, {"1.000000": None}, "Minh", "delete", expected_version=0)
    assert _codes(database_url) == {"1.000000", "1.000001"}


def test_changes_made_at_the_same_moment_queue_and_none_is_lost(database_url: str) -> None:
    def add(number: int) -> None:
        with UnitOfWork(engine(database_url)) as uow:
            code = f"1.00000{number}"
            catalogue.apply(uow.session, {code: permit(code)}, f"officer {number}", "edit")
            uow.commit()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with UnitOfWork(engine(database_url)) as uow:
        assert catalogue.version(uow.session) == 8
        assert sorted(each.number for each in revisions.batches(uow.session)) == list(range(1, 9))


def test_a_snapshot_sees_one_moment_while_others_write(database_url: str) -> None:
    with UnitOfWork(engine(database_url), snapshot=True) as reader:
        assert catalogue.version(reader.session) == 0
        with UnitOfWork(engine(database_url)) as writer:
            catalogue.replace_all(writer.session, many(2), "Lan")
            writer.commit()
        assert catalogue.load_all(reader.session) == []
    assert len(_codes(database_url)) == 2


def test_a_database_without_tables_is_told_with_the_cure(empty_url: str) -> None:
    with pytest.raises(StorageError, match="bot catalogue import"), UnitOfWork(engine(empty_url)) as uow:
        catalogue.version(uow.session)


@pytest.mark.long
def test_two_thousand_procedures_are_written_and_read(uow: UnitOfWork) -> None:
    catalogue.replace_all(uow.session, many(2000), "Lan")
    assert catalogue.load_all(uow.session) == many(2000)


def _codes(url: str) -> set[str]:
    with UnitOfWork(engine(url)) as uow:
        return catalogue.all_codes(uow.session)
