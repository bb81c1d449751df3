"""The whole assistant as `bot up` starts it, with every channel connected to a stand-in of its service."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from sqlalchemy import func, select

from bot.settings import ROOT
from bot.storage import tables
from bot.storage.database import engine, sqlite_path
from tests.channels.street import TELEGRAM_SECRET, Street, street
from tests.channels.telegram.bot_api import TOKEN
from tests.channels.town import wait_until
from tests.desk.profiles import profiles
from tests.servers import free_port

FORM, FORM_CONTENT = "Mẫu số 03.pdf", b"%PDF-1.4\r\n--\x00\xff\r\nnot the end\r\n" * 50
PROJECT = ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "Procfile", "data", "actions")


@dataclass
class Hall(Street):
    """One assistant: trained model, real actions, whole catalogue."""

    project: Path = Path()
    models: Path = Path()

    def _launch(self, port: int) -> None:
        chosen = {
            "models": self.models,
            "forms": self.project / "forms",
            "public_url": f"http://127.0.0.1:{port}",
            "agencies": self.project / "agencies",
            "rasa_port": port,
            "actions_port": free_port(),
            "console_port": free_port(),
        }
        more = {f"MOTCUA_{name.upper()}": str(value) for name, value in chosen.items()}
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **self.settings(), **more}
        command = [sys.executable, "-m", "bot", "up", "--project", str(self.project)]
        with self.log.open("ab") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self.servers.append(process)
        self.ports.append(port)

    def has_answered(self, sender: str, events: int) -> bool:
        """Whether so many events of the person have arrived, and nothing is left to do for him."""
        inbox, outbox = tables.inbox.c, tables.outbox.c
        waiting = outbox.sender == sender, outbox.state.in_(("waiting", "sending"))
        with engine(self.url).connect() as connection:
            arrived = dict(
                connection.execute(
                    select(inbox.state, func.count()).where(inbox.sender == sender).group_by(inbox.state)
                ).all()
            )
            unsent = connection.scalar(select(func.count()).where(*waiting))
        return arrived.get("done", 0) >= events and not arrived.get("new") and not unsent

    def knows(self, sender: str) -> bool:
        with engine(self.url).connect() as connection:
            query = select(func.count()).where(tables.sender.c.sender == sender)
            return bool(connection.scalar(query))

    def wait_for_answer(self, sender: str, events: int, met: bool) -> bool:
        """Whether the person is still known afterwards: of whom was `met` and is forgotten nothing can be counted."""

        def done() -> bool:
            return self.has_answered(sender, events) or (met and not self.knows(sender))

        wait_until(done, self._explained, 60, 0.05)
        return self.knows(sender)

    def _explained(self) -> str:
        return self.logged()[-4_000:]


@contextmanager
def hall(full_url: str, models: Path, folder: Path) -> Iterator[Hall]:
    """Over a copy of the database: turns are written, and the one that others read stays as it is."""
    for name in PROJECT:
        (folder / name).symlink_to(ROOT / name)
    profiles(folder, is_open=True)
    _form(folder / "forms" / "1.014201")
    (folder / "var").mkdir()
    source = sqlite_path(full_url)
    assert source is not None
    shutil.copy(source, folder / "var" / "motcua.db")
    url = f"sqlite:///{folder / 'var' / 'motcua.db'}"
    with street(url, folder, Hall, project=folder, models=models) as made:
        assert isinstance(made, Hall)
        asked = {"url": made.hook("telegram"), "secret_token": TELEGRAM_SECRET}
        assert requests.post(f"{made.telegram_url}/bot{TOKEN}/setWebhook", json=asked).json()["ok"]
        yield made


def _form(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / FORM).write_bytes(FORM_CONTENT)
