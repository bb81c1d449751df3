from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

from bot.catalogue.model import Procedure
from bot.catalogue.source import container, layout, sheets, workbook
from tests.procedures import permit, procedures


def put(sheet: str, key: str, value: object, row: int = 3) -> Callable[[Any], None]:
    """Type a value into a cell, as somebody in Excel would."""

    def edit(book: Any) -> None:
        keys = [cell.value for cell in book[sheet][2]]
        book[sheet].cell(row, keys.index(key) + 1).value = value

    return edit


def read_edited(tmp_path: Path, *edits: Callable[[Any], object]) -> tuple[list[Procedure], list[str]]:
    path = tmp_path / "a.xlsx"
    sheets.write([permit()], path)
    book = load_workbook(path)
    for edit in edits:
        edit(book)
    book.save(path)
    found, problems = workbook.read(path)
    return found, [str(problem).replace(str(path), "a.xlsx") for problem in problems]


@settings(max_examples=60, deadline=None)
@given(procedures)
def test_any_procedure_comes_back_equal_from_a_workbook(procedure: Procedure) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        sheets.write([procedure], path)
        assert workbook.read(path) == ([procedure], [])


def test_a_workbook_saved_again_by_another_program_reads_the_same(tmp_path: Path) -> None:
    assert read_edited(tmp_path) == ([permit()], [])


def test_the_form_is_readable_and_its_guide_names_every_column(tmp_path: Path) -> None:
    sheets.template(tmp_path / "form.xlsx")
    found, problems = workbook.read(tmp_path / "form.xlsx")
    assert ([each.code for each in found], problems) == (["MC-01"], [])
    book = load_workbook(tmp_path / "form.xlsx")
    described = {(row[0].value, row[2].value) for row in book[layout.GUIDE].iter_rows()}
    assert {(sheet.title, column.key) for sheet in layout.SHEETS for column in sheet.columns} <= described
    rules = book["Thủ tục"].data_validations.dataValidation
    assert any(rule.formula1.startswith("'Danh sách'!$A$1") for rule in rules)


@pytest.mark.parametrize("text", ["=1+1", "+84 251", "-", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_text_that_looks_like_a_formula_is_written_as_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    sheets.write([permit(summary=text, notes=text)], path)
    cells = [cell for row in load_workbook(path)["Thủ tục"].iter_rows(min_row=3) for cell in row]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells if cell.value == text] == [("s", True)] * 2


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (put("Thủ tục", "name", "=A1"), "a.xlsx, trang 'Thủ tục' dòng 3, Tên thủ tục: ô chứa công thức"),
        (
            put("Thủ tục", "field", "Y tế"),
            "trang 'Thủ tục' dòng 3, Lĩnh vực: 'Y tế' không có trong danh sách",
        ),
        (put("Thủ tục", "code", "12"), "trang 'Thủ tục' dòng 3, Mã thủ tục: mã '12' không đúng dạng"),
        (put("Thủ tục", "name", None), "trang 'Thủ tục' dòng 3, Tên thủ tục: thiếu giá trị bắt buộc"),
        (put("Thủ tục", "rank", 1.5), "Thứ hạng: 1.5 không phải số nguyên"),
        (put("Thủ tục", "checked", "hôm qua"), "Ngày kiểm tra: 'hôm qua' không phải ngày"),
        (put("Thủ tục", "checked", "31/02/2026"), "Ngày kiểm tra: '31/02/2026' không phải ngày"),
        (put("Thủ tục", "legacy_level", 9), "Mức độ cũ (1–4): "),
        (put("Thủ tục", "state", "Đã được thay thế"), "state 'superseded' cần superseded_by"),
        (put("Hồ sơ", "mandatory", "có lẽ"), "trang 'Hồ sơ' dòng 3, Bắt buộc: 'có lẽ': cần Có hoặc Không"),
        (put("Hồ sơ", "originals", -1, 4), "trang 'Hồ sơ' dòng 4, Bản chính: "),
        (put("Hồ sơ", "code", "1.000000", 4), "trang 'Hồ sơ' dòng 4, Mã thủ tục: mã 1.000000 không có"),
        (put("Hồ sơ", "code", None, 4), "trang 'Hồ sơ' dòng 4, Mã thủ tục: thiếu giá trị bắt buộc"),
        (put("Thời hạn", "value", 0), "trang 'Thời hạn' dòng 3, Số: phải lớn hơn 0"),
        (put("Phí, lệ phí", "amount", None), "trang 'Phí, lệ phí' dòng 3"),
        (put("Phí, lệ phí", "amount", "#REF!"), "Số tiền (đồng): "),
        (put("Câu hỏi mẫu", "aspects", "Giá cả"), "trang 'Câu hỏi mẫu' dòng 3, Hỏi về: 'Giá cả' không có"),
        (put("Thủ tục", "code", "1.009645", 4), "trang 'Thủ tục' dòng 4"),
        (put("Thời hạn", "unit", None, 2), "thiếu cột 'Đơn vị'"),
        (put("Thời hạn", "unit", "unitt", 2), "trang 'Thời hạn' dòng 2, unitt: cột không có trong mẫu"),
        (put("Thời hạn", "unit", "value", 2), "trang 'Thời hạn' dòng 2, value: cột lặp lại"),
        (lambda book: book.remove(book["Hồ sơ"]), "trang 'Hồ sơ': thiếu trang này"),
        (lambda book: book["Hồ sơ"].merge_cells("B3:B4"), "trang 'Hồ sơ', B3:B4: ô bị gộp"),
        (lambda book: book["Hồ sơ"].cell(3, 20, "x"), "cột thứ 20: có dữ liệu ngoài các cột"),
    ],
)
def test_a_wrong_cell_is_told_with_sheet_row_and_column(
    tmp_path: Path, edit: Callable[[Any], object], told: str
) -> None:
    assert told in "\n".join(read_edited(tmp_path, edit)[1])


