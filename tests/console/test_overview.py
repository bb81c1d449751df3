"""The first page's charts: the quarter against the plan, twelve months, and when people ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import delete, insert
from starlette.testclient import TestClient

from bot.console import overview
from bot.console.app import create
from bot.console.memory import Memory
from bot.console.visit import Console
from bot.settings import Settings
from bot.staff.model import Role
from bot.storage import tables
from bot.storage.database import UnitOfWork, engine
from bot.storage.feedback_tables import rating
from tests.console import desk, office
from tests.console.conftest import OWN, Enter
from tests.console.looking import section
from tests.console.test_rooms import total
from tests.feedback.rows import rated

NOW = datetime.now(timezone.utc)


@pytest.fixture
def ratings(url: str) -> Iterator[UnitOfWork]:
    """None but those that the test adds."""
    with UnitOfWork(engine(url)) as uow:
        uow.session.execute(delete(rating))
        yield uow


def test_the_quarter_is_told_with_interval_and_each_figure_leads_to_its_rows(
    enter: Enter, ratings: UnitOfWork
) -> None:
    rated(ratings, 40, True, NOW)
    rated(ratings, 5, False, NOW)
    ratings.commit()
    client = enter(Role.VIEWER)
    told = section(client.get("/").text, "satisfied")
    assert "88,9 %" in told
    assert "từ 76,5 đến 95,2 %" in told
    links = re.findall(r'<a href="(/indicators/rows[^"]+)">(\d+)</a>', told)
    assert [int(figure) for _, figure in links][:2] == [40, 45]
    for address, figure in links:
        assert total(client, address) == int(figure), address


def test_an_aim_of_the_plan_is_judged_and_drawn(url: str, ratings: UnitOfWork) -> None:
    rated(ratings, 400, True, NOW, agency="quang-binh")
    ratings.commit()
    settings = Settings(database_url=url, secret=desk.SECRET, agency="quang-binh")
    client = TestClient(create(settings), headers=OWN)
    client.post("/sign-in", data={"name": office.PEOPLE[Role.VIEWER][0], "password": office.PASSWORD})
    told = section(client.get("/").text, "satisfied")
    assert re.search(r"Chỉ tiêu 90 % năm 2025: <strong>Đạt</strong>", told)
    assert "đường kẻ là chỉ tiêu 90 %" in told


def test_where_nobody_rated_it_says_so_and_draws_nothing(enter: Enter, ratings: UnitOfWork) -> None:
    ratings.commit()
    told = section(enter(Role.VIEWER).get("/").text, "satisfied")
    assert "chưa có ai đánh giá" in told
    assert "<img" not in told


def test_hours_are_those_of_vietnam_by_channel(enter: Enter, url: str) -> None:
    at = (NOW - timedelta(days=2)).replace(hour=18, minute=5)
    with engine(url).begin() as connection:
        connection.execute(tables.turn.delete())
        for channel in ("web", "web", "zalo"):
            row = {"at": at, "sender": "a", "channel": channel, "text": "x", "outcome": "answered"}
            connection.execute(insert(tables.turn).values(**row))
    told = section(enter(Role.VIEWER).get("/").text, "hours")
    assert "nhiều nhất lúc 01 giờ, 3 câu" in told
    cells = re.findall(r'<th scope="row">01 giờ</th><td class="n">(\d+)</td><td class="n">(\d+)</td>', told)
    assert cells == [("2", "1")]


def test_charts_are_a_minute_old_at_most_and_what_waits_is_not(enter: Enter, ratings: UnitOfWork) -> None:
    rated(ratings, 10, True, NOW)
    ratings.commit()
    client = enter(Role.VIEWER)
    before = client.get("/").text
    rated(ratings, 10, True, NOW)
    ratings.session.execute(insert(tables.unanswered).values(sender="a", text="x", outcome="unknown", at=NOW))
    ratings.commit()
    after = client.get("/").text
    assert section(before, "satisfied") == section(after, "satisfied")
    assert section(before, "todo") != section(after, "todo")


def test_every_picture_of_the_first_page_has_words_and_a_table(enter: Enter) -> None:
    page = unescape(enter(Role.VIEWER).get("/").text)
    pictures = re.findall(r'<img class="picture"[^>]+ alt="([^"]+)">\s*<details>\s*<summary>', page)
    assert len(pictures) == page.count('<img class="picture"') == 2


def test_the_charts_are_there_before_somebody_comes(url: str) -> None:
    console = Console(Settings(database_url=url, secret=desk.SECRET))
    overview.ahead(console)
    with UnitOfWork(engine(url)) as uow:
        before = overview.overview(console, uow.session).figure
        rated(uow, 10, True, NOW)
        uow.commit()
        assert overview.overview(console, uow.session).figure == before


def test_what_cannot_be_computed_ahead_stops_nothing(tmp_path: Path) -> None:
    overview.ahead(Console(Settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}", secret=desk.SECRET)))


def test_memory_keeps_a_value_for_its_time() -> None:
    time = [0.0]
    memory = Memory(lambda: time[0])
    made = iter(range(10))
    assert [memory.get("a", 60, lambda: next(made)) for _ in range(3)] == [0, 0, 0]
    time[0] = 60
    assert memory.get("a", 60, lambda: next(made)) == 1
    assert memory.get("b", 60, lambda: next(made)) == 2
