"""bot channel zalo bot: what the Bot Platform knows of our bot, and where it sends updates."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from bot.channels.zalo.bot import account
from bot.channels.zalo.bot.client import Refused
from bot.channels.zalo.http import NotReached, Unanswered
from bot.errors import ServiceError
from bot.settings import Settings

PATH = "/webhooks/zalo_bot/webhook"
Answer = TypeVar("Answer")


@click.group()
def command() -> None:
    """Zalo Bot Platform: bot dùng một token, không cần OA. Cách kết nối: docs/zalo.md."""


@command.command()
def info() -> None:
    """Bot nào, và nhận tin bằng cách nào."""
    settings = Settings.from_env()
    account.check(settings)
    client = account.client(settings)
    me, webhook = _asked(client.me), _asked(client.webhook)
    click.echo(f"Bot:     {me.get('display_name') or me.get('account_name') or me.get('id') or '?'}")
    click.echo(f"Webhook: {webhook.get('url') or 'không có (nhận tin bằng long polling)'}")
    click.echo(f"Cấu hình MOTCUA_ZALO_BOT_MODE: {settings.zalo_bot_mode}")


@command.command("set-webhook")
@click.argument("address", metavar="https://TÊN_MIỀN")
def set_webhook(address: str) -> None:
    """Đăng ký webhook tại tên miền này; dùng với MOTCUA_ZALO_BOT_MODE=webhook."""
    settings = Settings.from_env()
    client, secret = account.client(settings), account.secret(settings)
    if not address.startswith("https://"):
        raise ServiceError("Webhook cần địa chỉ bắt đầu bằng https://")
    url = f"{address.rstrip('/')}{PATH}"
    _asked(lambda: client.set_webhook(url, secret))
    click.echo(f"Đã đăng ký: {url}")


@command.command("delete-webhook")
def delete_webhook() -> None:
    """Bỏ webhook; sau đó nhận tin bằng long polling."""
    _asked(account.client(Settings.from_env()).delete_webhook)
    click.echo("Đã bỏ webhook.")


def _asked(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except Refused as error:
        raise ServiceError(str(error)) from error
    except (NotReached, Unanswered) as error:
        raise ServiceError(f"Không kết nối được Zalo Bot ({error}).") from error
