"""A report as a file: the same bytes for the same report, and nothing in it that a cell would run."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.feedback.report import Cell, Report, Table

FORMATS = ("json", "csv", "xlsx", "docx", "pdf")
# What a spreadsheet takes for the beginning of a formula.
_RUNS = ("=", "+", "-", "@", "\t", "\r")
# The first day that an archive can name; openpyxl writes the present moment instead.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_WIDEST = 60
# Of a sheet, in Excel.
_LONGEST_TITLE = 31


def written(report: Report, form: str) -> bytes:
    """`form` is one of FORMATS."""
    writers: dict[str, Callable[[Report], bytes]] = {
        "json": _json,
        "csv": _csv,
        "xlsx": _workbook,
        "docx": _document,
        "pdf": _paper,
    }
    return writers[form](report)


def harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would compute gets a mark before it that says 'text'."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUNS) else cell


def _json(report: Report) -> bytes:
    tables = [_told(report, table) for table in report.tables]
    whole = {"title": report.title, "subtitle": report.subtitle, "tables": tables}
    return f"{json.dumps(whole, ensure_ascii=False, indent=1, default=_number)}\n".encode()


def _told(report: Report, table: Table) -> dict[str, Any]:
    """With the address of each figure's rows, where the console's address is known: of each row, column → address."""
    told = {"code": table.code, "title": table.title, "columns": table.columns, "rows": table.rows}
    if not (report.console and table.links):
        return told
    found = [{place: report.address(query) for place, query in links.items()} for links in table.links_of()]
    return {**told, "links": found}


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


def _csv(report: Report) -> bytes:
    """The tables one below the other; with the mark by which Excel knows UTF-8."""
    text = StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    write([harmless(report.title)])
    write([harmless(report.subtitle)])
    for table in report.tables:
        write([])
        write([harmless(table.title)])
        write(table.columns)
        for row in table.rows:
            write([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _workbook(report: Report) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in report.tables:
        _fill(book.create_sheet(table.title[:_LONGEST_TITLE]), report, table)
    stored = BytesIO()
    book.save(stored)
    return _timeless(stored.getvalue())


def _document(report: Report) -> bytes:
    from bot.feedback import word

    return _timeless(word.document(report))


def _paper(report: Report) -> bytes:
    from bot.feedback import paper

    return paper.document(report)


def _fill(sheet: Any, report: Report, table: Table) -> None:
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    heading = [(report.title,), (report.subtitle,), (table.title,), (), table.columns]
    for place, row in enumerate([*heading, *table.rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(place, column, harmless(value))
            if isinstance(value, str):
                cell.data_type = "s"
            if place in (1, 3, 5):
                cell.font = bold
            elif place > len(heading):
                cell.alignment = wrapped
            if isinstance(value, Decimal):
                cell.number_format = "0.0"
    if report.console:
        for place, links in enumerate(table.links_of(), len(heading) + 1):
            for column, query in links.items():
                sheet.cell(place, column + 1).hyperlink = report.address(query)
    for column in range(1, len(table.columns) + 1):
        texts = [str(row[column - 1] or "") for row in (table.columns, *table.rows)]
        sheet.column_dimensions[get_column_letter(column)].width = min(max(map(len, texts)) + 2, _WIDEST)
    sheet.freeze_panes = sheet.cell(len(heading) + 1, 1)


def _timeless(content: bytes) -> bytes:
    """The same archive without the moment at which it was made."""
    told = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(told, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _MOMENT.sub(rb"\g<1>" + f"{datetime(*_NO_DAY):%Y-%m-%dT%H:%M:%SZ}".encode(), data)
            entry = ZipInfo(name, _NO_DAY)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, data)
    return told.getvalue()
