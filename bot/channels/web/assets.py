"""The page's files with the headers that keep foreign code out of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

INDEX = "index.html"
TYPES = {
    INDEX: "text/html; charset=utf-8",
    "chat.css": "text/css; charset=utf-8",
    "chat.js": "text/javascript; charset=utf-8",
    "conversation.js": "text/javascript; charset=utf-8",
    "text.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
SAFETY = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True)
class Asset:
    """A file's content and the tag by which a browser asks whether it has changed."""

    content: bytes
    tag: str


@cache
def asset(name: str) -> Asset:
    content = files("bot.channels.web").joinpath(f"page/{name}").read_bytes()
    return Asset(content, f'"{sha256(content).hexdigest()[:32]}"')


def serve(request: Request, name: str) -> HTTPResponse:
    """The file, or 304 when the browser has it already. `name` is one of TYPES."""
    found = asset(name)
    headers = {**SAFETY, "Cache-Control": "no-cache", "ETag": found.tag}
    if request.headers.get("If-None-Match") == found.tag:
        return response.empty(304, headers)
    return response.raw(found.content, headers=headers, content_type=TYPES[name])
