"""Heads of requests that Sanic stumbles over are refused before it reads them.

Sanic 21.12 takes a body's length as Python reads numbers: a negative one makes its loop turn for ever, which one
stranger's request is enough for, and what is no number ends in a 500. Two lengths, or a length beside chunks, are how
requests are smuggled past a proxy.
"""

from __future__ import annotations

import re

from sanic import Blueprint
from sanic.exceptions import InvalidUsage

# The whole value, spaces included: an expression that takes them off as well is cubic in their number, and a head of
# nothing but spaces would hold the server for minutes.
_FRAMING = re.compile(rb"^(content-length|transfer-encoding)[ \t]*:([^\n]*)$", re.I | re.M)
# A body of a petabyte has sixteen digits.
_LENGTH = re.compile(rb"\d{1,15}")


def is_plain(head: bytes) -> bool:
    """Whether the end of the body is told in one way, and one that HTTP knows."""
    told = _FRAMING.findall(head)
    if not told:
        return True
    ((name, value), *more) = told
    if more:
        return False
    value = value.removesuffix(b"\r").strip(b" \t")
    return (
        bool(_LENGTH.fullmatch(value)) if name.lower() == b"content-length" else value.lower() == b"chunked"
    )


def refuse_odd_heads(routes: Blueprint) -> None:
    """For the whole server, whichever channel asks for it."""

    @routes.signal("http.lifecycle.read_head", exclusive=False)
    async def look(head: bytes) -> None:
        if not is_plain(head):
            raise InvalidUsage("Bad Request")
