"""Databases to test on: a SQLite file, and PostgreSQL where a server answers."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.launch import database, model
from bot.settings import ROOT, Settings
from bot.storage import catalogue, schema
from bot.storage.database import UnitOfWork, engine, sqlite_path
from tests.databases import make_tables, postgresql
from tests.real import dozen

_TRAINS = "conversations/test_talks.py"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own for each test, without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'motcua.db'}"
        return
    has_tables = "database_url" in request.fixturenames
    template = request.getfixturevalue("_postgresql_template") if has_tables else "template1"
    with postgresql(template) as url:
        yield url


@pytest.fixture(scope="session")
def _postgresql_template() -> Iterator[str]:
    """The name of a database with our tables and nobody in it."""
    with postgresql() as url:
        schema.upgrade(url)
        engine(url).dispose()
        yield url.rpartition("/")[2]


@pytest.fixture
def database_url(empty_url: str) -> str:
    """The same with our tables."""
    if sqlite_path(empty_url):
        make_tables(empty_url)
    return empty_url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """For what does not depend on the database."""
    url = f"sqlite:///{tmp_path / 'motcua.db'}"
    make_tables(url)
    return url


@pytest.fixture
def uow(database_url: str) -> Iterator[UnitOfWork]:
    with UnitOfWork(engine(database_url)) as work:
        yield work


@pytest.fixture(scope="session")
def _dozen_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dozen") / "motcua.db"
    make_tables(f"sqlite:///{path}")
    with UnitOfWork(engine(f"sqlite:///{path}")) as uow:
        catalogue.replace_all(uow.session, dozen(), "tests")
        uow.commit()
    return path


@pytest.fixture
def dozen_url(_dozen_template: Path, tmp_path: Path) -> str:
    """A SQLite database with a dozen real procedures, of its own for each test."""
    shutil.copy(_dozen_template, tmp_path / "dozen.db")
    return f"sqlite:///{tmp_path / 'dozen.db'}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--model", type=Path, help="a trained model to test as it is, fitting or not")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need the model come last, but for the file that trains it meanwhile."""
    needing = {item.path for item in items if "models" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: 0 if item.path.match(_TRAINS) else 1 + (item.path in needing))


@pytest.fixture(scope="session")
def models(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model for the present data: the one in models/, else trained once for all workers."""
    settings = Settings()
    fitting = model.model_path(ROOT, settings.catalogue, settings.models)
    source = request.config.getoption("--model") or fitting
    if not (source.exists() and model.is_sound(source)):
        cache = request.config.cache.mkdir("models")  # type: ignore[union-attr]
        with (cache / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            source = model.ready_model(ROOT, settings.catalogue, cache, print)
    folder = tmp_path_factory.mktemp("models")
    shutil.copy(source, folder / fitting.name)
    return folder


@pytest.fixture(scope="session")
def full_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SQLite database with the whole catalogue. Turns are added to it, procedures stay as they are."""
    url = f"sqlite:///{tmp_path_factory.mktemp('full') / 'motcua.db'}"
    database.prepare(url, Settings().catalogue, print)
    return url


@pytest.fixture(scope="session")
def _loaded(models: Path, full_url: str) -> tuple[Any, Any]:
    import structlog
    from rasa_sdk.executor import ActionExecutor

    from actions import answer
    from bot.desk.lookup import Lookup
    from bot.nlu.assistant import Assistant

    # Rasa speaks on standard output otherwise, which belongs to the command under test.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    executor = ActionExecutor()
    executor.register_package("actions")
    lookup = Lookup(Settings(database_url=full_url))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_DATABASE_URL", full_url)
        patch.setattr(answer, "lookup", lambda: lookup)
        assistant = Assistant.load(next(models.glob("*.tar.gz")), executor.run)
        asyncio.run(assistant.ask("chào", "first"))  # opens the linker's catalogue
    return assistant, lookup


@pytest.fixture
def assistant(_loaded: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The whole assistant in this process: trained model, real actions, whole catalogue."""
    from actions import answer

    monkeypatch.setattr(answer, "lookup", lambda: _loaded[1])
    return _loaded[0]