def test_a_code_given_twice_names_both_rows(tmp_path: Path) -> None:
    _, problems = read_edited(
        tmp_path,
        put("Thủ tục", "code", "1.009645", 4),
        put("Thủ tục", "name", "Khác", 4),
        put("Thủ tục", "field", "Đầu tư", 4),
    )
    assert problems == ["a.xlsx, trang 'Thủ tục' dòng 4, Mã thủ tục: mã 1.009645 đã có ở dòng 3"]


@pytest.mark.parametrize(
    ("sheet", "key", "typed", "expected"),
    [
        ("Phí, lệ phí", "amount", "600.000 đồng", lambda p: p.fees[0].amount == 600_000),
        ("Phí, lệ phí", "amount", "600,000", lambda p: p.fees[0].amount == 600_000),
        ("Phí, lệ phí", "amount", 600000.0, lambda p: p.fees[0].amount == 600_000),
        ("Thủ tục", "checked", datetime(2026, 7, 31), lambda p: p.checked.isoformat() == "2026-07-31"),
        ("Thủ tục", "checked", "31/7/2026", lambda p: p.checked.isoformat() == "2026-07-31"),
        ("Thủ tục", "checked", "2026-07-31", lambda p: p.checked.isoformat() == "2026-07-31"),
        ("Thủ tục", "field", "lao_dong", lambda p: p.field == "lao_dong"),
        ("Thủ tục", "field", " LAO ĐỘNG ", lambda p: p.field == "lao_dong"),
        ("Thủ tục", "methods", "Trực tiếp, Bưu chính", lambda p: p.methods == ["counter", "post"]),
        ("Câu hỏi mẫu", "aspects", "Phí, lệ phí", lambda p: p.examples[0].aspects == ["fee"]),
        ("Thủ tục", "summary", 2026, lambda p: p.summary == "2026"),
        ("Hồ sơ", "mandatory", "x", lambda p: p.dossier[0].mandatory is True),
        ("Hồ sơ", "mandatory", False, lambda p: p.dossier[0].mandatory is False),
    ],
)
def test_what_people_type_is_understood(
    tmp_path: Path, sheet: str, key: str, typed: object, expected: Callable[[Procedure], bool]
) -> None:
    found, problems = read_edited(tmp_path, put(sheet, key, typed))
    assert problems == []
    assert expected(found[0])


def test_a_code_typed_as_a_number_keeps_its_zeros(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheets.write(
        [permit("1.009640", dossier=[], replaced_papers=[], fees=[], time_limits=[], examples=[])], path
    )
    book = load_workbook(path)
    put("Thủ tục", "code", 1.00964)(book)
    book.save(path)
    assert workbook.read(path)[0][0].code == "1.009640"


def test_empty_rows_in_between_are_passed_over(tmp_path: Path) -> None:
    found, problems = read_edited(tmp_path, lambda book: book["Hồ sơ"].insert_rows(4, 5))
    assert (found, problems) == ([permit()], [])


def test_a_text_file_named_xlsx_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("code,name")
    assert "không phải tệp Excel .xlsx" in str(workbook.read(tmp_path / "a.xlsx")[1][0])


def test_another_kind_of_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "tệp Excel hỏng" in str(workbook.read(tmp_path / "a.xlsx")[1][0])


def test_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    def cut(name: str, content: bytes) -> bytes:
        return content[: len(content) // 2] if name == "xl/worksheets/sheet2.xml" else content

    assert "tệp Excel hỏng" in str(workbook.read(_rewritten(tmp_path, cut))[1][0])


def test_a_declared_document_type_is_refused(tmp_path: Path) -> None:
    def declare(name: str, content: bytes) -> bytes:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
        return bomb + content if name == "xl/worksheets/sheet2.xml" else content

    assert "DOCTYPE" in str(workbook.read(_rewritten(tmp_path, declare))[1][0])


def test_a_file_that_unpacks_beyond_measure_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(container.MAX_UNPACKED // 2**20 + 1):
            part.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    assert "quá giới hạn" in str(workbook.read(path)[1][0])


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 1)
    assert "quá 1 dòng" in "\n".join(read_edited(tmp_path)[1])


def test_a_failed_export_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("old")
    with pytest.raises(KeyError):
        sheets.write([permit(field="unknown")], path)
    assert path.read_text() == "old"


def _rewritten(tmp_path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    sheets.write([permit()], tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return tmp_path / "a.xlsx"
