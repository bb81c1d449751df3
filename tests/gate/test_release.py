"""Only what does nowhere worse goes live, unless somebody answers for it; and there is a way back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.catalogue.labels import FIELDS
from bot.cli import bot
from bot.commands import model as command
from bot.commands import train as training
from bot.errors import Fallen, ModelError, NotCompared
from bot.evaluation import Judged
from bot.gate import comparison, release, scores
from bot.gate.scores import OUTSIDE, Scores
from bot.launch import live
from bot.launch.fingerprint import ACCEPTED
from bot.launch.model import forget_old, model_path, ready_model
from bot.settings import Settings
from bot.storage import catalogue, schema, staff_tables
from bot.storage.database import UnitOfWork, engine
from tests.gate.test_accepted import teach
from tests.launch.projects import write_model, write_project
from tests.real import dozen

LABOUR, BUILDING = ("lao_dong",) * 4, ("xay_dung",) * 3
FIELD_OF = LABOUR + BUILDING + (OUTSIDE,)


class House:
    """A small project whose models are stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.project = write_project(folder)
        self.models = folder / "models"
        self.models.mkdir()
        (folder / "catalogue").mkdir()
        self.url = f"sqlite:///{folder / 'motcua.db'}"
        self.settings = Settings(database_url=self.url, models=self.models, catalogue=folder / "catalogue")
        schema.upgrade(self.url)
        with UnitOfWork(engine(self.url)) as uow:
            catalogue.replace_all(uow.session, dozen(), "tests")
            uow.commit()
        self._made = 0

    def model(self, name: str = "") -> Path:
        """A trained one, newer than those before; without a name the one that fits the data."""
        fitting = model_path(self.project, self.settings.catalogue, self.models)
        path = write_model(self.models / f"motcua-{name}.tar.gz" if name else fitting)
        self._made += 60
        os.utime(path, (1_790_000_000 + self._made,) * 2)
        return path

    def measure(self, path: Path, right: str) -> None:
        """One digit for each question of FIELD_OF."""
        key = scores.key(self.settings, self.project)
        scores.keep(path, Scores(key, 1, FIELD_OF, tuple(digit == "1" for digit in right)))

    def promote(self, path: Path, **more: Any) -> None:
        with UnitOfWork(engine(self.url)) as uow:
            release.promote(uow, self.settings, path, "quantri", project=self.project, **more)

    def roll_back(self) -> Path:
        with UnitOfWork(engine(self.url)) as uow:
            return release.roll_back(uow, self.settings, "quantri", project=self.project)

    def live(self) -> Path | None:
        return release.live_model(self.settings, self.project)

    def log(self) -> list[Any]:
        with engine(self.url).connect() as connection:
            return list(connection.execute(staff_tables.audit.select()).mappings())

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(bot, [*words, "--project", str(self.project)])


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    made = House(tmp_path)
    monkeypatch.setenv("MOTCUA_DATABASE_URL", made.url)
    monkeypatch.setenv("MOTCUA_MODELS", str(made.models))
    monkeypatch.setenv("MOTCUA_CATALOGUE", str(made.settings.catalogue))
    yield made
    engine(made.url).dispose()


@pytest.mark.parametrize("was_chosen", [False, True])
def test_what_the_log_does_not_keep_does_not_go_live(house: House, was_chosen: bool) -> None:
    first, second, third = house.model(), house.model("b"), house.model("c")
    for path in (first, second, third):
        house.measure(path, "1" * 8)
    if was_chosen:
        house.promote(second)
    before, lines = house.live(), len(house.log())

    class Full(UnitOfWork):
        def commit(self) -> None:
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"), Full(engine(house.url)) as uow:
        release.promote(uow, house.settings, third, "quantri", project=house.project)
    assert house.live() == before
    assert (live.read(house.models) is not None) == was_chosen
    assert len(house.log()) == lines


def test_a_choice_that_was_made_while_training_began_stands(house: House) -> None:
    first, second = house.model(), house.model("b")
    for path in (first, second):
        house.measure(path, "1" * 8)
    house.promote(second)
    release.hold(house.settings, first, house.project)
    assert house.live() == second


# --- Compared ----------------------------------------------------------------------------------------------


def test_a_comparison_counts_by_hand() -> None:
    rows = comparison.compare(
        Scores("k", 1, FIELD_OF, tuple(digit == "1" for digit in "11001110")),
        Scores("k", 1, FIELD_OF, tuple(digit == "1" for digit in "01111011")),
    )
    told = {
        row.field: (row.live.right, row.candidate.right, row.live.total, row.gained, row.lost) for row in rows
    }
    assert told == {
        "all": (5, 6, 8, 3, 2),
        "lao_dong": (2, 3, 4, 2, 1),
        "xay_dung": (3, 2, 3, 0, 1),
        OUTSIDE: (0, 1, 1, 1, 0),
    }
    assert comparison.fallen(rows) == []


