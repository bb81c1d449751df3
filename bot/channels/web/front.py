"""What stands before Rasa's own routes: pages at the root, the survey, the border that foreign pages do not cross."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Union

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from bot.channels.web.answers import refusal
from bot.channels.web.assets import PAGE, WIDGET, serve
from bot.channels.web.driver import CHANNEL
from bot.channels.web.origins import Border
from bot.channels.web.requests import Refused
from bot.channels.web.survey import SurveyPage

BASE = f"/webhooks/{CHANNEL}"
FRAME = "/khung"
PAGES = {"/": PAGE, FRAME: PAGE, "/widget.js": WIDGET}
# What is said to one person.
_PRIVATE = {f"{BASE}/events", f"{BASE}/lines"}


class Front:
    """Two middlewares of the whole server: Rasa answers / and OPTIONS itself, later than these."""

    def __init__(self, origins: tuple[str, ...], survey: SurveyPage) -> None:
        self._border = Border(origins)
        self._survey = survey
        self._ancestors = {FRAME: " ".join(["'self'", *origins])}

    def stand_before(self, app: Sanic) -> None:
        app.request_middleware.appendleft(self.before)
        app.response_middleware.append(self.after)

    def before(
        self, request: Request
    ) -> Union[HTTPResponse, Coroutine[Any, Any, Union[HTTPResponse, None]], None]:
        """The answer, or None for what may go on."""
        if self._survey.is_at(request.path):
            return self._survey.answer(request)
        if request.path in PAGES and request.method in ("GET", "HEAD"):
            return serve(request, PAGES[request.path], self._ancestors.get(request.path, "'none'"))
        if not _is_ours(request):
            return None
        if request.method == "OPTIONS":
            return self._border.preflight(request)
        private = request.method == "POST" or request.path.rstrip("/") in _PRIVATE
        return (
            refusal(Refused(403, "foreign_origin")) if private and self._border.is_foreign(request) else None
        )

    def after(self, request: Request, answer: BaseHTTPResponse) -> None:
        ours = request.path in PAGES or self._survey.is_at(request.path) or _is_ours(request)
        if answer and ours:
            self._border.mark(request, answer)


def _is_ours(request: Request) -> bool:
    return request.path == BASE or request.path.startswith(f"{BASE}/")
