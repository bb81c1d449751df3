"""Servers of the web channel: one for most, with a dozen procedures, a form and two welcome sites; an odd one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import catalogue, schema
from bot.storage.database import UnitOfWork, engine
from tests.channels.web.page import CODE, FORM, WELCOME
from tests.real import dozen
from tests.servers import echo_server


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('web') / 'motcua.db'}"
    schema.upgrade(url)
    with UnitOfWork(engine(url)) as uow:
        catalogue.replace_all(uow.session, dozen(), "tests")
        uow.commit()
    return url


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    own = folder / CODE
    own.mkdir()
    (own / FORM).write_bytes(b"PK mau 03")
    (own / "ghi-chu.html").write_text("<script>")
    (own / ".an.pdf").write_bytes(b"%PDF")
    (folder / "bi-mat.pdf").write_bytes(b"%PDF")
    (own / "ra-ngoai.pdf").symlink_to(folder / "bi-mat.pdf")
    return folder


@pytest.fixture(scope="session")
def server(database: str, forms: Path) -> Iterator[str]:
    with echo_server(database, MOTCUA_WEB_ORIGINS=" ".join(WELCOME), MOTCUA_FORMS=str(forms)) as address:
        yield address


@pytest.fixture(scope="session")
def odd_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """With Rasa's API, without a secret, and with three seconds only for every answer."""
    url = f"sqlite:///{tmp_path_factory.mktemp('odd') / 'motcua.db'}"
    with echo_server(url, "--api", "--hasty", secret="") as address:
        yield address
