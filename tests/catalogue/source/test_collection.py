from __future__ import annotations

from pathlib import Path

from bot.catalogue.source import files, sheets
from bot.catalogue.source.collection import check_references, collect, source_files
from tests.procedures import permit


def put(folder: Path, file: str, **changes: object) -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(files.dump(permit(**changes)), "utf-8")
    return path


def test_a_folder_gives_its_source_files_and_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, "b/two.yml")
    put(tmp_path, "a/one.yaml")
    for other in ("a/readme.txt", "a/~$open.xlsx", "a/.hidden.yml"):
        (tmp_path / other).write_text("x")
    sheets.write([permit()], tmp_path / "c.XLSX")
    assert [path.name for path in source_files([tmp_path])] == ["one.yaml", "two.yml", "c.XLSX"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path, "a.yml")
    assert source_files([path, tmp_path]) == [path]


def test_a_code_in_two_files_is_refused_naming_both(tmp_path: Path) -> None:
    one, two = put(tmp_path, "1.yml"), tmp_path / "2.xlsx"
    sheets.write([permit()], two)
    assert [str(problem) for problem in collect([one, two]).problems] == [
        f"{two}, 1.009645, code: mã trùng; đã có trong {one}"
    ]


def test_what_is_not_a_source_is_told_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("x")
    (tmp_path / "a.doc").write_text("x")
    told = [
        str(problem)
        for problem in collect(tmp_path / name for name in ("a.xls", "a.doc", "none.yml")).problems
    ]
    assert "lưu thành .xlsx" in told[0]
    assert "chỉ nhận .yml" in told[1]
    assert "không có tệp này" in told[2]


def test_nothing_to_read_is_a_problem(tmp_path: Path) -> None:
    assert "không có tệp" in str(collect(source_files([tmp_path])).problems[0])


def test_a_successor_must_exist_here_or_in_the_database(tmp_path: Path) -> None:
    path = put(tmp_path, "a.yml", state="superseded", superseded_by="1.000001")
    collected = collect([path])
    assert "mã 1.000001 không có trong danh mục" in str(check_references(collected, set())[0])
    assert check_references(collected, {"1.000001"}) == []


def test_a_procedure_cannot_succeed_itself(tmp_path: Path) -> None:
    path = put(tmp_path, "a.yml", state="superseded", superseded_by="1.009645")
    assert "chính nó" in str(check_references(collect([path]), set())[0])


def test_a_name_shared_by_two_procedures_is_a_warning_only(tmp_path: Path) -> None:
    one = put(tmp_path, "1.yml", examples=[])
    two = put(tmp_path, "2.yml", code="1.000002", name="Khác", short_name="Gplđ", aliases=[], examples=[])
    collected = collect([one, two])
    assert collected.problems == []
    assert [str(warning) for warning in collected.warnings] == [
        f"{two}, 1.000002: 'gplđ' cũng là cách gọi của 1.009645"
    ]
