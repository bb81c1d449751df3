"""The page's files with the headers that keep foreign code out of it."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web.widget import widget

PAGE, WIDGET = "index.html", "widget.js"
TYPES = {
    PAGE: "text/html; charset=utf-8",
    WIDGET: "text/javascript; charset=utf-8",
    "vi.json": "application/json",
    "en.json": "application/json",
    "icon.svg": "image/svg+xml",
    "plain.css": "text/css; charset=utf-8",
    "results.css": "text/css; charset=utf-8",
    "survey.css": "text/css; charset=utf-8",
}
_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors {ancestors}"
)
_SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
# Of pages that run no script at all.
FORM_SAFETY = {
    **_SAFE,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
}
# Not no-referrer: browsers would send 'Origin: null' with our own form.
SURVEY_SAFETY = {**FORM_SAFETY, "Referrer-Policy": "same-origin"}
# Smaller is not worth packing. The page is left plain as well: Zalo's mark of the domain is written into its head.
_WORTH_PACKING = 1500


def safety(ancestors: str = "'none'") -> dict[str, str]:
    """Headers of every answer. `ancestors`: which pages may hold this one in a frame."""
    return {**_SAFE, "Content-Security-Policy": _POLICY.format(ancestors=ancestors)}


@dataclass(frozen=True)
class Asset:
    """A file's content, plain and packed, and the tag by which a browser asks whether it has changed."""

    content: bytes
    packed: bytes
    tag: str
    type: str


@cache
def assets() -> dict[str, Asset]:
    """By name: what a browser may ask for. The widget is made of the folder's other files."""
    folder = files("bot.channels.web").joinpath("page")
    return {
        name: _asset(widget() if name == WIDGET else folder.joinpath(name).read_bytes(), kind)
        for name, kind in TYPES.items()
    }


def _asset(content: bytes, kind: str) -> Asset:
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    return Asset(content, gzip.compress(content, 9, mtime=0), tag, kind)


def serve(request: Request, name: str, ancestors: str = "'none'") -> HTTPResponse:
    """The file, or 304 when the browser has it already, or 404. Any site may load it: it holds no secret."""
    found = assets().get(name)
    if found is None:
        return response.text("", 404, headers=safety())
    headers = {
        **safety(ancestors),
        "Cache-Control": "no-cache",
        "ETag": found.tag,
        "Vary": "Accept-Encoding",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("If-None-Match") == found.tag:
        return response.empty(304, headers)
    if len(found.content) > _WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return response.raw(found.packed, headers=headers, content_type=found.type)
    return response.raw(found.content, headers=headers, content_type=found.type)
