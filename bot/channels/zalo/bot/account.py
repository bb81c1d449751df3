"""The bot as the settings describe it."""

from __future__ import annotations

from bot.channels.zalo.bot.client import Client
from bot.errors import SettingError
from bot.settings import Settings

POLLING, WEBHOOK = "polling", "webhook"
# As the platform wants it.
_SHORTEST_SECRET, _LONGEST_SECRET = 8, 256


def client(settings: Settings) -> Client:
    """Raises SettingError naming what is missing."""
    if not settings.zalo_bot_token:
        raise SettingError("MOTCUA_ZALO_BOT_TOKEN", "kênh Zalo Bot cần token của bot. Xem docs/zalo.md")
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
    return settings.zalo_bot_secret
