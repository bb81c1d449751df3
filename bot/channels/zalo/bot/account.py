"""The bot as the settings describe it."""

from __future__ import annotations

import re

from bot.channels.zalo.bot.client import Client
from bot.errors import SettingError
from bot.settings import Settings

POLLING, WEBHOOK = "polling", "webhook"
# As the platform wants it.
_SHORTEST_SECRET, _LONGEST_SECRET = 8, 256
# The bot's id, a colon and what makes it secret; it stands in the path of every request.
_TOKEN = re.compile(r"[0-9A-Za-z_-]+:[0-9A-Za-z_.~-]+")
# It travels in a header.
_SECRET = re.compile(r"[!-~]+")


def check(settings: Settings) -> None:
    """Raises SettingError naming what is missing or malformed."""
    client(settings)
    if not polls(settings):
        secret(settings)


def client(settings: Settings) -> Client:
    """Raises SettingError naming what is missing or malformed."""
    if not settings.zalo_bot_token:
        raise SettingError("MOTCUA_ZALO_BOT_TOKEN", "kênh Zalo Bot cần token của bot. Xem docs/zalo.md")
    if not _TOKEN.fullmatch(settings.zalo_bot_token):
        raise SettingError(
            "MOTCUA_ZALO_BOT_TOKEN",
            "không đúng dạng id:mã như Zalo Bot Manager đã gửi. Xin sao chép lại cả hai phần, không có dấu cách.",
        )
    return Client(settings.zalo_bot_url, settings.zalo_bot_token)


def polls(settings: Settings) -> bool:
    if settings.zalo_bot_mode not in (POLLING, WEBHOOK):
        raise SettingError("MOTCUA_ZALO_BOT_MODE", f"cần {POLLING} hoặc {WEBHOOK}")
    return settings.zalo_bot_mode == POLLING


def secret(settings: Settings) -> str:
    """What the platform shows with each update."""
    if not _SHORTEST_SECRET <= len(settings.zalo_bot_secret) <= _LONGEST_SECRET:
        raise SettingError(
            "MOTCUA_ZALO_BOT_SECRET", f"webhook cần từ {_SHORTEST_SECRET} đến {_LONGEST_SECRET} ký tự"
        )
    if not _SECRET.fullmatch(settings.zalo_bot_secret):
        raise SettingError(
            "MOTCUA_ZALO_BOT_SECRET",
            "chỉ gồm chữ không dấu, số và dấu câu, không có dấu cách. Ví dụ tạo bằng: openssl rand -hex 32",
        )
    return settings.zalo_bot_secret
