"""bot channel telegram: where Telegram delivers to, set and shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timezone
from typing import TypeVar
from urllib.parse import urlsplit

import click
from telegram import WebhookInfo
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.access import Access
from bot.channels.telegram.client import Client
from bot.channels.telegram.failures import undelivered
from bot.channels.telegram.words import words
from bot.errors import ServiceError, SettingError
from bot.settings import Settings

Answer = TypeVar("Answer")
PATH = "/webhooks/telegram/webhook"
# https://core.telegram.org/bots/api#setwebhook
_PORTS = (443, 80, 88, 8443)
_OFFICIAL = "https://api.telegram.org"
DROP = click.option("--drop", is_flag=True, help="Bỏ các tin đang chờ ở Telegram, không trả lời nữa.")


@click.group()
def command() -> None:
    """Bot Telegram: đặt địa chỉ nhận tin (webhook), xóa, xem trạng thái.

    Cần MOTCUA_TELEGRAM_TOKEN. Không đặt webhook thì trợ lý tự hỏi tin (long polling).
    """


@command.command("set-webhook")
@click.argument("url", metavar="ĐỊA_CHỈ")
@DROP
def set_webhook(url: str, drop: bool) -> None:
    """Telegram gửi tin đến ĐỊA_CHỈ công khai của trợ lý.

    Ví dụ: bot channel telegram set-webhook https://hoidap.example.gov.vn
    """
    access = Access.of(Settings.from_env())
    if not access.secret:
        raise SettingError(
            "MOTCUA_TELEGRAM_SECRET", "cần có trước khi đặt webhook, ví dụ: openssl rand -hex 32"
        )
    whole = _whole(url, access.api)

    async def work(client: Client) -> str:
        await client.set_webhook(whole, access.secret, drop)
        await client.set_menu(words()["menu"])
        return (await client.me()).username

    name = run(access, work)
    click.echo(f"Đã đặt: @{name} nhận tin tại {whole}\nTrợ lý cần chạy với cùng MOTCUA_TELEGRAM_SECRET.")


@command.command("delete-webhook")
@DROP
def delete_webhook(drop: bool) -> None:
    """Xóa webhook; sau đó trợ lý có thể tự hỏi tin (long polling)."""
    run(Access.of(Settings.from_env()), lambda client: client.delete_webhook(drop))
    click.echo("Đã xóa webhook. Bỏ MOTCUA_TELEGRAM_SECRET rồi khởi động lại thì trợ lý tự hỏi tin.")


@command.command()
def info() -> None:
    """Bot nào, cách nhận tin, tin đang chờ, lỗi gần nhất."""
    access = Access.of(Settings.from_env())

    async def work(client: Client) -> tuple[str, WebhookInfo]:
        return (await client.me()).username, await client.webhook()

    name, webhook = run(access, work)
    click.echo(f"Bot: @{name} (https://t.me/{name})")
    click.echo(f"Webhook: {webhook.url or 'không đặt, trợ lý tự hỏi tin (long polling)'}")
    click.echo(f"Tin đang chờ ở Telegram: {webhook.pending_update_count}")
    if webhook.last_error_date and webhook.last_error_message:
        at = webhook.last_error_date.astimezone(timezone.utc).strftime("%d/%m/%Y %H:%M UTC")
        click.echo(f"Lỗi gần nhất ({at}): {webhook.last_error_message}")
    for problem in mismatches(access, webhook):
        click.echo(f"⚠ {problem}")


def mismatches(access: Access, webhook: WebhookInfo) -> list[str]:
    """What is set at Telegram and what is set here must agree, or nothing arrives."""
    if webhook.url and not access.secret:
        return [
            "Telegram đang gửi tin đến webhook, nhưng ở đây không có MOTCUA_TELEGRAM_SECRET: sẽ không nhận được tin."
        ]
    if access.secret and not webhook.url:
        return ["Có MOTCUA_TELEGRAM_SECRET nhưng chưa đặt webhook: bot channel telegram set-webhook ĐỊA_CHỈ"]
    return []


def _whole(url: str, api: str) -> str:
    """The webhook's address from the assistant's. A Bot API server of one's own takes any."""
    place = urlsplit(url if "//" in url else f"https://{url}")
    if not place.hostname or (api.rstrip("/") == _OFFICIAL and place.scheme != "https"):
        raise click.BadParameter("cần một địa chỉ công khai bắt đầu bằng https://", param_hint="ĐỊA_CHỈ")
    if api.rstrip("/") == _OFFICIAL and (place.port or 443) not in _PORTS:
        raise click.BadParameter("Telegram chỉ gửi đến các cổng 443, 80, 88, 8443", param_hint="ĐỊA_CHỈ")
    path = place.path.rstrip("/")
    return place._replace(path=path if path.endswith(PATH) else path + PATH, query="", fragment="").geturl()


def run(access: Access, work: Callable[[Client], Awaitable[Answer]]) -> Answer:
    async def whole() -> Answer:
        client = Client(access.token, access.api)
        try:
            return await work(client)
        finally:
            await client.close()

    try:
        return asyncio.run(whole())
    except InvalidToken:
        raise SettingError(
            "MOTCUA_TELEGRAM_TOKEN", "Telegram không nhận mã này. Xin lấy lại mã từ @BotFather."
        ) from None
    except BadRequest as error:
        raise ServiceError(f"Telegram từ chối: {error.message}") from None
    except TelegramError as error:
        raise ServiceError(
            f"Không gọi được Telegram tại {access.api} ({undelivered(error).reason}). Xin kiểm tra mạng rồi thử lại."
        ) from None
