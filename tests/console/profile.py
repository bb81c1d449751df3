"""The agency room without a browser: forms sent, the page read, and the profile as another process sees it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from bot.catalogue.authority import Authority
from bot.settings import Settings


def now(url: str) -> Authority:
    """As another process sees it."""
    return Authority(Settings(database_url=url))


def seen(page: str, part: str) -> str:
    """The number in a part's form."""
    found = re.search(rf'name="part" value="{part}"><input type="hidden" name="seen" value="(\d+)"', page)
    assert found
    return found[1]


def save(client: TestClient, part: str, given: dict[str, str], at: str | None = None) -> Any:
    number = at or seen(client.get("/agency").text, part)
    return client.post("/agency", data={"part": part, "seen": number, **given})


def undo(client: TestClient, number: int) -> Any:
    return client.post("/agency/undo", data={"seen": str(number)})


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", answer.text)))
