"""What tests of the desk look at: rows, letters, lines of the log, parts of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from bot.storage import desk_tables, staff_tables, tables
from tests.console import desk

LINE, HANDOFF = desk_tables.line.c, desk_tables.handoff.c
# A table, and conditions → its rows in the order of writing.
Find = Callable[..., list[Any]]


def handoff(find: Find, number: int = 1) -> Any:
    return find(desk_tables.handoff, HANDOFF.id == number)[0]


def letters(find: Find, person: str) -> list[str]:
    return [row["text"] for row in find(tables.outbox, tables.outbox.c.sender == desk.sender(person))]


def log(find: Find, action: str) -> list[Any]:
    return find(staff_tables.audit, staff_tables.audit.c.action == action)


def form_of(client: TestClient, address: str) -> str:
    """The number of the page's own forms."""
    found = re.search(r'name="form" value="([^"]+)"', client.get(address).text)
    assert found
    return found[1]


def section(page: str, name: str) -> str:
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
    return unescape(found[1]) if found else ""


def reply(client: TestClient, text: str, form: str = "", number: int = 3, **more: str) -> Any:
    data = {"text": text, "form": form, "step": "send", **more}
    return client.post(f"/desk/{number}/reply", data=data)
