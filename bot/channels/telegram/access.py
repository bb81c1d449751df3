"""What the operator gives us: the bot's token, the webhook's secret, and where the Bot API is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.channels.telegram.mentions import Me
from bot.errors import SettingError
from bot.settings import Settings

# As BotFather gives it: the bot's id, a colon, and 35 characters.
_TOKEN = re.compile(r"(\d{3,20}):[A-Za-z0-9_-]{30,64}")
# https://core.telegram.org/bots/api#setwebhook allows one character; that would be guessed.
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


@dataclass(frozen=True)
class Access:
    """Checked, and never shown. No secret: no webhook, long polling."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    api: str
    me: Me

    @classmethod
    def of(cls, settings: Settings) -> Access:
        """Raises SettingError naming the variable, without its value."""
        token, secret, api = settings.telegram_token, settings.telegram_secret, settings.telegram_api
        found = _TOKEN.fullmatch(token)
        if not token:
            raise SettingError(
                "MOTCUA_TELEGRAM_TOKEN", "chưa có. Xin tạo bot bằng @BotFather rồi đặt mã vào đây."
            )
        if found is None:
            raise SettingError(
                "MOTCUA_TELEGRAM_TOKEN", "không đúng dạng 123456789:AA… như @BotFather đã gửi."
            )
        if secret and not _SECRET.fullmatch(secret):
            raise SettingError("MOTCUA_TELEGRAM_SECRET", "cần 16 đến 256 ký tự trong A-Z a-z 0-9 _ -")
        if not re.match(r"https?://[^/]", api):
            raise SettingError(
                "MOTCUA_TELEGRAM_API", "cần một địa chỉ bắt đầu bằng https:// (hoặc http:// trên mạng riêng)."
            )
        return cls(token, secret, api, Me(int(found[1])))


def check(settings: Settings) -> None:
    """Raises SettingError, as `Access.of` does."""
    Access.of(settings)
