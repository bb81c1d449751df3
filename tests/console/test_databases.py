"""Every room on SQLite and on PostgreSQL: what is read is written in SQL that both understand alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.console.app import ROOMS, create
from bot.settings import Settings
from bot.storage.database import lasting_engine
from tests.console import office
from tests.console.conftest import OWN
from tests.real import dozen


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    office.furnish(database_url, dozen(), days=3, a_day=20)
    client = TestClient(create(Settings(database_url=database_url)), headers=OWN)
    client.post("/sign-in", data={"name": "quantri", "password": office.PASSWORD})
    yield client
    lasting_engine(database_url).dispose()


def test_every_room_opens_and_figures_lead_to_as_many_rows(client: TestClient) -> None:
    for room in ROOMS:
        if room.get:
            address = room.path.format(number=1, code="1.014199")
            assert client.get(address).status_code == 200, address
    figures = re.findall(r'href="(/questions\?period=month[^"]*)">(\d+)<', client.get("/").text)
    assert len(figures) > 5
    for address, figure in figures:
        page = client.get(address.replace("&amp;", "&")).text
        told = re.search(r'class="counted" role="status">\s*(?:[\d–]+ trong )?(\d+) câu hỏi', page)
        assert told
        assert told[1] == figure, address


@pytest.mark.parametrize("path", ["/questions", "/talks", "/unanswered"])
def test_search_and_pages_work(client: TestClient, path: str) -> None:
    for query in ("q=giay phep", "q=100%25_", "page=2", "period=all&outcome=unknown", "q=Giấy&page=2"):
        assert client.get(f"{path}?{query}").status_code == 200, query


def test_a_talk_counts_its_own_questions_only(client: TestClient) -> None:
    page = client.get("/talks?period=all").text
    for number, turns in re.findall(r'href="/talks/(\d+)".*?<span>(\d+) câu', page, re.DOTALL):
        assert client.get(f"/talks/{number}").text.count('<li id="turn-') == int(turns)


def test_a_review_is_kept_and_found_in_the_log(client: TestClient) -> None:
    client.post("/unanswered/1/review", data={"state": "done", "note": "đã thêm", "seen": ""})
    assert "đã thêm" in client.get("/unanswered?state=done").text
    assert "đã thêm" in client.get("/log?action=review").text
