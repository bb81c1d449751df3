"""What a form sends: its fields, and nothing more than a form can have."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

# A note of 1,000 letters in three bytes each, percent-encoded, is 9 KB.
MOST_BODY = 65_536
MOST_FIELDS = 50


async def read(request: Request, most_body: int, most_fields: int) -> dict[str, str]:
    """The fields of a plain form, by name. Raises HTTPException 400, 413, 415 for anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = await limited(request, most_body)
    try:
        pairs: list[Any] = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=most_fields, errors="strict"
        )
    except ValueError as error:  # UnicodeDecodeError is one, too
        raise HTTPException(400) from error
    return {name: value.replace("\0", "") for name, value in pairs}


async def limited(request: Request, most: int) -> bytes:
    """The body; 413 as soon as it is longer than that."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413)
    return bytes(body)
