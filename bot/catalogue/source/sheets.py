"""The workbook written: all procedures, or the empty form that staff fill in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bot.catalogue import labels
from bot.catalogue.model import Procedure
from bot.catalogue.source import layout
from bot.catalogue.source.cells import to_cell
from bot.catalogue.source.layout import Column, Sheet

Values = dict[str, Any]
LISTS = "Danh sách"
_GREY = Font(color="888888", italic=True, size=9)
_BOLD = Font(bold=True)
_BAND = PatternFill("solid", fgColor="DCE6F1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
# What Excel would take for a formula when the cell is edited.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")
_VALIDATED_ROWS = 400_000


def write(procedures: Iterable[Procedure], path: Path) -> None:
    """All of them into one workbook, which `workbook.read` turns back into equal procedures."""
    listed = list(procedures)
    _save({sheet.title: _ROWS[sheet.title](listed) for sheet in layout.SHEETS}, path)


def template(path: Path) -> None:
    """The empty form with one row of example in each sheet."""
    rows = {}
    for sheet in layout.SHEETS:
        given = {column.key: column.example for column in sheet.columns if column.example is not None}
        rows[sheet.title] = iter([given])
    _save(rows, path)


def _save(rows: dict[str, Iterator[Values]], path: Path) -> None:
    book = Workbook(write_only=True)
    # Beside and then over: a full disk must not leave half a workbook under the old name.
    partial = path.with_name(f".{path.name}.partial")
    try:
        _fill(book, rows)
        book.save(partial)
        os.replace(partial, path)
    finally:
        for worksheet in book.worksheets:
            if not worksheet.closed:
                worksheet.close()
        partial.unlink(missing_ok=True)


def _fill(book: Workbook, rows: dict[str, Iterator[Values]]) -> None:
    lists = _Lists()
    _write_guide(book)
    for sheet in layout.SHEETS:
        _write_sheet(book, sheet, rows[sheet.title], lists)
    lists.write(book)


class _Lists:
    """The permitted values on a hidden sheet: Excel takes no more than 255 characters inline."""

    def __init__(self) -> None:
        self._ranges: dict[tuple[str, ...], str] = {}

    def validation(self, column: Column) -> DataValidation:
        values = tuple(labels.YES_NO.values() if column.kind == "yes_no" else column.choices.values())
        letter = get_column_letter(len(self._ranges) + 1)
        place = self._ranges.setdefault(values, f"'{LISTS}'!${letter}$1:${letter}${len(values)}")
        rule = DataValidation(type="list", formula1=place, allow_blank=True)
        rule.error = f"Xin chọn một giá trị trong danh sách của cột '{column.title}'."
        rule.errorTitle = "Giá trị không có trong danh sách"
        rule.showErrorMessage = True
        return rule

    def write(self, book: Workbook) -> None:
        worksheet = book.create_sheet(LISTS)
        worksheet.sheet_state = "hidden"
        columns = list(self._ranges)
        for index in range(max(map(len, columns))):
            worksheet.append([values[index] if index < len(values) else None for values in columns])


def _write_guide(book: Workbook) -> None:
    worksheet = book.create_sheet(layout.GUIDE)
    for letter, width in zip("ABCDE", (16, 28, 22, 11, 90), strict=False):
        worksheet.column_dimensions[letter].width = width
    for line in (
        "Danh mục thủ tục hành chính – cách điền",
        "Điền từ dòng 3 của mỗi trang. Không đổi dòng xám (mã cột), không gộp ô, không dùng công thức.",
        "Ô trống nghĩa là chưa biết. Miễn phí khác với chưa biết: ghi một dòng ở trang 'Phí, lệ phí'.",
        "Kiểm tra: bot catalogue check TEP.xlsx. Nhập: bot catalogue import TEP.xlsx.",
    ):
        worksheet.append([_cell(worksheet, line)])
    worksheet.append([])
    worksheet.append(
        [
            _cell(worksheet, title, _BOLD, _BAND)
            for title in ("Trang", "Cột", "Mã cột", "Bắt buộc", "Cách điền")
        ]
    )
    for sheet in layout.SHEETS:
        worksheet.append([_cell(worksheet, text) for text in (sheet.title, "", "", "", sheet.note)])
        for column in sheet.columns:
            needed = "Có" if column.required else ""
            described = (sheet.title, column.title, column.key, needed, _described(column))
            worksheet.append([_cell(worksheet, text) for text in described])


def _described(column: Column) -> str:
    if not column.choices:
        return column.note
    return f"{column.note} Giá trị: {'; '.join(column.choices.values())}."


def _write_sheet(book: Workbook, sheet: Sheet, rows: Iterator[Values], lists: _Lists) -> None:
    worksheet = book.create_sheet(sheet.title)
    worksheet.freeze_panes = "C3" if sheet is layout.PROCEDURES else "A3"
    for index, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(index)
        worksheet.column_dimensions[letter].width = column.width
        if column.kind in ("choice", "yes_no"):
            rule = lists.validation(column)
            rule.add(f"{letter}{layout.HEADER_ROWS + 1}:{letter}{_VALIDATED_ROWS}")
            worksheet.data_validations.append(rule)
    titles = (f"{column.title} *" if column.required else column.title for column in sheet.columns)
    worksheet.append([_cell(worksheet, title, _BOLD, _BAND) for title in titles])
    worksheet.append([_cell(worksheet, column.key, _GREY) for column in sheet.columns])
    for row in rows:
        worksheet.append([_filled(worksheet, row.get(column.key), column) for column in sheet.columns])


def _filled(worksheet: Any, value: Any, column: Column) -> Any:
    if value is None or value == [] or value == {}:
        return None
    shown = to_cell(value, column)
    if isinstance(shown, date):
        cell: Any = WriteOnlyCell(worksheet)
        cell.value = shown
        cell.number_format = "dd/mm/yyyy"
        return cell
    return _cell(worksheet, shown) if isinstance(shown, str) else shown


def _cell(worksheet: Any, text: str, font: Any = None, fill: Any = None) -> Any:
    cell = WriteOnlyCell(worksheet, value=text)
    cell.data_type = "s"
    cell.alignment = _WRAPPED
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True
    if font:
        cell.font = font
    if fill:
        cell.fill = fill
    return cell


def _head(procedure: Procedure) -> Values:
    keys = (column.key for column in layout.PROCEDURES.columns)
    values = {key: getattr(procedure, key) for key in keys if hasattr(procedure, key)}
    return {
        **values,
        "rank": procedure.rank or None,
        "sets": procedure.dossier_sets,
        "complete": procedure.dossier_complete,
        "online_source": procedure.online_level_source,
    }


def _dossier(procedure: Procedure) -> Iterator[Values]:
    for item in procedure.dossier:
        yield {**vars(item), "code": procedure.code}
    for paper in procedure.replaced_papers:
        yield {"code": procedure.code, "name": paper["paper"], "database": paper["database"]}


_ROWS: dict[str, Callable[[list[Procedure]], Iterator[Values]]] = {
    layout.PROCEDURES.title: lambda listed: map(_head, listed),
    layout.DOSSIER.title: lambda listed: (row for each in listed for row in _dossier(each)),
    layout.TIME_LIMITS.title: lambda listed: (
        {**vars(limit), "code": each.code} for each in listed for limit in each.time_limits
    ),
    layout.FEES.title: lambda listed: (
        {**vars(fee), "code": each.code} for each in listed for fee in each.fees
    ),
    layout.EXAMPLES.title: lambda listed: (
        {**vars(example), "code": each.code} for each in listed for example in each.examples
    ),
}
