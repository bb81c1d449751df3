"""Courtesies while somebody waits: they may fail and must not last."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

from bot.channels.driver import Driver

logger = logging.getLogger(__name__)

# Longer than this, and the person sees that we are at it; Telegram's sign lasts five seconds.
PATIENCE = 1.0
_SIGN_LASTS = 4.0
_LONGEST_SIGN = 5.0


async def signs(driver: Driver, address: str, longest: float) -> None:
    """Shown until cancelled, or for so many seconds: under Python 3.10 `wait_for` may lose a cancellation."""
    await asyncio.sleep(PATIENCE)
    for _ in range(round(longest / _SIGN_LASTS)):
        await shortly(driver.working(address))
        await asyncio.sleep(_SIGN_LASTS)


async def shortly(sign: Awaitable[Any]) -> None:
    try:
        await asyncio.wait_for(sign, _LONGEST_SIGN)
    except Exception as error:
        logger.warning("sign not shown: %s", type(error).__name__)