@pytest.mark.parametrize(
    ("questions", "lost", "gained", "is_fallen"),
    [
        # By the test: 7 of 7 is 1/128, 6 of 6 is 1/64; 10 of 12 is 79/4096, 11 of 13 is 92/8192.
        (100, 7, 0, True),
        (100, 6, 0, False),
        (148, 10, 2, False),
        (148, 11, 2, False),
        (148, 12, 2, True),
        # By the floor: three questions and a tenth.
        (30, 3, 0, True),
        (31, 3, 0, False),
        (10, 2, 0, False),
        (10, 4, 1, True),
        (10, 3, 1, False),
        # Nothing lost on balance.
        (100, 20, 20, False),
        (100, 0, 7, False),
        (5, 0, 0, False),
    ],
)
def test_a_field_has_fallen_when_more_is_lost_than_chance_loses(
    questions: int, lost: int, gained: int, is_fallen: bool
) -> None:
    fields, rest = ("lao_dong",) * questions, questions - lost - gained
    old = (True,) * lost + (False,) * gained + (True,) * rest
    new = (False,) * lost + (True,) * gained + (True,) * rest
    rows = comparison.compare(Scores("k", 1, fields, old), Scores("k", 1, fields, new))
    assert [row.has_fallen for row in rows] == [is_fallen] * 2


def test_a_loss_within_chance_goes_live_without_a_reason(house: House) -> None:
    old, new = house.model(), house.model("b")
    house.measure(old, "11001110")
    house.measure(new, "11001100")
    house.promote(new)
    assert house.live() == new


def test_a_question_belongs_to_the_field_of_its_label(house: House) -> None:
    def one(expected: list[str], top1: bool) -> Judged:
        return Judged("?", "–", expected, [], None, [], [], "unknown", 0.0, top1, top1, True)

    judged = [one(["1.014199"], True), one(["9.999999", "1.013236"], False), one([], False)]
    with UnitOfWork(engine(house.url)) as uow:
        found = scores.judge(judged, catalogue.fields(uow.session), "k", 1)
    assert found.fields == ("lao_dong", "xay_dung", OUTSIDE)
    assert found.right == (True, False, True)


def test_scores_of_another_release_and_spoilt_ones_tell_nothing(house: House) -> None:
    path = house.model("a")
    house.measure(path, "1" * 8)
    assert scores.kept(path, scores.key(house.settings, house.project)) is not None
    (house.project / "domain.yml").write_text('version: "3.1"\n', "utf-8")
    assert scores.kept(path, scores.key(house.settings, house.project)) is None
    live.scores_of(path).write_text("{")
    assert scores.kept(path, "k") is None


def test_models_that_were_measured_on_two_catalogues_are_not_compared(house: House) -> None:
    old, new = house.model(), house.model("b")
    house.measure(new, "1" * 8)
    key = scores.key(house.settings, house.project)
    scores.keep(old, Scores(key, 2, FIELD_OF, (True,) * 8))
    with pytest.raises(NotCompared):
        house.promote(new)


# --- The gate ----------------------------------------------------------------------------------------------


def test_a_model_that_falls_nowhere_goes_live_and_the_one_before_is_kept(house: House) -> None:
    old, new = house.model(), house.model("b")
    house.measure(old, "11001110")
    house.measure(new, "11011110")
    house.promote(new)
    assert house.live() == new
    assert release.previous(house.settings, house.project) == [old]
    said: list[str] = []
    assert ready_model(house.project, house.settings.catalogue, house.models, said.append) == new
    (line,) = house.log()
    assert (line["action"], line["subject"]) == ("model_promote", new.name)
    assert line["detail"] == {"from": old.name, "reason": None, "fallen": []}


def test_a_model_that_falls_in_one_field_is_refused_though_it_is_better_overall(house: House) -> None:
    old, new = house.model(), house.model("b")
    house.measure(old, "00001110")
    house.measure(new, "11110001")
    with pytest.raises(Fallen, match=FIELDS["xay_dung"]):
        house.promote(new)
    with pytest.raises(Fallen):
        house.promote(new, force=True)
    assert house.live() == old
    assert house.log() == []
    house.promote(new, force=True, reason="dữ liệu xây dựng đã cũ")
    assert house.live() == new
    assert house.log()[0]["detail"]["fallen"] == [FIELDS["xay_dung"]]
    assert house.log()[0]["detail"]["reason"] == "dữ liệu xây dựng đã cũ"


def test_a_model_that_was_not_measured_or_is_damaged_is_refused(house: House) -> None:
    old, new = house.model(), house.model("b")
    with pytest.raises(NotCompared, match="bot model compare"):
        house.promote(new)
    house.measure(old, "1" * 8)
    house.measure(new, "1" * 8)
    new.write_bytes(new.read_bytes()[:-20])
    with pytest.raises(ModelError, match="hỏng"):
        house.promote(new)
    with pytest.raises(ModelError, match="đang được dùng rồi"):
        house.promote(old)
    assert house.live() == old


