"""The report as files: complete, the same each time, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from bot.catalogue import agency
from bot.catalogue.model import Procedure
from bot.cli import bot
from bot.feedback.documents import FORMATS, harmless, written
from bot.feedback.indicators import indicators
from bot.feedback.periods import period
from bot.feedback.report import Report, Table, compose, percent
from bot.settings import ROOT, Settings
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, engine
from tests.feedback.rows import AGENCY, rated, surveyed

FORMULA = "=HYPERLINK(A1)"


@pytest.fixture
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    with UnitOfWork(engine(sqlite_url)) as uow:
        catalogue.replace_all(uow.session, [Procedure("1.014199", "Giấy phép lao động", "lao_dong")], "tests")
        rated(uow, 40, True, procedure="1.014199", field="lao_dong")
        rated(uow, 5, False, reason="unclear", procedure="1.014199", field="lao_dong")
        rated(uow, 3, True, channel=FORMULA)
        surveyed(uow, 1, {"access": 5})
        uow.commit()
    return sqlite_url


def composed(url: str, name: str = AGENCY) -> Report:
    with UnitOfWork(engine(url)) as uow:
        of = agency.load(Settings().agencies, name)
        return compose(uow, period("2026-Q3"), of, date(2026, 9, 30), 180)


def table(report: Report, code: str) -> Table:
    return next(one for one in report.tables if one.code == code)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(bot, ["report", *arguments], prog_name="bot")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_data_make_the_same_bytes(url: str, form: str) -> None:
    assert written(composed(url), form) == written(composed(url), form)


def test_every_indicator_is_told_with_its_definition(url: str) -> None:
    report = composed(url)
    names = [row[0] for row in table(report, "definitions").rows]
    assert names == [one.name for one in indicators().values()]
    told = {row[0] for code in ("indicators", "waits") for row in table(report, code).rows}
    parts = {indicators()[code].name for code in ("reason", "factor", "petition_end")}
    assert told | parts == set(names)


def test_the_figures_stand_with_their_counts_and_bounds(url: str) -> None:
    (row,) = [row for row in table(composed(url), "field").rows if row[0] == "Lao động"]
    assert [str(cell) for cell in row] == ["Lao động", "40", "45", "88.9", "76.5", "95.2", "1", ""]


def test_few_answers_are_told_as_few_and_have_no_rank(url: str) -> None:
    (row,) = [row for row in table(composed(url), "channel").rows if row[0] == FORMULA]
    assert row[6] is None
    assert "dưới 30" in str(row[7])


@pytest.mark.parametrize("name", agency.available(Settings().agencies))
def test_the_aims_of_every_authority_are_judged(url: str, name: str) -> None:
    of = agency.load(Settings().agencies, name)
    rows = table(composed(url, name), "targets").rows
    assert [row[2] for row in rows] == [str(aim.year) if aim.year else None for aim in of.targets]
    assert {row[7] for row in rows} <= {"Đạt", "Chưa đạt", "Chưa đủ để kết luận", "Không so sánh được"}


def test_nothing_in_a_table_is_run_as_a_formula(url: str) -> None:
    rows = list(csv.reader(StringIO(written(composed(url), "csv").decode("utf-8-sig"))))
    cells = {cell for row in rows for cell in row}
    assert f"'{FORMULA}" in cells
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")] == []
    book = load_workbook(BytesIO(written(composed(url), "xlsx")))
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "f" not in kinds


@given(some.text() | some.builds("".join, some.tuples(some.sampled_from("=+-@\t\r"), some.text())))
def test_no_text_begins_as_a_formula_does_once_it_is_harmless(text: str) -> None:
    told = str(harmless(text))
    assert told[:1] not in set("=+-@\t\r")
    assert told.removeprefix("'") == text.removeprefix("'")


def test_numbers_stay_numbers() -> None:
    assert harmless(-5) == -5
    assert harmless(None) is None


def test_halves_are_rounded_away_from_zero() -> None:
    assert [str(percent(share)) for share in (Fraction(8885, 10000), 0.5, 0.0, 1.0, None)] == [
        "88.9", "50.0", "0.0", "100.0", "None"
    ]  # fmt: skip


def test_the_command_prints_json_that_can_be_read(url: str) -> None:
    told = run("--period", "2026-Q3")
    assert told.exit_code == 0
    codes = [one["code"] for one in json.loads(told.stdout_bytes)["tables"]]
    assert codes[:2] == ["indicators", "waits"]
    assert codes[-1] == "definitions"


def test_the_command_writes_a_workbook(url: str, tmp_path: Any) -> None:
    path = tmp_path / "quy.xlsx"
    assert run("--period", "2026-Q3", "--format", "xlsx", "--output", str(path)).exit_code == 0
    assert len(load_workbook(path).sheetnames) == len(composed(url).tables)


@pytest.mark.parametrize("name", ["quý 3", "2026-Q5", ""])
def test_a_period_that_is_none_is_refused_with_examples(url: str, name: str) -> None:
    told = run("--period", name)
    assert told.exit_code == 2
    assert "2026-Q3" in told.output


def test_a_place_where_nothing_can_be_written_is_told(url: str, tmp_path: Any) -> None:
    told = run("--period", "2026-Q3", "--output", str(tmp_path / "không" / "có.json"))
    assert told.exit_code == 1
    assert "không ghi được" in told.output


def test_the_manual_has_every_indicator() -> None:
    manual = (ROOT / "docs" / "feedback.md").read_text("utf-8")
    part = manual.partition("## What is computed")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    assert [code for cell in cells for code in re.findall(r"`(\w+)`", cell)] == list(indicators())
