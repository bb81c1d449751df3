"""That the domain is ours: the file or the meta tag that Zalo's console asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

_HEAD = re.compile(rb"<head[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Verification:
    """The console's code. Shown both ways, because the console offers both."""

    code: str

    @property
    def path(self) -> str:
        return f"/zalo_verifier{self.code}.html"

    @property
    def tag(self) -> str:
        return f'<meta name="zalo-platform-site-verification" content="{escape(self.code, quote=True)}">'

    def attach(self, app: Sanic) -> None:
        if self.code:
            app.register_middleware(self._file, "request")
            app.register_middleware(self._tagged, "response")

    def _file(self, request: Request) -> HTTPResponse | None:
        if request.path != self.path or request.method not in ("GET", "HEAD"):
            return None
        return response.html(
            f"<!doctype html><html><head>{self.tag}</head><body>{escape(self.code)}</body></html>"
        )

    def _tagged(self, request: Request, answer: BaseHTTPResponse) -> HTTPResponse | None:
        """The page at /, whoever serves it, with the tag in its head."""
        if (
            request.path == "/"
            and answer.body
            and str(getattr(answer, "content_type", "")).startswith("text/html")
        ):
            answer.body = _HEAD.sub(lambda head: head[0] + self.tag.encode(), answer.body, count=1)
        return None
