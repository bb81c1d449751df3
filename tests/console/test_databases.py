"""Every room on SQLite and on PostgreSQL: what is read is written in SQL that both understand alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from bot.console.app import ROOMS, create
from bot.settings import Settings
from bot.storage.database import lasting_engine
from tests.console import desk, office
from tests.console.conftest import OWN
from tests.real import dozen


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    office.furnish(database_url, dozen(), days=3, a_day=20)
    client = TestClient(create(Settings(database_url=database_url, secret=desk.SECRET)), headers=OWN)
    client.post("/sign-in", data={"name": "quantri", "password": office.PASSWORD})
    yield client
    lasting_engine(database_url).dispose()


def test_every_room_opens_and_figures_lead_to_as_many_rows(client: TestClient) -> None:
    for room in ROOMS:
        if room.get:
            address = room.path.format(number=1, code="1.014199", channel="web")
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


def test_a_conversation_goes_from_claim_to_close_and_each_form_is_taken_once(client: TestClient) -> None:
    assert client.post("/desk/1/claim", data={"form": "a"}).status_code == 200
    with ThreadPoolExecutor(4) as pool:
        data = {"form": "b", "text": "một lần"}
        told = list(pool.map(lambda _: client.post("/desk/1/reply", data=data).status_code, range(4)))
    assert told == [200] * 4
    assert client.post("/desk/1/close", data={"form": "c", "outcome": "advised"}).status_code == 200
    page = client.get("/desk/1").text
    assert page.count('class="line from-officer"') == 1
    assert "Đã hướng dẫn" in page
    assert "9 hội thoại" in client.get("/desk/history?period=all").text


def test_a_review_is_kept_and_found_in_the_log(client: TestClient) -> None:
    client.post("/unanswered/1/review", data={"state": "done", "note": "đã thêm", "seen": ""})
    assert "đã thêm" in client.get("/unanswered?state=done").text
    assert "đã thêm" in client.get("/log?action=review").text


def test_a_petition_goes_from_acceptance_to_the_public_and_an_opinion_to_its_end(client: TestClient) -> None:
    def step(number: int, name: str, **given: str) -> int:
        page = client.get(f"/petitions/{number}").text
        fields = dict(re.findall(r'name="(form|version)" value="([^"]*)"', page))
        return client.post(f"/petitions/{number}/{name}", data={**fields, **given}).status_code

    assert step(1, "accept") == 200
    assert step(1, "answer", answer="Đã chấn chỉnh.", sure="1") == 200
    assert step(1, "publish", matter="Quầy mở trễ", result="Đã chấn chỉnh", sure="1") == 200
    assert step(2, "close", close="Sở Nội vụ giải quyết.", cause="elsewhere", sure="1") == 200
    assert step(2, "answer", answer="Quá muộn.", sure="1") == 409
    assert "1 phản ánh" in client.get("/petitions?cause=elsewhere").text
    assert "Thuộc cơ quan khác" in client.get("/petitions/export?format=csv&when=ended").text
    ends = client.get(
        "/indicators/rows?of=petition_end&dimension=petition_end&group=elsewhere&part=numerator"
    )
    assert "1 dòng" in ends.text
    opinion = {
        "state": "forwarded",
        "assignee": "quantri",
        "due": "",
        "tags": "quầy",
        "note": "đã chuyển",
        "seen": "",
    }
    page = client.get("/feedback/1").text
    opinion["seen"] = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    assert client.post("/feedback/1/review", data=opinion).status_code == 200
    assert 'href="/feedback/1"' in client.get("/feedback?state=forwarded&tag=quầy").text


def test_a_change_of_the_profile_is_kept_and_taken_back(client: TestClient) -> None:
    page = client.get("/agency").text
    seen = re.findall(r'name="part" value="limits"><input type="hidden" name="seen" value="(\d+)"', page)[0]
    kept = client.post("/agency", data={"part": "limits", "seen": seen, "stale_days": "90"})
    assert 'value="90"' in kept.text
    undone = client.post(
        "/agency/undo", data={"seen": re.findall(r'name="seen" value="(\d+)"', kept.text)[-1]}
    )
    assert 'value="90"' not in undone.text
