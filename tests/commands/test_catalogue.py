from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.catalogue.source import files, sheets
from bot.cli import bot
from bot.storage import catalogue
from bot.storage.database import UnitOfWork, engine
from tests.procedures import many, permit


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'var' / 'motcua.db'}"
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    monkeypatch.setenv("MOTCUA_CATALOGUE", str(tmp_path / "catalogue"))
    return url


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for procedure in many(3, 1):
        (folder / f"{procedure.code}.yml").write_text(files.dump(procedure), "utf-8")
    return folder


def run(*words: object, answer: str = "") -> Result:
    result = CliRunner().invoke(bot, ["catalogue", *map(str, words)], input=answer)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def stored(url: str) -> list[str]:
    with UnitOfWork(engine(url)) as uow:
        return [procedure.name for procedure in catalogue.load_all(uow.session)]


def change(folder: Path, code: str, text: str = "rank: 7\n") -> None:
    path = folder / f"{code}.yml"
    path.write_text(path.read_text("utf-8").replace("rank: 3\n", text), "utf-8")


def test_an_import_creates_the_database_and_a_second_changes_nothing(url: str, source: Path) -> None:
    first = run("import", source, "--yes", "--who", "Lan")
    assert "Thêm 3, sửa 0" in first.stdout
    assert "restore 1" in first.stdout
    assert len(stored(url)) == 3
    assert run("import", source, "--yes").stdout == "Thêm 0, sửa 0, xóa 0, giữ nguyên 3 thủ tục.\n"


def test_without_files_the_configured_catalogue_is_imported(url: str, source: Path) -> None:
    run("import", "--yes")
    assert len(stored(url)) == 3


def test_an_import_asks_and_no_means_no(url: str, source: Path) -> None:
    run("import", source, "--yes")
    change(source, "1.000001")
    result = run("import", source, answer="n\n")
    assert "Thứ hạng: 3 → 7" in result.stdout
    assert "Không ghi gì" in result.stdout
    assert "Thứ hạng" in run("import", source, answer="y\n").stdout
    assert "giữ nguyên 3" in run("diff", source).stdout


def test_a_dry_run_makes_no_database(url: str, source: Path, tmp_path: Path) -> None:
    assert "Thêm 3" in run("import", source, "--dry-run").stdout
    assert "Thêm 3" in run("diff", source).stdout
    run("check", source)
    assert not (tmp_path / "var").exists() or not list((tmp_path / "var").iterdir())


def test_an_import_with_one_bad_row_writes_nothing(url: str, source: Path) -> None:
    run("import", source, "--yes")
    change(source, "1.000000")
    change(source, "1.000001", "rank: many\n")
    change(source, "1.000002", "rank: -1\n")
    result = run("import", source, "--yes")
    assert result.exit_code == 2
    assert "1.000001.yml, rank: cần một số nguyên" in result.stderr
    assert "1.000002.yml, rank: " in result.stderr
    assert "sửa 1" in run("diff", source / "1.000000.yml").stdout


def test_only_the_procedures_in_the_files_are_touched(url: str, source: Path) -> None:
    run("import", source, "--yes")
    change(source, "1.000001")
    assert "sửa 1, xóa 0" in run("import", source / "1.000001.yml", "--yes").stdout
    assert len(stored(url)) == 3


def test_pruning_deletes_what_is_not_in_the_files_and_can_be_undone(url: str, source: Path) -> None:
    run("import", source, "--yes")
    assert "xóa 2" in run("import", source / "1.000001.yml", "--prune", "--yes").stdout
    assert len(stored(url)) == 1
    assert "Thêm 2" in run("restore", 2, "--yes").stdout
    assert len(stored(url)) == 3


def test_pruning_checks_references_against_what_stays(url: str, source: Path) -> None:
    run("import", source, "--yes")
    change(source, "1.000001", "state: superseded\nsuperseded_by: '1.000002'\nrank: 3\n")
    path = source / "1.000001.yml"
    path.write_text(path.read_text("utf-8").replace("state: in_force\n", ""), "utf-8")
    assert run("check", path).exit_code == 0
    assert "1.000002 không có" in run("import", path, "--prune", "--yes").stderr


