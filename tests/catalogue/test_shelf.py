"""Procedures are read once, and again as soon as the catalogue has changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.catalogue import shelf
from bot.catalogue.model import Fee
from bot.catalogue.shelf import Shelf
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, engine

RULES, OTHER = "2.001955", "1.013236"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The codes that were read from the database, read by read."""
    seen: list[list[str]] = []
    read = catalogue.by_codes

    def noted(session: Any, codes: Any) -> Any:
        seen.append(sorted(codes))
        return read(session, codes)

    monkeypatch.setattr(shelf.catalogue, "by_codes", noted)
    return seen


def rename(made: Engine, code: str, name: str) -> None:
    with UnitOfWork(made) as uow:
        procedure = catalogue.by_code(uow.session, code)
        assert procedure is not None
        procedure.short_name = name
        catalogue.apply(uow.session, {code: procedure}, "Lan", "edit")
        uow.commit()


def test_only_what_was_not_asked_before_is_read(dozen_url: str, reads: list[list[str]]) -> None:
    kept = Shelf(dozen_url)
    assert list(kept.procedures([RULES])) == [RULES]
    assert list(kept.procedures([OTHER, RULES])) == [OTHER, RULES]
    kept.procedures([OTHER])
    assert reads == [[RULES], [OTHER]]


def test_what_does_not_exist_is_left_out(dozen_url: str) -> None:
    assert Shelf(dozen_url).procedures(["9.999999"]) == {}


def test_a_change_is_seen_at_the_next_question(dozen_url: str) -> None:
    kept = Shelf(dozen_url)
    kept.procedures([RULES, OTHER])
    rename(engine(dozen_url), RULES, "Tên mới")
    assert kept.procedures([RULES])[RULES].title == "Tên mới"


def test_the_parts_come_along_and_need_no_database_any_more(dozen_url: str) -> None:
    procedure = Shelf(dozen_url).procedures([RULES])[RULES]
    assert all(isinstance(fee, Fee) for fee in procedure.fees)
    assert procedure.dossier


def test_more_than_it_may_hold_is_forgotten(
    dozen_url: str, reads: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "_MOST", 1)
    kept = Shelf(dozen_url)
    for code in (RULES, OTHER, RULES):
        assert kept.procedures([code])[code].code == code
    assert len(reads) == 3


def test_threads_that_ask_while_it_changes_never_keep_an_older_state(dozen_url: str) -> None:
    kept = Shelf(dozen_url)
    with ThreadPoolExecutor(4) as pool:
        for number in range(10):
            asking = [pool.submit(kept.procedures, [RULES]) for _ in range(8)]
            rename(engine(dozen_url), RULES, f"Tên {number}")
            for each in asking:
                each.result()
            assert kept.procedures([RULES])[RULES].title == f"Tên {number}"
