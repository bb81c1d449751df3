"""Answers as the page reads them: JSON, never kept by anybody on the way."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any, Optional

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web.assets import safety
from bot.channels.web.requests import Refused
from bot.channels.web.words import words

logger = logging.getLogger(__name__)

Handler = Callable[..., Coroutine[Any, Any, Optional[HTTPResponse]]]


def told(body: dict[str, Any], status: int = 200) -> HTTPResponse:
    headers = {**safety(), "Cache-Control": "no-store"}
    return response.json(body, status, headers, dumps=partial(json.dumps, ensure_ascii=False))


def refusal(refused: Refused) -> HTTPResponse:
    answer = told({"error": refused.word, "message": words()[refused.word]}, refused.status)
    if refused.retry_after is not None:
        answer.headers["Retry-After"] = str(refused.retry_after)
    return answer


def answering(handler: Handler) -> Handler:
    """Refusals in the page's words, and of our own failures no more than that we failed."""

    @wraps(handler)
    async def answered(request: Request, **values: str) -> Optional[HTTPResponse]:
        try:
            return await handler(request, **values)
        except Refused as refused:
            return refusal(refused)
        except Exception:
            logger.exception("%s failed", request.endpoint)
            if request.responded:
                raise
            return refusal(Refused(503, "unavailable", 5))

    return answered
