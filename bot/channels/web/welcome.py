"""What the page shows before anything is asked: who answers, and what can be asked."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from bot.catalogue import agency
from bot.channels.web.words import words
from bot.errors import MotCuaError
from bot.settings import Settings

logger = logging.getLogger(__name__)


@cache
def welcome() -> dict[str, Any]:
    """The authority's name and number, empty when its profile cannot be read: the page works without."""
    own = words()
    shown = {"name": "", "hotline": "", "greeting": own["greeting"], "suggestions": own["suggestions"]}
    settings = Settings.from_env()
    try:
        profile = agency.load(settings.agencies, settings.agency)
    except MotCuaError:
        logger.exception("agency profile unreadable, the page goes without")
        return shown
    return shown | {"name": profile.name, "hotline": profile.hotline or ""}
