"""bot serve: one server in the foreground, in the place of this process, so that signals reach it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from bot.commands.train import PROJECT
from bot.errors import ModelError, StorageError
from bot.gate import release
from bot.launch import addresses, channels
from bot.launch.ports import ACTIONS_HOST
from bot.launch.quiet import QUIET
from bot.settings import Settings
from bot.storage import schema
from bot.storage.database import shown

SERVERS = ("rasa", "actions", "console")


@click.command()
@click.argument("server", metavar="MÁY_CHỦ", type=click.Choice(SERVERS))
@click.option(
    "--listen",
    metavar="ĐỊA_CHỈ",
    default=ACTIONS_HOST,
    show_default=True,
    help="Địa chỉ của máy chủ xử lý, chỉ mở trong mạng riêng. Hai máy chủ kia theo cấu hình.",
)
@PROJECT
def serve(server: str, listen: str, project: Path) -> None:
    """Chạy một máy chủ: rasa (trò chuyện), actions (xử lý) hoặc console (cán bộ). Chạy bot prepare trước.

    Dùng cho container và systemd; trên một máy thì bot up chạy cả ba.
    """
    settings = Settings.from_env()
    _require_tables(settings)
    if server == "rasa":
        command, variables = _rasa(settings, project), QUIET
    elif server == "actions":
        command = ["rasa_sdk", "--actions", "actions", "--port", str(settings.actions_port)]
        variables = QUIET | {"SANIC_HOST": listen}
    else:
        command, variables = ["bot.console"], {}
    os.chdir(project)
    # `env`, because this process's own environment is nobody's to change.
    words = [f"{name}={value}" for name, value in variables.items()]
    os.execvp("env", ["env", *words, sys.executable, "-m", *command])


def _rasa(settings: Settings, project: Path) -> list[str]:
    channels.check(settings)
    model = release.live_model(settings, project)
    if model is None:
        raise ModelError("Chưa có mô hình khớp với dữ liệu. Chạy trước: bot prepare")
    endpoints = addresses.endpoints(project, addresses.actions_url(settings))
    credentials = addresses.credentials(project, settings.host, channels.switched_on(settings))
    return [
        *("bot.serving", "run", "--model", str(model)),
        *("--interface", settings.host, "--port", str(settings.rasa_port)),
        *("--endpoints", str(endpoints), "--credentials", str(credentials)),
    ]


def _require_tables(settings: Settings) -> None:
    """Said now: a server would start and answer everybody with an apology."""
    if not schema.exists(settings.database_url):
        raise StorageError(f"{shown(settings.database_url)}: chưa có dữ liệu. Chạy trước: bot prepare")
