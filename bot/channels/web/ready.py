"""Whether this chat server can answer in full: its model, the database, the action server. For machines beside it."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web.answers import Handler, told
from bot.launch import readiness
from bot.storage import schema


def ready(database_url: str) -> Handler:
    """200, or 503 with what is missing. Alive is another question: /health."""

    async def answer(request: Request) -> HTTPResponse:
        agent = getattr(request.app.ctx, "agent", None)
        missing = [] if agent is not None and agent.is_ready() else ["model"]
        missing += await asyncio.to_thread(_missing, database_url, _actions(agent))
        status = "not ready" if missing else "ok"
        return told({"status": status, "missing": missing}, 503 if missing else 200)

    return answer


def _actions(agent: Any) -> str:
    """Where the action server tells how it is; nothing when there is none."""
    url = getattr(getattr(agent, "action_endpoint", None), "url", None)
    return f"{str(url).rpartition('/')[0]}/health" if url else ""


def _missing(database_url: str, actions: str) -> list[str]:
    found = [] if schema.is_ready(database_url) else ["database"]
    return found + list(readiness.ask({"actions": actions} if actions else {}))
