"""Every failure becomes a page here, and nowhere else. What went wrong inside stands in the log only.

signed out        → the sign-in page, then back
borrowed password → the account's page
HTTPException     → 400 403 404 405 413 415, in the words of error.html
StorageError      → 503
anything else     → 500
"""

from __future__ import annotations

import logging
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from bot.console.rooms import ChangeFirst, SignInFirst
from bot.console.visit import Console, go
from bot.errors import StorageError

logger = logging.getLogger(__name__)


def _to_sign_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignInFirst)
    if error.draft:
        console: Console = request.app.state.console
        kept = {"draft": error.draft, "draft_path": error.path}
        return console.render("sign_in.html", 401, problem="ended", name="", back=error.back, **kept)
    query = {"next": error.back, "ended": "1" if error.had_session else ""}
    words = urlencode({name: value for name, value in query.items() if value})
    return go(f"/sign-in?{words}" if words else "/sign-in")


def _to_account(request: Request, error: Exception) -> Response:
    return go("/account")


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = _page(request, error.status_code, error.detail)
    response.headers.update(error.headers or {})
    return response


def _no_database(request: Request, error: Exception) -> Response:
    logger.error("the database cannot be used: %s", error)
    return _page(request, 503)


def _unforeseen(request: Request, error: Exception) -> Response:
    # Starlette raises it again behind this page, and the server logs it with its trace.
    return _page(request, 500)


def _page(request: Request, status: int, reason: str = "") -> Response:
    console: Console = request.app.state.console
    return console.render("error.html", status, code=status, reason=reason)


HANDLERS: dict[int | type[Exception], ExceptionHandler] = {
    SignInFirst: _to_sign_in,
    ChangeFirst: _to_account,
    HTTPException: _refused,
    StorageError: _no_database,
    Exception: _unforeseen,
}
