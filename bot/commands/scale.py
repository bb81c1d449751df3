"""bot scale: what `bot up` does, with several servers of each kind behind nginx and one PostgreSQL."""

from __future__ import annotations

import shlex
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

import click

from bot.commands.train import PROJECT
from bot.commands.up import Launch
from bot.errors import SettingError
from bot.launch import ports, processes, proxy
from bot.launch.ports import ACTIONS_HOST
from bot.settings import Settings
from bot.storage.database import sqlite_path

_NUMBER = click.IntRange(1, 64)


@click.command()
@click.option("--rasa", "rasa", type=_NUMBER, default=2, show_default=True, help="Số máy chủ trò chuyện.")
@click.option("--actions", "actions", type=_NUMBER, default=2, show_default=True, help="Số máy chủ xử lý.")
@PROJECT
def scale(rasa: int, actions: int, project: Path) -> None:
    """Như bot up, nhưng nhiều máy chủ sau nginx, trên PostgreSQL. Dừng bằng Ctrl-C.

    Địa chỉ và cổng như bot up; sau cổng đó là nginx. Xem docs/scale.md.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    settings = Settings.from_env()
    _require_server(settings)
    proxy.program()
    free = ports.some_free(rasa + actions + 1)
    Scale(project, settings, rasa=free[:rasa], actions=free[rasa:-1], console=free[-1]).run()


def _require_server(settings: Settings) -> None:
    if sqlite_path(settings.database_url) is not None:
        told = "nhiều máy chủ cần PostgreSQL, ví dụ postgresql://motcua@127.0.0.1/motcua"
        raise SettingError("MOTCUA_DATABASE_URL", told)


@dataclass
class Scale(Launch):
    """The proxy has the addresses that the servers of `bot up` have; they have ports that were free."""

    rasa: list[int] = field(default_factory=list)
    actions: list[int] = field(default_factory=list)
    console: int = 0

    def _commands(self) -> dict[str, str]:
        one = processes.procfile(self.project)
        nginx = shlex.join([proxy.program(), "-p", str(self._folder), "-c", str(self._proxy())])
        made = {"proxy": f"exec {nginx}"}
        for number, port in enumerate(self.rasa, 1):
            # The proxy's is the only address of a caller that is believed.
            own = {"MOTCUA_RASA_PORT": str(port), "MOTCUA_HOST": ACTIONS_HOST, "SANIC_PROXIES_COUNT": "1"}
            made[f"rasa.{number}"] = f"{processes.exports(own)}; {one['rasa']}"
        for number, port in enumerate(self.actions, 1):
            own = {"MOTCUA_ACTIONS_PORT": str(port)}
            made[f"actions.{number}"] = f"{processes.exports(own)}; {one['actions']}"
        own = {"MOTCUA_CONSOLE_PORT": str(self.console), "MOTCUA_CONSOLE_HOST": ACTIONS_HOST}
        return made | {"console": f"{processes.exports(own)}; {one['console']}"}

    def _asked(self) -> dict[str, str]:
        here = f"http://{ACTIONS_HOST}"
        chat = f"http://{ports.reachable(self.settings.host)}:{self.settings.rasa_port}/"
        rasa = {
            f"trò chuyện {n}": f"{here}:{port}/webhooks/web/health" for n, port in enumerate(self.rasa, 1)
        }
        actions = {f"xử lý {n}": f"{here}:{port}/health" for n, port in enumerate(self.actions, 1)}
        return rasa | actions | {"cán bộ": f"{here}:{self.console}/health", "nginx": chat}

    @property
    def _folder(self) -> Path:
        return self.project.resolve() / "var" / "proxy"

    def _proxy(self) -> Path:
        settings = self.settings
        front = proxy.Front(
            chat=f"{_listening(settings.host)}:{settings.rasa_port}",
            console=f"{_listening(settings.console_host)}:{settings.console_port}",
            actions=f"{ACTIONS_HOST}:{settings.actions_port}",
            rasa_ports=self.rasa,
            actions_ports=self.actions,
            console_port=self.console,
        )
        return proxy.write(self._folder, front)


def _listening(host: str) -> str:
    return f"[{host}]" if ":" in host else host
