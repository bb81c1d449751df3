"""The index follows the stored catalogue while questions come in."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.catalogue import library
from bot.catalogue.library import Library
from bot.catalogue.model import Procedure
from bot.errors import StorageError
from bot.storage import catalogue, schema
from bot.storage.database import UnitOfWork, engine
from bot.text.question import read
from tests.town import procedures

FIREWORKS = Procedure("1.000042", "Cho phép bắn pháo hoa", "dau_tu", aliases=["đốt pháo hoa"])


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Looks at the version every moment. Waits for a rebuild under way, so that none outlives its database."""
    monkeypatch.setattr(library, "_PATIENCE", 0.01)
    yield
    for thread in threading.enumerate():
        if thread.name == "catalogue-index":
            thread.join(5)


def save(url: str, *changed: Procedure, deleted: tuple[str, ...] = ()) -> None:
    changes: dict[str, Procedure | None] = {one.code: one for one in changed}
    with UnitOfWork(engine(url)) as work:
        catalogue.apply(work.session, {**changes, **dict.fromkeys(deleted)}, "cán bộ", "edit")
        work.commit()


def soon(happened: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if happened():
            return True
        time.sleep(0.01)
    return False


def finds(library: Library, text: str, code: str) -> bool:
    return library.index().find(read(text)).codes[:1] == [code]


def test_a_saved_procedure_is_found_within_seconds(database_url: str) -> None:
    save(database_url, *procedures())
    library = Library(database_url)
    assert finds(library, "gia hạn giấy phép lao động", "1.000002")
    save(database_url, FIREWORKS)
    assert soon(lambda: finds(library, "đốt pháo hoa", FIREWORKS.code))


def test_a_renamed_procedure_is_found_by_its_new_name(sqlite_url: str) -> None:
    save(sqlite_url, *procedures())
    library = Library(sqlite_url)
    library.index()
    save(sqlite_url, Procedure("1.000008", "Thả bóng bay quảng cáo", "moi_truong"))
    assert soon(lambda: library.index().title("1.000008") == "Thả bóng bay quảng cáo")
    assert finds(library, "thả bóng bay", "1.000008")


def test_a_deleted_procedure_is_no_longer_found(sqlite_url: str) -> None:
    save(sqlite_url, *procedures())
    library = Library(sqlite_url)
    library.index()
    save(sqlite_url, deleted=("1.000002",))
    assert soon(lambda: "1.000002" not in library.index().rows)


def test_an_empty_catalogue_is_an_empty_index_until_something_is_saved(sqlite_url: str) -> None:
    library = Library(sqlite_url)
    assert len(library.index()) == 0
    save(sqlite_url, FIREWORKS)
    assert soon(lambda: finds(library, "bắn pháo hoa", FIREWORKS.code))


def test_questions_are_answered_from_many_threads_while_the_catalogue_changes(sqlite_url: str) -> None:
    save(sqlite_url, *procedures())
    library = Library(sqlite_url)
    stop, wrong = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            try:
                if not finds(library, "gia hạn giấy phép lao động", "1.000002"):
                    wrong.append("another procedure")
            except Exception as error:
                wrong.append(repr(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(4):
            code = f"1.0001{number:02d}"
            save(sqlite_url, Procedure(code, f"Thả bóng bay màu {number}", "dau_tu"))
            assert soon(lambda code=code: code in library.index().rows)  # type: ignore[misc]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_an_unchanged_catalogue_is_not_indexed_again(sqlite_url: str) -> None:
    save(sqlite_url, *procedures())
    library = Library(sqlite_url)
    index = library.index()
    for _ in range(5):
        time.sleep(0.02)
        assert library.index() is index


def test_a_question_does_not_wait_for_the_new_index(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save(sqlite_url, *procedures())
    library = Library(sqlite_url)
    old, built = library.index(), threading.Event()
    rebuild = library._rebuild

    def slowly() -> None:
        built.wait(10)
        rebuild()

    monkeypatch.setattr(library, "_rebuild", slowly)
    save(sqlite_url, FIREWORKS)
    time.sleep(0.02)
    try:
        assert library.index() is old
    finally:
        built.set()
    assert soon(lambda: library.index() is not old)


def test_a_database_that_breaks_leaves_the_last_index_and_comes_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "motcua.db"
    url = f"sqlite:///{path}"
    schema.upgrade(url)
    save(url, *procedures())
    library = Library(url)
    index = library.index()
    aside = path.rename(tmp_path / "aside.db")
    path.write_bytes(b"no database at all" * 100)
    with caplog.at_level(logging.ERROR, "bot.catalogue.library"):
        time.sleep(0.02)
        assert library.index() is index
    assert "keeping the present index" in caplog.text
    aside.rename(path)
    save(url, FIREWORKS)
    assert soon(lambda: FIREWORKS.code in library.index().rows)


def test_a_rebuild_that_fails_is_tried_again(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save(sqlite_url, *procedures())
    library = Library(sqlite_url)
    library.index()
    rebuild, failures = library._rebuild, iter([True])

    def fail_once() -> None:
        if next(failures, False):
            raise StorageError("away for a moment")
        rebuild()

    monkeypatch.setattr(library, "_rebuild", fail_once)
    save(sqlite_url, FIREWORKS)
    assert soon(lambda: FIREWORKS.code in library.index().rows)


def test_a_database_without_tables_is_told_at_the_first_question(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        Library(f"sqlite:///{tmp_path / 'empty.db'}").index()