def test_rolling_back_goes_one_model_back_each_time_until_there_is_none(house: House) -> None:
    first, second, third = house.model(), house.model("b"), house.model("c")
    for path in (first, second, third):
        house.measure(path, "1" * 8)
    house.promote(second)
    house.promote(third)
    assert house.roll_back() == second
    assert house.roll_back() == first
    with pytest.raises(ModelError, match="Không còn mô hình trước"):
        house.roll_back()
    assert [row["action"] for row in house.log()] == ["model_promote"] * 2 + ["model_rollback"] * 2


def test_what_answers_and_what_has_answered_outlives_newer_candidates(house: House) -> None:
    first, second = house.model(), house.model("b")
    house.measure(first, "1" * 8)
    house.measure(second, "1" * 8)
    house.promote(second)
    for name in "cdef":
        newest = house.model(name)
    forget_old(newest, 3)
    assert {path.name for path in live.all_models(house.models)} == {first.name, second.name, newest.name}
    assert live.scores_of(first).exists()


def test_a_new_release_uses_the_model_that_fits_it(house: House) -> None:
    first, second = house.model(), house.model("b")
    house.measure(first, "1" * 8)
    house.measure(second, "1" * 8)
    house.promote(second)
    (house.project / "domain.yml").write_text('version: "3.1"\nintents: [ask_fee, ask_form]\n', "utf-8")
    fitting = house.model()
    assert house.live() == fitting
    assert release.previous(house.settings, house.project) == []


def test_a_spoilt_note_or_a_missing_file_falls_back_to_the_model_that_fits(house: House) -> None:
    first = house.model()
    (house.models / "live.json").write_text("{")
    assert house.live() == first
    live.write(house.models, live.Live("motcua-x.tar.gz", live.base(house.project, house.settings.catalogue)))
    assert house.live() == first


# --- Commands ----------------------------------------------------------------------------------------------


def stand_in(path: Path) -> None:
    write_model(path)


@pytest.fixture
def trained(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(training, "train_model", lambda project, path, say, kept: stand_in(path))
    return house


def test_training_without_accepted_examples_is_as_it_was(trained: House) -> None:
    told = trained.run("train")
    assert told.exit_code == 0
    assert "Đã huấn luyện xong" in told.output
    assert not (trained.models / "live.json").exists()
    assert "Đã có mô hình khớp" in trained.run("train").output
    (trained.project / "data/nlu/fee.yml").write_text('version: "3.1"\nnlu: []\n', "utf-8")
    assert "Đã huấn luyện xong" in trained.run("train").output
    assert not (trained.models / "live.json").exists()


def test_training_with_accepted_examples_makes_a_candidate_and_what_answers_stays(trained: House) -> None:
    old = trained.model()
    teach(trained.url, "gia hạn cho sếp Nhật")
    told = trained.run("train").output
    assert "Học thêm 1 câu hỏi mẫu" in told
    assert f"Đang dùng {old.name}" in told
    assert (trained.project / ACCEPTED).exists()
    assert trained.live() == old
    assert len(release.candidates(trained.settings, trained.project)) == 1


def test_compare_promote_and_roll_back_by_command(trained: House, monkeypatch: pytest.MonkeyPatch) -> None:
    old = trained.model()
    teach(trained.url, "gia hạn cho sếp Nhật")
    trained.run("train")
    (new,) = release.candidates(trained.settings, trained.project)
    good = {old: (True,) * 4, new: (True, False, False, False)}

    def answered(path: Path) -> list[Judged]:
        labels = ("1.014199", *("1.013236",) * 3)
        return [
            Judged("?", "–", [code], [], None, [], [], "unknown", 0.0, right, right, True)
            for code, right in zip(labels, good[path], strict=True)
        ]

    monkeypatch.setattr(command, "answered", answered)
    refused = trained.run("model", "promote")
    assert refused.exit_code == 2
    compared = trained.run("model", "compare").output
    assert "Kém hơn ở: toàn bộ, Xây dựng." in compared
    assert trained.run("model", "promote", new.name).exit_code == 2
    assert trained.run("model", "promote", "--force").exit_code == 2
    assert trained.run("model", "promote", "--force", "--reason", "thử").exit_code == 0
    assert trained.live() == new
    listed = trained.run("model", "list").output
    assert f"{new.name:<32}" in listed
    assert "đang dùng" in listed
    assert "đã dùng trước đây" in listed
    assert trained.run("model", "rollback").exit_code == 0
    assert trained.live() == old
    assert trained.run("model", "promote", "nothing").exit_code == 2
