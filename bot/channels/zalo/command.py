"""bot channel zalo: the commands of whichever of the two drivers is there."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Optional

import click

_FOLDER = Path(__file__).parent


class Drivers(click.Group):
    """The Official Account's commands, and those of the Bot Platform under `bot`."""

    def list_commands(self, context: click.Context) -> list[str]:
        return [*sorted(_account()), *(["bot"] if _has("bot") else [])]

    def get_command(self, context: click.Context, name: str) -> Optional[click.Command]:
        if name == "bot" and _has("bot"):
            command: click.Command = import_module("bot.channels.zalo.bot.command").command
            return command
        return _account().get(name)


@click.group(cls=Drivers)
def command() -> None:
    """Zalo Official Account (OA), và Zalo Bot. Cách kết nối: docs/zalo.md."""


def _account() -> dict[str, click.Command]:
    return dict(import_module("bot.channels.zalo.oa.command").COMMANDS) if _has("oa") else {}


def _has(driver: str) -> bool:
    return (_FOLDER / driver / "command.py").is_file()