def test_a_restore_shows_what_it_does_and_asks(url: str, source: Path) -> None:
    run("import", source, "--yes")
    refused = run("restore", 1, answer="n\n")
    assert "xóa 3" in refused.stdout
    assert len(stored(url)) == 3
    run("restore", 1, "--code", "1.000002", "--yes")
    assert len(stored(url)) == 2


def test_an_unknown_change_is_told_without_traceback(url: str) -> None:
    result = run("restore", 99, "--yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Không có lần thay đổi số 99. Xem: bot catalogue history\n"


def test_history_names_who_and_what(url: str, source: Path) -> None:
    run("import", source, "--yes", "--who", "Lan")
    change(source, "1.000001")
    run("import", source, "--yes", "--who", "Minh")
    assert [line.split(" ", 3)[3] for line in run("history").stdout.splitlines()] == [
        "Minh (import): 1 thủ tục",
        "Lan (import): 3 thủ tục",
    ]
    assert "Thứ hạng: 3 → 7" in run("history", "1.000001").stdout


@pytest.mark.parametrize("name", ["all.xlsx", "all.yml"])
def test_an_export_is_imported_again_without_difference(
    url: str, source: Path, tmp_path: Path, name: str
) -> None:
    (source / "permit.yml").write_text(files.dump(permit()), "utf-8")
    run("import", source, "--yes")
    assert "4 thủ tục" in run("export", tmp_path / name).stdout
    assert "Thêm 0, sửa 0, xóa 0, giữ nguyên 4" in run("diff", "--prune", tmp_path / name).stdout


def test_an_export_to_a_folder_has_one_file_a_procedure(url: str, source: Path, tmp_path: Path) -> None:
    run("import", source, "--yes")
    run("export", "--dir", tmp_path / "out")
    assert len(list((tmp_path / "out" / "lao_dong").iterdir())) == 3
    assert "giữ nguyên 3" in run("diff", "--prune", tmp_path / "out").stdout


def test_an_export_elsewhere_than_to_a_known_kind_is_refused(url: str, tmp_path: Path) -> None:
    assert ".xlsx hoặc .yml" in run("export", tmp_path / "all.csv").stderr
    assert run("export").exit_code == 2


def test_a_workbook_is_imported_like_any_file(url: str, tmp_path: Path) -> None:
    sheets.write(many(2, 2), tmp_path / "a.xlsx")
    run("import", tmp_path / "a.xlsx", "--yes")
    assert len(stored(url)) == 2


def test_the_form_is_written_and_accepted(url: str, tmp_path: Path) -> None:
    run("template", tmp_path / "form.xlsx")
    assert run("check", tmp_path / "form.xlsx").stdout == "Hợp lệ: 1 thủ tục.\n"


def test_show_prints_one_procedure(url: str, source: Path) -> None:
    run("import", source, "--yes")
    assert "name: Thủ tục số 1" in run("show", "1.000001").stdout
    assert "Không có thủ tục 1.999999" in run("show", "1.999999").stderr


@pytest.mark.long
def test_two_thousand_procedures_are_imported(url: str, tmp_path: Path) -> None:
    (tmp_path / "all.yml").write_text(files.dump_all(many(2000)), "utf-8")
    run("import", tmp_path / "all.yml", "--yes")
    assert len(stored(url)) == 2000


def test_the_command_starts_without_loading_rasa_or_the_database() -> None:
    loaded = (
        "import sys, bot.cli; print([m for m in ('rasa', 'tensorflow', 'sqlalchemy') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize("words", [[], ["catalogue"], ["catalogue", "import"], ["catalogue", "restore"]])
def test_every_level_has_help(words: list[str]) -> None:
    result = CliRunner().invoke(bot, [*words, "--help"])
    assert result.exit_code == 0
    assert "Usage: " in result.output
