"""Open data: nobody can be told from it, every column is described, and it is the same each time."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as some

from bot.catalogue import agency
from bot.catalogue.model import Procedure
from bot.cli import bot
from bot.feedback import opendata
from bot.feedback.figures import Figure, share
from bot.feedback.model import FACTORS
from bot.feedback.opendata import archive, described, opened
from bot.feedback.periods import period
from bot.feedback.smallness import K, all_or_none, merged, merged_parts, small
from bot.settings import Settings
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, engine
from tests.feedback.rows import AGENCY, asked, filled_in, rated, surveyed, waited

SECRET = "Nguyễn gọi 0912"


@pytest.fixture
def contents(uow: UnitOfWork) -> dict[str, bytes]:
    catalogue.replace_all(uow.session, [Procedure("A", "=1+1 Giấy phép", "lao_dong")], "tests")
    for field, channel, good, bad in (
        ("lao_dong", "web", 40, 10), ("dat_dai", "zalo", 12, 6), ("xay_dung", "web", 3, 1), ("dau_tu", "=cmd", 7, 0),
    ):  # fmt: skip
        more = {"field": field, "channel": channel, "procedure": "A", "comment": SECRET}
        rated(uow, good, True, **more)
        rated(uow, bad, False, reason="unclear", **more)
    rated(uow, 2, False, reason="other", field="lao_dong")
    surveyed(uow, 1, {"access": 5})
    asked(uow, 30, "answered", ["fee"])
    asked(uow, 2, "unknown", ["fee"])
    waited(uow, 61)
    return made(uow)


def made(uow: UnitOfWork) -> dict[str, bytes]:
    of = agency.load(Settings().agencies, AGENCY)
    return opened(uow, period("2026-Q3"), of, date(2026, 9, 30), 180)


def rows(contents: dict[str, bytes], name: str = "chi-so.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(contents[name].decode("utf-8-sig"))))


def test_no_count_from_one_to_four_is_told_of_people(contents: dict[str, bytes]) -> None:
    for row in rows(contents):
        if row["indicator"] in opendata._PUBLIC or not row["denominator"]:
            continue
        numerator, denominator = (int(row[name] or 0) for name in ("numerator", "denominator"))
        assert not small(denominator), row
        assert not small(numerator), row


def test_small_groups_are_told_together(contents: dict[str, bytes]) -> None:
    fields = {row["group"]: row for row in rows(contents) if row["dimension"] == "field"}
    assert "xay_dung" not in fields
    assert int(fields["nhom_gop"]["denominator"]) >= 2 * K
    (named,) = [row for row in rows(contents) if row["indicator"] == "satisfaction_named_fields"]
    assert named["status"] == "hidden"


def test_nothing_of_a_person_is_in_it_and_nothing_that_a_sheet_would_run(contents: dict[str, bytes]) -> None:
    whole = b"".join(contents.values()).decode()
    assert SECRET not in whole
    assert "0912" not in whole
    assert "=cmd" not in whole
    for name in contents:
        if name.endswith(".csv"):
            cells = {cell for row in csv.reader(StringIO(contents[name].decode("utf-8-sig"))) for cell in row}
            assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")], name
    assert "'=1+1 Giấy phép" in {row["name"] for row in rows(contents, "thu-tuc.csv")}


def test_every_column_is_in_the_dictionary_with_meaning_unit_and_source(contents: dict[str, bytes]) -> None:
    told = json.loads(contents["tu-dien.json"])
    assert told["columns"] == rows(contents, "tu-dien.csv")
    for name in described()["files"]:
        columns = contents[name].decode("utf-8-sig").splitlines()[0].split(",")
        assert columns == [one["column"] for one in told["columns"] if one["file"] == name]
    assert all(all(one.values()) for one in told["columns"])
    assert told["licence"] in contents["GIAY-PHEP.txt"].decode()


def test_the_same_data_make_the_same_bytes(uow: UnitOfWork, contents: dict[str, bytes]) -> None:
    assert made(uow) == contents
    assert archive(contents) == archive(dict(contents))


def test_waits_of_few_and_factors_of_few_are_not_told(contents: dict[str, bytes]) -> None:
    for row in rows(contents):
        if row["indicator"].startswith("wait") or row["indicator"] in ("factor", "survey_satisfaction"):
            assert (row["minutes"], row["share"], row["denominator"]) == ("", "", ""), row


def test_a_few_sheets_of_the_page_cannot_be_computed_from_what_is_told(uow: UnitOfWork) -> None:
    for number in range(40):
        surveyed(uow, number, dict.fromkeys(FACTORS, 4) if number < 30 else {})
    for number in range(3):
        filled_in(uow, f"{number}", dict.fromkeys(FACTORS, 5), counter="1")
    told = {row["indicator"]: row for row in rows(made(uow)) if not row["dimension"]}
    assert told["survey_response"]["numerator"] == "30"
    for name in ("survey_unasked", "survey_page", "survey_satisfaction"):
        assert (told[name]["denominator"], told[name]["status"]) == ("", "hidden"), name


counts = some.lists(some.tuples(some.integers(0, 12), some.integers(0, 12)), min_size=1, max_size=8)


def figures(pairs: list[tuple[int, int]]) -> list[Figure]:
    return [share("x", yes, yes + no, "d", f"g{at}") for at, (yes, no) in enumerate(pairs)]


@given(counts)
def test_neither_a_group_nor_what_is_left_of_the_whole_is_small(pairs: list[tuple[int, int]]) -> None:
    told = [one.figure for one in merged(figures(pairs), "rest") if not one.hidden]
    for one in told:
        counted = one.numerator, one.denominator - one.numerator, one.denominator
        assert not any(map(small, counted))
    if told:
        assert sum(one.numerator for one in told) == sum(yes for yes, _ in pairs)
        assert sum(one.denominator for one in told) == sum(map(sum, pairs))


@given(some.lists(some.integers(0, 12), min_size=1, max_size=6))
def test_parts_of_a_whole_are_told_together_when_they_are_small(numbers: list[int]) -> None:
    whole = [share("x", one, sum(numbers), "d", f"g{at}") for at, one in enumerate(numbers)]
    told = [one.figure for one in merged_parts(whole, "rest") if not one.hidden]
    assert not any(small(one.numerator) for one in told)
    assert sum(one.numerator for one in told) in (0, sum(numbers))


@given(counts)
def test_of_shares_with_a_published_mean_all_are_told_or_none(pairs: list[tuple[int, int]]) -> None:
    assert len({one.hidden for one in all_or_none(figures(pairs))}) == 1


def run(*arguments: str) -> Any:
    return CliRunner().invoke(bot, ["report", "--period", "2026-Q3", *arguments], prog_name="bot")


def test_the_command_fills_a_folder(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    told = run("--open-data", str(tmp_path / "mo"), "--licence", "Theo Nghị định 47/2020/NĐ-CP")
    assert told.exit_code == 0, told.output
    files = {path.name for path in (tmp_path / "mo").iterdir()}
    assert files == {*described()["files"], "tu-dien.csv", "tu-dien.json", "GIAY-PHEP.txt"}
    assert "Nghị định 47" in (tmp_path / "mo" / "GIAY-PHEP.txt").read_text("utf-8")
    engine(sqlite_url).dispose()


def test_a_place_where_nothing_can_be_written_is_told(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", sqlite_url)
    (tmp_path / "tệp").touch()
    told = run("--open-data", str(tmp_path / "tệp" / "mo"))
    assert told.exit_code == 1
    assert "không tạo được thư mục" in told.output
