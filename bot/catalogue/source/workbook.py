"""Procedures in an Excel workbook, laid out as `layout.py` says. `sheets.py` writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Optional

from bot.catalogue.model import Procedure
from bot.catalogue.source import layout
from bot.catalogue.source.cells import CellError, from_cell
from bot.catalogue.source.container import UnreadableWorkbook, merged_rows, open_workbook
from bot.catalogue.source.layout import Column, Sheet
from bot.catalogue.source.schema import parse
from bot.errors import Problem

MAX_ROWS = 400_000
Values = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One filled row: its number in the sheet and its values by key."""

    sheet: Sheet
    number: int
    values: Values

    @property
    def place(self) -> str:
        return f"trang '{self.sheet.title}' dòng {self.number}"


@dataclass
class _Workbook:
    """One file while it is being read, collecting what is wrong with it."""

    path: Path
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, place: str, column: str, message: str) -> None:
        self.problems.append(Problem(str(self.path), place, column, message))


def read(path: Path) -> tuple[list[Procedure], list[Problem]]:
    """All procedures of one workbook, and everything that is wrong with it."""
    file = _Workbook(path)
    try:
        book = open_workbook(path)
    except UnreadableWorkbook as error:
        file.refuse("", "", str(error))
        return [], file.problems
    try:
        rows = {sheet.title: list(_rows(file, book, sheet)) for sheet in layout.SHEETS}
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble over
        file.refuse("", "", f"tệp Excel hỏng: {error}")
        return [], file.problems
    finally:
        book.close()
    return _procedures(file, rows), file.problems


def _rows(file: _Workbook, book: Any, sheet: Sheet) -> Iterator[Row]:
    names = {name.strip().casefold(): name for name in book.sheetnames}
    name = names.get(sheet.title.casefold())
    if name is None:
        file.refuse(f"trang '{sheet.title}'", "", "thiếu trang này; xem mẫu: bot catalogue template mau.xlsx")
        return
    worksheet = book[name]
    # The size some programs write down is wrong, and openpyxl would cut the rows to it.
    worksheet.reset_dimensions()
    _refuse_merged(file, sheet, worksheet._worksheet_path)
    lines = worksheet.iter_rows()
    header = [next(lines, ()) for _ in range(layout.HEADER_ROWS)]
    columns = _columns(file, sheet, header)
    if columns is None:
        return
    filled = 0
    for number, cells in enumerate(lines, layout.HEADER_ROWS + 1):
        row = Row(sheet, number, {})
        complete = _fill(file, row, columns, cells)
        filled += bool(row.values)
        if filled > MAX_ROWS:
            file.refuse(f"trang '{sheet.title}'", "", f"quá {MAX_ROWS} dòng; hãy chia nhỏ tệp")
            return
        if row.values and complete:
            yield row


def _refuse_merged(file: _Workbook, sheet: Sheet, part: str) -> None:
    for reference, last_row in merged_rows(file.path, part):
        if last_row > layout.HEADER_ROWS:
            file.refuse(f"trang '{sheet.title}'", reference, "ô bị gộp; hãy bỏ gộp và điền từng dòng")


def _columns(file: _Workbook, sheet: Sheet, header: list[Any]) -> Optional[dict[int, Column]]:
    """Position → column, by the grey row of keys; None when the header cannot be relied on."""
    by_key = {column.key: column for column in sheet.columns}
    place, sound = f"trang '{sheet.title}' dòng {layout.HEADER_ROWS}", True
    found: dict[int, Column] = {}
    for position, cell in enumerate(header[-1]):
        key = str(cell.value).strip() if cell.value is not None else ""
        if key and (key not in by_key or by_key[key] in found.values()):
            file.refuse(place, key, "cột lặp lại" if key in by_key else "cột không có trong mẫu")
            sound = False
        elif key:
            found[position] = by_key[key]
    for column in sheet.columns:
        if column not in found.values():
            file.refuse(place, column.key, f"thiếu cột '{column.title}' (mã cột {column.key} ở dòng xám)")
            sound = False
    return found if sound else None


def _fill(file: _Workbook, row: Row, columns: dict[int, Column], cells: Any) -> bool:
    """The cells' values into the row; False when any of them is wrong or missing."""
    sound = True
    for position, cell in enumerate(cells):
        value = cell.value
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        column = columns.get(position)
        try:
            row.values[column.key if column else ""] = _value(cell, column)
        except CellError as error:
            row.values[column.key if column else ""] = None
            file.refuse(row.place, column.title if column else f"cột thứ {position + 1}", str(error))
            sound = False
    for column in columns.values() if row.values else ():
        if column.required and column.key not in row.values:
            file.refuse(row.place, column.title, "thiếu giá trị bắt buộc")
            sound = False
    return sound


