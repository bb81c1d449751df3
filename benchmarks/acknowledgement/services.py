"""The services' own servers, which take every message: python -m benchmarks.acknowledgement.services PORT."""

from __future__ import annotations

import sys
from itertools import count
from time import time
from typing import Any

import uvloop
from aiohttp import web

_numbers = count(1)


def main() -> None:
    uvloop.install()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", _answer)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=lambda *_: None, access_log=None)


async def _answer(request: web.Request) -> web.Response:
    given = dict(await request.post()) if request.method == "POST" else {}
    path = request.path
    if path.startswith("/bot"):
        return web.json_response({"ok": True, "result": _telegram(path.rpartition("/")[2].lower(), given)})
    return web.json_response({"error": 0, "data": {"message_id": str(next(_numbers))}})


def _telegram(method: str, given: dict[str, Any]) -> Any:
    if method == "getme":
        return {"id": 1, "is_bot": True, "first_name": "Một Cửa", "username": "motcua_bot"}
    if method != "sendmessage":
        return True
    chat = {"id": int(given.get("chat_id", 0)), "type": "private"}
    return {"message_id": next(_numbers), "date": int(time()), "chat": chat, "text": "…"}


if __name__ == "__main__":
    main()
