"""What staff have accepted, as Rasa reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT

from bot.gate import accepted
from bot.launch.fingerprint import ACCEPTED, fingerprint
from bot.launch.live import base
from bot.nlu.aspects import metadata_of
from bot.nlu.importer import CatalogueImporter
from bot.nlu.intents import INTENT_OF
from bot.storage import lessons
from bot.storage.database import UnitOfWork, engine
from bot.storage.tables import now
from tests import town


def teach(url: str, text: str, **values: Any) -> int:
    row = {"kind": "example", "procedure": "1.000001", "aspects": ["fee", "dossier"], **values}
    with UnitOfWork(engine(url)) as uow:
        number = lessons.add(uow.session, now(), who="dung", text=text, keys=[], questions=1, **row)
        uow.commit()
    return number


def undo(url: str, number: int) -> None:
    with UnitOfWork(engine(url)) as uow:
        row = uow.session.execute(lessons.one(number)).mappings().one()
        assert lessons.undo(uow.session, row, "dung", now())
        uow.commit()


def test_an_accepted_example_is_training_data_like_the_catalogue_s(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = town.write(tmp_path)
    monkeypatch.setenv("MOTCUA_CATALOGUE", str(folder / "catalogue"))
    teach(database_url, "phí với hồ sơ [số điện thoại](x) sao")
    assert accepted.write(database_url, folder) == 1
    data = CatalogueImporter(training_data_paths=[str(folder / "data")]).get_nlu_data()
    (message,) = [
        one for one in data.intent_examples if "sao" in one.get(TEXT) and "phí với" in one.get(TEXT)
    ]
    assert message.get(INTENT) == INTENT_OF["fee"]
    assert metadata_of(message) == {"aspects": ["fee", "dossier"], "procedure": "1.000001"}


def test_every_aspect_that_can_be_accepted_has_the_intent_that_the_file_names() -> None:
    from bot.console.gathered import ASKABLE

    assert {name: INTENT_OF[name] for name in ASKABLE} == {name: f"ask_{name}" for name in ASKABLE}


def test_the_fingerprint_notices_what_is_accepted_and_what_is_taken_back(
    sqlite_url: str, tmp_path: Path
) -> None:
    def of() -> tuple[str, str]:
        return fingerprint(tmp_path, tmp_path / "catalogue"), base(tmp_path, tmp_path / "catalogue")

    before = of()
    first = teach(sqlite_url, "gia hạn cho sếp Nhật")
    accepted.write(sqlite_url, tmp_path)
    with_one = of()
    teach(sqlite_url, "gia hạn cho sếp Hàn")
    accepted.write(sqlite_url, tmp_path)
    assert len({before[0], with_one[0], of()[0]}) == 3
    assert before[1] == with_one[1] == of()[1]
    undo(sqlite_url, first)
    undo(sqlite_url, first + 1)
    assert accepted.write(sqlite_url, tmp_path) == 0
    assert of() == before
    assert not (tmp_path / ACCEPTED).exists()


def test_a_wording_counts_once_and_only_examples_are_learnt(sqlite_url: str, tmp_path: Path) -> None:
    teach(sqlite_url, "Gia hạn cho sếp Nhật", aspects=["fee"])
    teach(sqlite_url, "gia han cho sep nhat", aspects=["time_limit"])
    teach(sqlite_url, "giấy thông hành", kind="alias", aspects=[])
    assert accepted.write(sqlite_url, tmp_path) == 1
    assert "ask_time_limit" in (tmp_path / ACCEPTED).read_text("utf-8")


def test_questions_of_the_measurement_are_never_learnt(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accepted, "is_held_out", lambda text: True)
    teach(sqlite_url, "gia hạn cho sếp Nhật")
    assert accepted.write(sqlite_url, tmp_path) == 0


def test_without_a_database_nothing_is_made(tmp_path: Path) -> None:
    assert accepted.write(f"sqlite:///{tmp_path / 'none.db'}", tmp_path) == 0
    assert list(tmp_path.iterdir()) == []
