"""The console over a small office of its own, visited as a browser would."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console.app import create
from bot.settings import Settings
from bot.staff import passwords
from bot.staff.model import Role
from bot.storage.database import UnitOfWork, engine, lasting_engine
from tests.console import desk, office
from tests.console.looking import Find
from tests.real import dozen

OWN = {"Sec-Fetch-Site": "same-origin"}
# A form without fields, as httpx would otherwise leave its type away.
NOTHING = {"nothing": ""}
Enter = Callable[[Role], TestClient]


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", office.CHEAP)


@pytest.fixture(scope="session")
def _office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "motcua.db"
    office.furnish(f"sqlite:///{path}", dozen(), days=4, a_day=30)
    engine(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def url(_office: Path, tmp_path: Path) -> Iterator[str]:
    shutil.copy(_office, tmp_path / "motcua.db")
    yield f"sqlite:///{tmp_path / 'motcua.db'}"
    lasting_engine(f"sqlite:///{tmp_path / 'motcua.db'}").dispose()


@pytest.fixture
def uow(url: str) -> Iterator[UnitOfWork]:
    """For looking at what the console wrote."""
    with UnitOfWork(engine(url)) as work:
        yield work


@pytest.fixture
def visitor(url: str) -> TestClient:
    """A stranger's browser."""
    return TestClient(create(_settings(url)), headers=OWN, follow_redirects=False)


@pytest.fixture
def enter(url: str) -> Enter:
    """A browser that has signed in with this role."""

    def entering(role: Role) -> TestClient:
        client = TestClient(create(_settings(url)), headers=OWN, follow_redirects=False)
        name, _ = office.PEOPLE[role]
        answer = client.post("/sign-in", data={"name": name, "password": office.PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    return entering


@pytest.fixture
def officer(enter: Enter) -> TestClient:
    return enter(Role.OFFICER)


@pytest.fixture
def colleague(enter: Enter) -> TestClient:
    return enter(Role.REVIEWER)


@pytest.fixture
def find(url: str) -> Find:
    """Rows of a table, in the order of writing."""

    def finding(table: Any, *where: Any) -> list[Any]:
        with engine(url).connect() as connection:
            query = select(table).where(*where).order_by(*table.primary_key.columns)
            return list(connection.execute(query).mappings())

    return finding


def _settings(url: str) -> Settings:
    return Settings(database_url=url, secret=desk.SECRET)


@pytest.fixture
def boss(enter: Enter) -> TestClient:
    return enter(Role.ADMINISTRATOR)
