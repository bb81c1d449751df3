"""Long lists, a page at a time; filters and page stand in the address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil
from typing import Any

from bot.console.visit import Visit
from bot.storage import questions

SIZE = 25
# Beyond, a filter serves better than turning pages; it bounds what a made-up address can cost.
_MOST_PAGES = 4000
_LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Sheet:
    """One page of a list: its rows, which page it is, and how many rows there are in all."""

    rows: list[Any]
    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def sheet(visit: Visit, query: Any, counting: Any = None) -> Sheet:
    """The page that the address asks for; the last one when it asks for too much.

    `counting` is a quicker way to count the same rows, where there is one.
    """
    total = visit.count(questions.how_many(query) if counting is None else counting)
    number = min(wanted_page(visit), max(1, ceil(total / SIZE)))
    # What is not there need not be looked for again.
    rows = visit.rows(query.limit(SIZE).offset((number - 1) * SIZE)) if total else []
    return Sheet(rows, number, total)


def cut(visit: Visit, rows: list[Any]) -> Sheet:
    """The same of rows that are here already."""
    number = min(wanted_page(visit), max(1, ceil(len(rows) / SIZE)))
    return Sheet(rows[(number - 1) * SIZE : number * SIZE], number, len(rows))


def wanted_page(visit: Visit) -> int:
    text = visit.query.get("page", "1")
    return min(max(1, int(text)), _MOST_PAGES) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def chosen(visit: Visit, name: str, among: Collection[str]) -> str | None:
    """A filter's value; None for every other that an address may carry."""
    value = visit.query.get(name)
    return value if value in among else None


def searched(visit: Visit) -> str:
    return visit.query.get("q", "").strip()[:_LONGEST_SEARCH]
