"""Which messaging channels are started: those that somebody has given a token."""

from __future__ import annotations

from importlib.util import find_spec

from bot.settings import Settings

# Connector → the setting that switches it on. A channel whose folder was deleted is not there to be started.
CONNECTORS = {
    "bot.channels.telegram.connector.TelegramInput": "telegram_token",
    "bot.channels.zalo.bot.connector.ZaloBotInput": "zalo_bot_token",
    "bot.channels.zalo.oa.connector.ZaloInput": "zalo_app_id",
}


def switched_on(settings: Settings) -> list[str]:
    """Names for credentials.yml."""
    return [name for name, setting in CONNECTORS.items() if getattr(settings, setting) and _is_there(name)]


def _is_there(connector: str) -> bool:
    package = connector.rpartition(".")[0].rpartition(".")[0]
    try:
        spec = find_spec(package)
    except ModuleNotFoundError:
        return False
    # A folder of leftovers is found as well, but has no code.
    return spec is not None and spec.origin is not None
