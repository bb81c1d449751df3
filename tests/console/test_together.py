"""The desk and a channel together: what an officer writes is read by the person where he asked, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.console.app import create
from bot.settings import Settings
from bot.staff.model import Role
from bot.storage import schema
from bot.storage.database import UnitOfWork, engine, lasting_engine
from tests.channels.town import SECRET, Town, town, wait_until
from tests.console import office
from tests.console.conftest import NOTHING, OWN
from tests.desk.profiles import profiles

PERSON = "an"


def console(url: str, agencies: Path) -> TestClient:
    with UnitOfWork(engine(url)) as uow:
        office.employ(uow.session, Role.OFFICER)
        uow.commit()
    client = TestClient(create(Settings(database_url=url, agencies=agencies, secret=SECRET)), headers=OWN)
    client.post("/sign-in", data={"name": office.PEOPLE[Role.OFFICER][0], "password": office.PASSWORD})
    return client


@pytest.fixture
def by_day(tmp_path: Path) -> Iterator[tuple[Town, TestClient]]:
    agencies = profiles(tmp_path, is_open=True)
    url = f"sqlite:///{tmp_path / 'motcua.db'}"
    with town(url, tmp_path, agencies=agencies, whole=True) as made:
        yield made, console(url, agencies)
    lasting_engine(url).dispose()


def test_a_person_and_an_officer_speak_with_one_another(by_day: tuple[Town, TestClient]) -> None:
    village, officer = by_day
    village.write(PERSON, "gặp cán bộ")
    village.told(PERSON, 1)
    assert 'id="claim-1"' in officer.get("/desk/lists").text
    officer.post("/desk/1/claim", data=NOTHING)
    assert "Cán bộ quầy 1" in village.told(PERSON, 2)[1]
    village.write(PERSON, "tôi muốn rút hồ sơ")
    wait_until(lambda: "tôi muốn rút hồ sơ" in officer.get("/desk/1/news").text, village.log)
    officer.post("/desk/1/reply", data={"text": "Rút được trước khi có kết quả.", "form": "a"})
    assert village.told(PERSON, 3)[2] == "Rút được trước khi có kết quả."
    officer.post("/desk/1/back", data=NOTHING)
    village.told(PERSON, 4)
    village.write(PERSON, "lệ phí?")
    assert "lệ phí?" in village.told(PERSON, 5)[4]
    page = officer.get("/desk/1").text
    assert "Trả lại trợ lý" in page
    said = re.findall(r'class="line from-(\w+)"', page)
    assert said[-5:] == ["person", "officer", "notice", "person", "assistant"]


def test_a_closed_desk_says_when_it_opens(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'motcua.db'}"
    schema.upgrade(url)
    client = console(url, profiles(tmp_path, is_open=False))
    page = client.get("/desk").text
    assert re.search(r"Ngoài giờ làm việc</span>, mở lại lúc 00:00 \S+", page)
    lasting_engine(url).dispose()
