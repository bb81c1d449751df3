"""The one cookie: which session a browser belongs to."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.staff.entrance import ABSOLUTE

_PLAIN = "motcua-staff"
# Only a secure page of this very host can set a cookie called so (RFC 6265bis, 4.1.3.2).
_SECURE = f"__Host-{_PLAIN}"


def token(request: Request) -> str:
    """What the browser holds; empty for none."""
    return request.cookies.get(_name(request), "")


def give(request: Request, response: Response, value: str) -> None:
    response.set_cookie(
        _name(request),
        value,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def take_back(request: Request, response: Response) -> None:
    response.delete_cookie(
        _name(request), path="/", secure=_is_secure(request), httponly=True, samesite="lax"
    )


def _name(request: Request) -> str:
    return _SECURE if _is_secure(request) else _PLAIN


def _is_secure(request: Request) -> bool:
    """Behind a reverse proxy uvicorn takes the scheme from X-Forwarded-Proto."""
    return request.url.scheme == "https"
