"""Which sites may have the assistant on their pages: exact origins, ours always, no other."""

from __future__ import annotations

from typing import Optional

from sanic import response
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}
_READ = {"Access-Control-Expose-Headers": "Retry-After"}


class Border:
    """Tells foreign pages from those that are welcome: MOTCUA_WEB_ORIGINS."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._allowed = frozenset(allowed)

    def origin(self, request: Request) -> Optional[str]:
        """The page's origin where that is not our own; None without one, as for what no page sends."""
        told = request.headers.get("Origin")
        return told if told is not None and told.partition("://")[2] != request.host else None

    def is_foreign(self, request: Request) -> bool:
        origin = self.origin(request)
        return origin is not None and origin not in self._allowed

    def preflight(self, request: Request) -> HTTPResponse:
        return response.text("", 403 if self.is_foreign(request) else 204)

    def mark(self, request: Request, answer: BaseHTTPResponse) -> None:
        """Lets the browser show the answer to a welcome page and to no other, whatever the server says elsewhere."""
        headers = answer.headers
        for name in [name for name in headers if name.lower().startswith("access-control-")]:
            del headers[name]
        if headers.get("Cross-Origin-Resource-Policy") == "cross-origin":
            headers["Access-Control-Allow-Origin"] = "*"
            return
        headers["Vary"] = "Origin"
        origin = self.origin(request)
        if origin in self._allowed:
            headers["Access-Control-Allow-Origin"] = origin
            headers.update(_PREFLIGHT if request.method == "OPTIONS" else _READ)
