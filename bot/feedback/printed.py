"""A report as an office prints it: what stands in the body and what in the annex, in the words of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bot.feedback.report import Cell, Links, Report, Table, words

BODY = ("indicators", "waits", "months", "field", "channel", "reason", "factor", "targets")
_EMPTY: tuple[Cell, ...] = (None, "")


def body(report: Report) -> list[Table]:
    """Tables with rows; what nothing was said of is left out."""
    return [_narrow(table) for table in report.tables if table.code in BODY and table.rows]


def annex(report: Report) -> list[Table]:
    return [_narrow(table) for table in report.tables if table.code not in BODY and table.rows]


def summary(report: Report) -> list[str]:
    """The findings in sentences."""
    own: dict[str, str] = words()["summary"]
    tables = {table.code: table for table in report.tables}
    return [_satisfied(tables["indicators"], own), _aims(tables["targets"], own)]


def cell(value: Cell) -> str:
    """With a comma and dots, as Vietnamese offices write numbers."""
    if isinstance(value, Decimal):
        return f"{value}".replace(".", ",")
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return "–" if value in _EMPTY else str(value)


def _satisfied(table: Table, own: dict[str, str]) -> str:
    _, part, whole, share, low, high, note = table.rows[0]
    if not whole:
        return own["nobody"]
    figures = {"part": part, "whole": whole, "share": share, "low": low, "high": high}
    told = own["satisfied"].format(**{name: cell(value) for name, value in figures.items()})
    return f"{told} {own['few']}" if note else told


def _aims(table: Table, own: dict[str, str]) -> str:
    verdicts: dict[str, str] = words()["verdicts"]
    found = Counter(str(row[7]) for row in table.rows)
    return own["aims"].format(**{name: found[text] for name, text in verdicts.items()})


def _narrow(table: Table) -> Table:
    """A share and its bounds in one column, and no column without a word in it."""
    joined = _joined(table)
    used = [
        place for place in range(len(joined.columns)) if any(row[place] not in _EMPTY for row in joined.rows)
    ]
    rows = tuple(tuple(row[place] for place in used) for row in joined.rows)
    columns = tuple(joined.columns[place] for place in used)
    return Table(table.code, table.title, columns, rows, _moved(joined, used.index))


def _moved(table: Table, to: Callable[[int], int]) -> tuple[Links, ...]:
    """The links where their columns stand now."""
    rows = zip(table.rows, table.links_of(), strict=True) if table.links else ()
    return tuple(
        tuple((to(place), query) for place, query in links.items() if row[place] not in _EMPTY)
        for row, links in rows
    )


def _joined(table: Table) -> Table:
    low = words()["columns"]["groups"][4]
    if low not in table.columns:
        return table
    at = table.columns.index(low)

    def row(cells: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*cells[: at - 1], _with_bounds(*cells[at - 1 : at + 2]), *cells[at + 2 :])

    name = words()["with_bounds"].format(name=table.columns[at - 1])
    columns = (*table.columns[: at - 1], name, *table.columns[at + 2 :])
    # Links stand before the share, or on it.
    return Table(table.code, table.title, columns, tuple(map(row, table.rows)), table.links)


def _with_bounds(share: Cell, low: Cell, high: Cell) -> str:
    return "" if share is None else f"{cell(share)} ({cell(low)}–{cell(high)})"
