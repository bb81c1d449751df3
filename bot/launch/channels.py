"""Which messaging channels are started: those that somebody has given a token; and whether their settings will do."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from bot.settings import Settings

# Connector → the setting that switches it on. A channel whose folder was deleted is not there to be started.
CONNECTORS = {
    "bot.channels.telegram.connector.TelegramInput": "telegram_token",
    "bot.channels.zalo.bot.connector.ZaloBotInput": "zalo_bot_token",
    "bot.channels.zalo.oa.connector.ZaloInput": "zalo_app_id",
}
# Where each says what is wrong with its settings: Rasa would say it minutes later, among a hundred lines.
_CHECKS = {
    "bot.channels.telegram": "bot.channels.telegram.access",
    "bot.channels.zalo.bot": "bot.channels.zalo.bot.account",
    "bot.channels.zalo.oa": "bot.channels.zalo.oa.account",
}


def switched_on(settings: Settings) -> list[str]:
    """Names for credentials.yml."""
    return [name for name, setting in CONNECTORS.items() if getattr(settings, setting) and _is_there(name)]


def check(settings: Settings) -> None:
    """Raises SettingError naming the variable that a channel switched on cannot be started with."""
    for connector in switched_on(settings):
        import_module(_CHECKS[_package(connector)]).check(settings)


def _package(connector: str) -> str:
    return connector.rpartition(".")[0].rpartition(".")[0]


def _is_there(connector: str) -> bool:
    try:
        spec = find_spec(_package(connector))
    except ModuleNotFoundError:
        return False
    # A folder of leftovers is found as well, but has no code.
    return spec is not None and spec.origin is not None
