"""bot channel: the messaging channels, each with the commands that its own folder brings."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Optional

import click

CHANNELS = Path(__file__).parent.parent / "channels"


class Channels(click.Group):
    """A folder of bot/channels that has a module `command` is a command of that name."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(path.parent.name for path in CHANNELS.glob("*/command.py"))

    def get_command(self, context: click.Context, name: str) -> Optional[click.Command]:
        if name not in self.list_commands(context):
            return None
        command: click.Command = import_module(f"bot.channels.{name}.command").command
        return command


@click.group(cls=Channels)
def channel() -> None:
    """Kênh nhắn tin: nối, ngắt và kiểm tra."""
