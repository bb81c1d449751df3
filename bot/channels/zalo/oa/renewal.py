"""The timer that keeps the token fresh while nobody writes, and raises the alarm when it cannot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from sanic import Blueprint, Sanic

from bot.channels.zalo.oa.tokens import REFRESH_LIVES, WARNED_BEFORE, NoToken, Tokens
from bot.errors import StorageError

logger = logging.getLogger(__name__)

# Seconds between looks at the token's age.
EVERY = 600.0


def keep_fresh(routes: Blueprint, tokens: Tokens) -> None:
    """Begins and ends with the server. In several processes: whoever comes first renews for all."""
    # A thread of its own: waiting for another process to renew must hold up nobody.
    thread = ThreadPoolExecutor(1, "zalo-token")

    @routes.listener("after_server_start")
    async def begin(app: Sanic, _: Any) -> None:
        app.ctx.zalo_renewal = asyncio.create_task(_for_ever(tokens, thread))

    @routes.listener("before_server_stop")
    async def end(app: Sanic, _: Any) -> None:
        app.ctx.zalo_renewal.cancel()
        thread.shutdown(wait=False)


def look_after(tokens: Tokens, clock: Callable[[], datetime]) -> None:
    """One look: renews when it is time; says what somebody has to see to."""
    try:
        tokens.renew_if_due()
        pair = tokens.stored()
    except (NoToken, StorageError) as error:
        logger.error("Zalo: %s", error)
        return
    if pair is None:
        logger.error("Zalo: no token yet; nobody can be answered. Run: bot channel zalo authorize")
    elif (left := pair.obtained + REFRESH_LIVES - clock()) < WARNED_BEFORE:
        logger.error("Zalo: the refresh token ends in %d days. Run: bot channel zalo authorize", left.days)


async def _for_ever(tokens: Tokens, thread: ThreadPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await loop.run_in_executor(thread, look_after, tokens, tokens.clock)
        await asyncio.sleep(EVERY)
