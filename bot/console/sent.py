"""What a form sends: its fields, and nothing more than a form can have."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
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


async def read_upload(request: Request, most_file: int, most_fields: int) -> dict[str, str]:
    """A form with one file in it, as fields like all others: its bytes in Base64 for URLs, its name beside.

    So it can be carried on in the next, plain form, and nothing is kept between the two. A field `file`
    becomes `file` and `file-name`. Raises HTTPException 400, 413, 415.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await read(request, most_file * 4 // 3 + MOST_BODY, most_fields)
    # The rest of such a form are a few short fields.
    body = await limited(request, most_file + MOST_BODY, "file")
    parser = MultiPartParser(request.headers, _piece(body), max_files=1, max_fields=most_fields)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(400) from error
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields[name] = value.replace("\0", "")
            continue
        content = await value.read()
        if len(content) > most_file:
            raise HTTPException(413, "file")
        fields[name] = base64.urlsafe_b64encode(content).decode("ascii")
        fields[f"{name}-name"] = (value.filename or "").replace("\0", "")
    await form.close()
    return fields


async def _piece(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body


async def limited(request: Request, most: int, what: str = "") -> bytes:
    """The body; 413 as soon as it is longer than that."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, what or None)
    return bytes(body)
