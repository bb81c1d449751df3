"""The `bot` command. A group's module is imported when the group is used, and not before."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any, Optional

import click

from bot.errors import MotCuaError

# One line a command: name → module:attribute.
COMMANDS = {
    "ask": "bot.commands.ask:ask",
    "audit": "bot.commands.audit:audit",
    "backup": "bot.commands.backup:backup",
    "catalogue": "bot.commands.catalogue:catalogue",
    "channel": "bot.commands.channel:channel",
    "doctor": "bot.commands.doctor:doctor",
    "dossier": "bot.commands.dossier:dossier",
    "eval": "bot.commands.eval:evaluate",
    "model": "bot.commands.model:model",
    "outbox": "bot.commands.outbox:show",
    "prepare": "bot.commands.prepare:prepare",
    "report": "bot.commands.report:report",
    "retention": "bot.commands.retention:retention",
    "restore": "bot.commands.backup:restore",
    "scale": "bot.commands.scale:scale",
    "secret": "bot.commands.secret:secret",
    "serve": "bot.commands.serve:serve",
    "staff": "bot.commands.staff:staff",
    "survey": "bot.commands.survey:survey",
    "train": "bot.commands.train:train",
    "up": "bot.commands.up:up",
}


class LazyGroup(click.Group):
    """Loads its commands by name, and tells errors raised on purpose in one line each."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> Optional[click.Command]:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except MotCuaError as error:
            click.echo(str(error), err=True)
            sys.exit(2)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def bot() -> None:
    """Một Cửa – trợ lý hướng dẫn thủ tục hành chính.

    Xem cách dùng từng lệnh: bot LỆNH --help. Cấu hình đọc từ các biến MOTCUA_….
    """


def main() -> None:
    bot(prog_name="bot")
