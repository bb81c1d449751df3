"""Requests that change something come from our own pages, or are refused.

Browsers say where a request was made: Sec-Fetch-Site, and on plain http, where they keep it back,
Origin. The rules are those of Filippo Valsorda, 'Cross-Site Request Forgery' (words.filippo.io/csrf,
2025), as in Go 1.25's net/http.CrossOriginProtection, but stricter in one: without either header
it is refused, since every browser of the last six years sends one and nobody else has business here.
The session's cookie is SameSite=Lax on top.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request

_SAFE = {"GET", "HEAD"}


def require_own_page(request: Request) -> None:
    """Raises 403 for a change that another site, or nobody known, has asked for."""
    if request.method in _SAFE or _is_own(request):
        return
    raise HTTPException(403, "foreign")


def _is_own(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        # 'same-site' is not enough: a neighbour under the same domain is another application.
        return site in ("same-origin", "none")
    host = request.headers.get("origin", "").partition("://")[2]
    return bool(host) and host == request.headers.get("host")
