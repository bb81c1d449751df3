"""A procedure as it is being typed: every field a text, right or wrong, and rows that come and go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from bot.catalogue.form import parts
from bot.catalogue.form.parts import HEAD, PARTS, Part
from bot.catalogue.model import Procedure
from bot.catalogue.source.layout import Column

# fees-2-amount, dossier-0-gone; what is ticked has its value at the end: head-levels-province.
_ROW = re.compile(r"([a-z_]+)-(\d{1,4})-([a-z_]+)(?:-([a-z_]+))?")
_HEAD_FIELD = re.compile(r"head-([a-z_]+)(?:-([a-z_]+))?")
GONE = "gone"
_STORED_AS = {"sets": "dossier_sets", "complete": "dossier_complete", "online_source": "online_level_source"}

Values = dict[str, str]


@dataclass
class Row:
    """One row; one that is `gone` keeps what was typed, in case it is wanted back."""

    values: Values = field(default_factory=dict)
    gone: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(value.strip() for value in self.values.values())


@dataclass
class Draft:
    head: Values = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in PARTS})

    def fields(self) -> Iterator[tuple[str, str]]:
        """Names and values as a form sends them, for `typed` to read again."""
        for column in HEAD:
            yield from _sent(f"head-{column.key}", self.head.get(column.key, ""), column)
        for name, part in PARTS.items():
            for number in range(len(self.rows[name])):
                yield from self.row_fields(part, number)

    def row_fields(self, part: Part, number: int) -> Iterator[tuple[str, str]]:
        row = self.rows[part.name][number]
        yield f"{part.name}-{number}-{GONE}", "1" if row.gone else ""
        for column in part.columns:
            yield from _sent(f"{part.name}-{number}-{column.key}", row.values.get(column.key, ""), column)

    def add(self, name: str) -> str:
        """A new row at the end of a part; answers the name of its first field."""
        self.rows[name].append(Row())
        return f"{name}-{len(self.rows[name]) - 1}-{first_field(PARTS[name])}"

    def row(self, name: str) -> tuple[list[Row], int] | None:
        """The rows of a part and the place among them that 'fees-2' means; None when there is none."""
        part, _, number = name.rpartition("-")
        rows = self.rows.get(part, [])
        is_number = number.isascii() and number.isdecimal() and len(number) < 5
        return (rows, int(number)) if is_number and int(number) < len(rows) else None


def first_field(part: Part) -> str:
    """The field that a new row begins with; of what is ticked, the first choice."""
    column = part.columns[0]
    return f"{column.key}-{next(iter(column.choices))}" if column.kind == "choices" else column.key


def typed(form: Mapping[str, str]) -> Draft:
    """The draft that a form has sent; names that no form has are passed over."""
    draft = Draft()
    head = {column.key: column for column in HEAD}
    found: dict[str, dict[int, Row]] = {name: {} for name in PARTS}
    columns = {name: {column.key: column for column in part.columns} for name, part in PARTS.items()}
    for name, value in form.items():
        if match := _HEAD_FIELD.fullmatch(name):
            _take(draft.head, head.get(match[1]), match[2], value)
        elif (match := _ROW.fullmatch(name)) and match[1] in found:
            row = found[match[1]].setdefault(int(match[2]), Row())
            if match[3] == GONE:
                row.gone = value == "1"
            else:
                _take(row.values, columns[match[1]].get(match[3]), match[4], value)
    draft.rows = {name: [rows[number] for number in sorted(rows)] for name, rows in found.items()}
    return draft


def _take(values: Values, column: Column | None, choice: str | None, value: str) -> None:
    if column is None:
        return
    if column.kind != "choices":
        values[column.key] = value
    elif choice and choice in column.choices and value:
        values[column.key] = "\n".join([*values.get(column.key, "").split(), choice])


def _sent(name: str, value: str, column: Column) -> Iterator[tuple[str, str]]:
    if column.kind == "choices":
        yield from ((f"{name}-{choice}", "1") for choice in value.split())
    else:
        yield name, value


def of(procedure: Procedure) -> Draft:
    """A stored procedure, ready to be edited."""
    head = {column.key: written(_stored(procedure, column), column) for column in HEAD}
    rows = {
        "dossier": [_row(vars(item), parts.DOSSIER) for item in procedure.dossier],
        "replaced": [
            Row({"name": paper["paper"], "database": paper["database"]})
            for paper in procedure.replaced_papers
        ],
        "time_limits": [_row(vars(limit), parts.TIME_LIMITS) for limit in procedure.time_limits],
        "fees": [_row(vars(fee), parts.FEES) for fee in procedure.fees],
        "examples": [
            Row({"aspects": "\n".join(aspects), "text": "\n".join(example.text for example in group)})
            for aspects, group in groupby(procedure.examples, key=lambda example: example.aspects)
        ],
    }
    return Draft(head, rows)


def _stored(procedure: Procedure, column: Column) -> Any:
    value = getattr(procedure, _STORED_AS.get(column.key, column.key))
    # A rank of 0 is none at all.
    return (value or None) if column.key == "rank" else value


def _row(values: Mapping[str, Any], part: Part) -> Row:
    return Row({column.key: written(values[column.key], column) for column in part.columns})


def written(value: Any, column: Column) -> str:
    """A value as a form shows it, which `bot.catalogue.source.cells.from_cell` reads again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "\n".join(f"{name}: {trust}" for name, trust in value.items())
    return "\n".join(value) if isinstance(value, list) else str(value)