def _value(cell: Any, column: Optional[Column]) -> Any:
    if cell.data_type == "f":
        raise CellError("ô chứa công thức; hãy dán lại thành giá trị (Paste Special → Values)")
    if cell.data_type == "e":
        raise CellError(f"ô báo lỗi {cell.value}")
    if column is None:
        raise CellError("có dữ liệu ngoài các cột của mẫu")
    return from_cell(cell.value, column)


def _procedures(file: _Workbook, rows: dict[str, list[Row]]) -> list[Procedure]:
    parts = {sheet.title: _by_code(rows[sheet.title]) for sheet in layout.SHEETS[1:]}
    heads: dict[str, Row] = {}
    procedures = []
    for row in rows[layout.PROCEDURES.title]:
        code = row.values["code"]
        if code in heads:
            file.refuse(row.place, "Mã thủ tục", f"mã {code} đã có ở dòng {heads[code].number}")
            continue
        heads[code] = row
        procedure = _procedure(file, row, {title: found.pop(code, []) for title, found in parts.items()})
        if procedure:
            procedures.append(procedure)
    _refuse_orphans(file, parts)
    return procedures


def _by_code(rows: list[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.values["code"], []).append(row)
    return grouped


def _refuse_orphans(file: _Workbook, parts: dict[str, dict[str, list[Row]]]) -> None:
    for found in parts.values():
        for code, orphans in found.items():
            for row in orphans:
                file.refuse(row.place, "Mã thủ tục", f"mã {code} không có (hoặc sai) ở trang 'Thủ tục'")


def _procedure(file: _Workbook, head: Row, parts: dict[str, list[Row]]) -> Optional[Procedure]:
    """The mapping a YAML file would hold, validated like one; problems point at the cells."""
    raw = dict(head.values)
    places: dict[str, Row] = {"": head}
    raw["online"] = {
        key: raw.pop(f"online_{key}" if key != "legacy_level" else key, None)
        for key in ("level", "legacy_level", "source")
    }
    raw["dossier"] = _dossier(raw, parts[layout.DOSSIER.title], places)
    for name, sheet in (("time_limits", layout.TIME_LIMITS), ("fees", layout.FEES)):
        raw[name] = [_part(row) for row in parts[sheet.title]]
        places.update((f"{name}.{index}", row) for index, row in enumerate(parts[sheet.title]))
    raw["examples"] = _examples(parts[layout.EXAMPLES.title], places)
    procedure, wrong = parse(raw, str(file.path))
    for problem in wrong:
        row, key = _locate(problem.field, places)
        file.refuse(row.place, key, problem.message)
    return procedure


def _part(row: Row) -> Values:
    return {key: value for key, value in row.values.items() if key != "code"}


def _dossier(raw: Values, rows: list[Row], places: dict[str, Row]) -> Values:
    replaced = [row for row in rows if "database" in row.values]
    places.update((f"dossier.replaced.{index}", row) for index, row in enumerate(replaced))
    needed = [row for row in rows if "database" not in row.values]
    groups: list[Values] = []
    for case, members in groupby(needed, key=lambda row: row.values.get("case")):
        items = list(members)
        places.update((f"dossier.groups.{len(groups)}.items.{index}", row) for index, row in enumerate(items))
        places[f"dossier.groups.{len(groups)}"] = items[0]
        shape = [{key: value for key, value in _part(row).items() if key != "case"} for row in items]
        groups.append({"case": case, "items": shape})
    return {
        "sets": raw.pop("sets", None),
        "complete": raw.pop("complete", None),
        "groups": groups,
        "replaced": [
            {"paper": row.values.get("name"), "database": row.values["database"]} for row in replaced
        ],
    }


def _examples(rows: list[Row], places: dict[str, Row]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for row in rows:
        key = "+".join(row.values["aspects"])
        questions = grouped.setdefault(key, [])
        places[f"examples.{key}.{len(questions)}"] = row
        questions.append(row.values["text"])
    return grouped


def _locate(path: str, places: dict[str, Row]) -> tuple[Row, str]:
    """The row that the longest known beginning of the path leads to, and the column's title."""
    words = path.split(".")
    known: Callable[[int], str] = lambda length: ".".join(words[:length])  # noqa: E731
    row = next(places[known(size)] for size in range(len(words), -1, -1) if known(size) in places)
    last = _COLUMN_OF.get(path, words[-1])
    titles = {column.key: column.title for column in row.sheet.columns}
    return row, titles.get(last, titles.get(words[0], path))


# Where the file's shape and the sheet's columns have different names.
_COLUMN_OF = {
    "online.level": "online_level",
    "online.source": "online_source",
    "dossier.sets": "sets",
    "dossier.complete": "complete",
}
