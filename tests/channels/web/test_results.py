"""The public page of published results: what stands on it, what never does, and how it is leafed through."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import delete, insert, update

from bot.storage.database import engine
from bot.storage.petition_tables import petition
from bot.storage.writing import Writing
from tests.servers import echo_server

NOON = datetime(2026, 11, 20, 5, tzinfo=timezone.utc)
SECRETS = (
    "PA-7K3M-9XWR",
    "lời của người gửi",
    "ghế số 5",
    "web:nguoi-gui",
    "bí mật",
    "câu trả lời riêng",
    "Lan",
)
HEAD = "<h1>Kết quả xử lý phản ánh, kiến nghị</h1>"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('results') / 'motcua.db'}"


@pytest.fixture(scope="module")
def address(url: str) -> Iterator[str]:
    with echo_server(url, MOTCUA_AGENCY="dong-nai-kcn") as server:
        yield f"{server}/phan-anh"


@pytest.fixture(autouse=True)
def nothing(url: str, address: str) -> None:
    with Writing(engine(url)) as uow:
        uow.session.execute(delete(petition))
        uow.commit()


def publish(url: str, matter: str, number: int = 0, **more: Any) -> None:
    code, words, place, sender, contact, answer, officer = SECRETS
    usual = {
        "code": f"{code}{number}", "text": words, "place": place, "sender": sender, "contact": contact,
        "answer": answer, "officer": officer, "at": NOON, "channel": "web", "agency": "dong-nai-kcn",
        "state": "answered", "kind": "conduct", "attachments": [], "done": NOON,
        "published": NOON + timedelta(minutes=number),
        "published_matter": matter, "published_answer": "Quầy đã đổi giờ.",
    }  # fmt: skip
    with Writing(engine(url)) as uow:
        uow.session.execute(insert(petition).values({**usual, **more}))
        uow.commit()


def titles(text: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", text)


def test_what_was_published_is_read_by_anybody_and_nothing_else_is(url: str, address: str) -> None:
    publish(url, "Quầy mở muộn")
    told = requests.get(address)
    assert told.status_code == 200
    assert HEAD in told.text
    assert titles(told.text) == ["Quầy mở muộn"]
    assert all(words in told.text for words in ("Quầy đã đổi giờ.", "20/11/2026", "Cách làm việc"))
    assert [words for words in SECRETS if words in told.text] == []


def test_what_was_taken_back_or_never_published_or_is_anothers_is_not_there(url: str, address: str) -> None:
    publish(url, "Đã gỡ", 1, published=None)
    publish(url, "Của nơi khác", 2, agency="kon-tum")
    told = requests.get(address)
    assert titles(told.text) == []
    assert "Chưa có kết quả nào được công khai." in told.text


def test_it_runs_no_script_and_nothing_foreign_and_is_not_kept(url: str, address: str) -> None:
    publish(url, "<script>alert(1)</script>")
    told = requests.get(address, params={"tim": '"><script>'})
    assert "<script" not in told.text + requests.get(address).text
    policy = told.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert told.headers["Cache-Control"] == "no-store"
    assert (told.headers["Referrer-Policy"], told.headers["X-Content-Type-Options"]) == (
        "no-referrer",
        "nosniff",
    )
    assert "Set-Cookie" not in told.headers
    sheet = requests.get(address.replace("phan-anh", "webhooks/web/results.css"))
    assert (sheet.status_code, sheet.headers["Content-Type"]) == (200, "text/css; charset=utf-8")


def test_twenty_stand_on_a_page_the_latest_first(url: str, address: str) -> None:
    for number in range(21):
        publish(url, f"Việc {number}", number)
    first, second = (requests.get(address, params={"trang": page}).text for page in (1, 2))
    assert titles(first) == [f"Việc {number}" for number in range(20, 0, -1)]
    assert titles(second) == ["Việc 0"]
    assert ('rel="next"' in first, 'rel="prev"' in first) == (True, False)
    assert ('rel="next"' in second, 'rel="prev"' in second) == (False, True)


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "99999", "1e3", "²"])
def test_a_page_that_there_is_not_is_not_found(url: str, address: str, page: str) -> None:
    publish(url, "Quầy mở muộn")
    told = requests.get(address, params={"trang": page})
    assert (told.status_code, "Không có trang này." in told.text) == (404, True)


@pytest.mark.parametrize("typed", ["quầy mở", "QUAY MO", "muon  quay", "doi gio"])
def test_words_are_found_with_marks_and_without(url: str, address: str, typed: str) -> None:
    publish(url, "Quầy mở muộn", 1)
    publish(url, "Phí chưa rõ", 2, published_answer="Đã niêm yết.")
    assert titles(requests.get(address, params={"tim": typed}).text) == ["Quầy mở muộn"]


@pytest.mark.parametrize("typed", [*SECRETS, "zzz", "%", "x" * 5000, "\u0000"])
def test_nothing_is_found_by_what_is_not_published(url: str, address: str, typed: str) -> None:
    publish(url, "Quầy mở muộn")
    told = requests.get(address, params={"tim": typed})
    assert told.status_code == 200
    assert titles(told.text) == ([] if typed.strip("\u0000") else ["Quầy mở muộn"])


def test_a_search_goes_on_to_the_next_page(url: str, address: str) -> None:
    for number in range(25):
        publish(url, f"Quầy {number} & phí", number)
    told = requests.get(address, params={"tim": "& phí"}).text
    (following,) = re.findall(r'href="(phan-anh[^"]*)" rel="next"', told)
    after = requests.get(address.replace("phan-anh", following.replace("&amp;", "&"))).text
    assert titles(after) == [f"Quầy {number} &amp; phí" for number in range(4, -1, -1)]


def test_a_result_taken_back_is_gone_at_once(url: str, address: str) -> None:
    publish(url, "Quầy mở muộn")
    assert titles(requests.get(address).text)
    with Writing(engine(url)) as uow:
        uow.session.execute(update(petition).values(published=None))
        uow.commit()
    assert titles(requests.get(address).text) == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_can_only_be_read(address: str, method: str) -> None:
    assert requests.request(method, address).status_code == 405
    assert requests.head(address).status_code == 200


@pytest.mark.parametrize("path", ["/1", "/PA-7K3M-9XWR", "/..%2F"])
def test_no_code_or_number_leads_to_a_petition(url: str, address: str, path: str) -> None:
    publish(url, "Quầy mở muộn")
    assert requests.get(address + path).status_code == 404


def test_a_database_that_fails_is_told_politely(tmp_path: Path) -> None:
    file = tmp_path / "motcua.db"
    with echo_server(f"sqlite:///{file}") as server:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("ALTER TABLE petition RENAME TO away")
        told = requests.get(f"{server}/phan-anh", params={"tim": "phí"})
    assert (told.status_code, 'value="phí"' in told.text) == (503, True)
    assert "Anh/chị vui lòng mở lại sau ít phút." in told.text
