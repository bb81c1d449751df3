"""The public page at /phan-anh: results of petitions in the words that a reviewer has published, and nothing else.

It needs no script and no session. Nobody looks up a code here: that is done in the chat, where tries are counted.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Optional

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web.assets import FORM_SAFETY
from bot.channels.web.information import Information
from bot.channels.web.limits import Limits, address_of
from bot.channels.web.plain import written
from bot.channels.web.requests import Refused
from bot.desk.petition_words import day, sentences
from bot.errors import MotCuaError
from bot.settings import Settings
from bot.storage import petitions
from bot.storage.database import UnitOfWork, lasting_engine
from bot.text.writing import clean, plain

logger = logging.getLogger(__name__)

PATH = "/phan-anh"
PAGE = 20
# Of the latest so many can be read and searched.
MOST = 500
_LONGEST_QUERY = 100
_FRAME = {"style": "results.css", "private": False, "stranger": "Trợ lý Một Cửa"}


class ResultsPage:
    """For one authority. `answer` belongs to the server's loop; the database is asked in a thread."""

    def __init__(self, settings: Settings, information: Information, limits: Limits) -> None:
        self._agency = settings.agency
        self._information = information
        self._limits = limits
        self._engine = lasting_engine(settings.database_url)

    def stand_before(self, app: Sanic) -> None:
        """Rasa has its own routes at the root, so this is asked first."""
        app.request_middleware.appendleft(self.before)

    def before(self, request: Request) -> Optional[Coroutine[Any, Any, HTTPResponse]]:
        return self.answer(request) if request.path == PATH else None

    async def answer(self, request: Request) -> HTTPResponse:
        if request.method not in ("GET", "HEAD"):
            return response.text("", 405, headers={**FORM_SAFETY, "Allow": "GET, HEAD"})
        searched = clean(request.args.get("tim") or "")[:_LONGEST_QUERY]
        try:
            self._limits.looks_of_address.count(address_of(request))
            number = _number(request.args.get("trang") or "1")
            return await asyncio.to_thread(self._page, searched, number)
        except Refused as refused:
            answer = _written(refused.status, problem=refused.word, searched=searched)
            if refused.retry_after is not None:
                answer.headers["Retry-After"] = str(refused.retry_after)
            return answer
        except MotCuaError as error:
            logger.error("the published results cannot be read: %s", error)
            return _written(503, problem="unavailable", searched=searched)

    def _page(self, searched: str, number: int) -> HTTPResponse:
        """Raises Refused for a page that there is not."""
        with UnitOfWork(self._engine) as uow:
            every = uow.session.execute(petitions.published(self._agency, MOST)).mappings().all()
        found = [row for row in every if _has(row, searched)]
        pages = max(1, -(-len(found) // PAGE))
        if number > pages:
            raise Refused(404, "no_page")
        return _written(
            200,
            searched=searched,
            rows=found[(number - 1) * PAGE : number * PAGE],
            count=len(found),
            number=number,
            pages=pages,
            authority=self._information.authority(),
        )


def _has(row: Any, searched: str) -> bool:
    """Every word, anywhere, with marks or without."""
    text = plain(f"{row['published_matter']} {row['published_answer']}")
    return all(word in text for word in plain(searched).split())


def _number(text: str) -> int:
    """Raises Refused for what is no page's number."""
    if not text.isascii() or not text.isdigit() or len(text) > 4 or int(text) < 1:
        raise Refused(404, "no_page")
    return int(text)


def _written(status: int, problem: str = "", **facts: Any) -> HTTPResponse:
    usual = {"rows": [], "count": 0, "number": 1, "pages": 1, "authority": "", "problem": problem}
    usual |= {"day": day, "kinds": sentences()["kinds"]}
    text = written("results.html", **_FRAME, **{**usual, **facts})
    return response.html(text, status, headers=dict(FORM_SAFETY))
