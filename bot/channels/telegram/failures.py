"""Telegram's refusals by their classes: what is final, what passes, and what nobody knows."""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.driver import Undelivered

# Before the request had left us, surely. OSError: its departure could not be noted, so it was held back.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, OSError)
# A wrong token is put right by somebody, not by trying again at once.
_TOKEN_PAUSE = 60.0
_LONGEST_REASON = 120


def undelivered(error: TelegramError) -> Undelivered:
    """The refusal as the outbox needs it. Telegram's words name no person."""
    reason = f"{type(error).__name__}: {error.message}"[:_LONGEST_REASON]
    if isinstance(error, RetryAfter):
        return Undelivered(reason, retry_after=_seconds(error.retry_after))
    if isinstance(error, InvalidToken):
        return Undelivered("InvalidToken", retry_after=_TOKEN_PAUSE)
    # BadRequest is a NetworkError by inheritance only.
    if isinstance(error, (Forbidden, BadRequest)):
        return Undelivered(reason, permanent=True)
    if isinstance(error, NetworkError):
        return Undelivered(_cause(error), uncertain=not _surely_refused(error))
    return Undelivered(reason, uncertain=True)


def _surely_refused(error: NetworkError) -> bool:
    """It never left us, or the API itself said no ('ok': false) with a code of the server's."""
    cause = error.__cause__
    return cause is None or isinstance(cause, _NEVER_LEFT)


def _cause(error: NetworkError) -> str:
    """The kind only: these messages may quote addresses, in which the token stands."""
    cause = error.__cause__
    return type(cause).__name__ if cause is not None else f"NetworkError: {error.message}"[:_LONGEST_REASON]


def _seconds(pause: int | timedelta) -> float:
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
