"""One cell and the value it stands for, in both directions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bot.catalogue import labels
from bot.catalogue.source.layout import Column, Kind

# 1.500.000 or 1,500,000: thousands, as people type them.
_GROUPED = re.compile(r"\d{1,3}([.,  ]\d{3})+")
_CURRENCY = re.compile(r"\s*(đồng|vnđ|vnd|đ)$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class CellError(ValueError):
    """The cell cannot be read; the message is for staff."""


def from_cell(value: object, column: Column) -> Any:
    """What the cell says, as a YAML file would have it. Empty cells do not come here."""
    return _READERS[column.kind](value, column)


def to_cell(value: Any, column: Column) -> Any:
    """What to put into the cell so that `from_cell` reads the value again."""
    if column.kind == "choice":
        return column.choices[value]
    if column.kind == "choices":
        return "\n".join(column.choices[each] for each in value)
    if column.kind == "lines":
        return "\n".join(value)
    if column.kind == "yes_no":
        return labels.YES_NO[value]
    if column.kind == "levels_of_trust":
        return "\n".join(f"{name}: {trust}" for name, trust in value.items())
    return value


def _text(value: object, column: Column) -> str:
    if isinstance(value, (datetime, date)):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _lines(value: object, column: Column) -> list[str]:
    return [line.strip() for line in re.split(r"\r?\n|\r", _text(value, column)) if line.strip()]


def _choice(value: object, column: Column) -> str:
    given = _fold(_text(value, column))
    for key, label in column.choices.items():
        if given in (_fold(key), _fold(label)):
            return key
    raise CellError(f"{_text(value, column)!r} không có trong danh sách; được phép: {_permitted(column)}")


def _choices(value: object, column: Column) -> list[str]:
    """One a line; commas too, as long as they are not part of a label ('Phí, lệ phí')."""
    chosen = []
    for line in _lines(value, column):
        try:
            chosen.append(_choice(line, column))
        except CellError:
            chosen += [_choice(part, column) for part in re.split(r"[,;+]", line) if part.strip()]
    return chosen


def _number(value: object, column: Column) -> int:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if float(value).is_integer():
            return int(value)
    else:
        text = _CURRENCY.sub("", str(value).strip())
        if _GROUPED.fullmatch(text):
            text = re.sub(r"\D", "", text)
        if re.fullmatch(r"\d+(\.0+)?", text):
            return int(text.split(".")[0])
    raise CellError(f"{value!r} không phải số nguyên")


def _yes_no(value: object, column: Column) -> bool:
    given = _fold(_text(value, column))
    if given in ("có", "co", "x", "true", "1", "yes", "đúng"):
        return True
    if given in ("không", "khong", "false", "0", "no", "sai"):
        return False
    raise CellError(f"{value!r}: cần Có hoặc Không")


def _date(value: object, column: Column) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    day_first = _DAY_FIRST.fullmatch(text)
    try:
        if day_first:
            day, month, year = map(int, day_first.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError as error:
        raise CellError(f"{text!r} không phải ngày; cần dạng 31/12/2026") from error


def _code(value: object, column: Column) -> str:
    # A code typed as a number has lost the zeros at its end.
    return f"{value:.6f}" if isinstance(value, float) else _text(value, column)


def _levels_of_trust(value: object, column: Column) -> dict[str, str]:
    trust = {}
    for line in _lines(value, column):
        name, colon, level = line.partition(":")
        if not colon:
            raise CellError(f"{line!r}: cần dạng fee: high")
        trust[name.strip()] = level.strip()
    return trust


def _permitted(column: Column) -> str:
    return "; ".join(column.choices.values())


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


_READERS: dict[Kind, Callable[[object, Column], Any]] = {
    "text": _text,
    "lines": _lines,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "yes_no": _yes_no,
    "date": _date,
    "code": _code,
    "levels_of_trust": _levels_of_trust,
}
