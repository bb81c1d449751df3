"""The channel `web`: the chat page and the requests that it makes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.heard import hear
from bot.channels.turns import OnNewMessage, apology
from bot.channels.web.assets import INDEX, SAFETY, TYPES, serve
from bot.channels.web.requests import Ask, Refused, read_ask, read_object
from bot.channels.web.sessions import Messages, Session, Sessions
from bot.channels.web.turns import CHANNEL, take_turn
from bot.channels.web.welcome import welcome
from bot.channels.web.words import words

# Below Rasa's own limit of 60 seconds, after which the server would answer in English.
LONGEST_TURN = 45.0

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]


class WebInput(InputChannel):
    """Issues sessions, takes questions, answers them as JSON, and serves the page at /."""

    def __init__(self) -> None:
        self._sessions = Sessions()

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        routes = Blueprint("channel_web")

        @routes.listener("before_server_start")
        async def put_page_at_root(app: Sanic, _: Any) -> None:
            # Rasa answers / itself; a middleware of the whole server comes before its handler.
            app.register_middleware(page)

        # At / as Rasa's own channels have it.
        routes.add_route(health, "/", name="root")
        routes.add_route(health, "/health")

        @routes.get("/agency")
        async def agency(request: Request) -> HTTPResponse:
            return _json(await asyncio.to_thread(welcome))

        @routes.post("/session", stream=True)
        @_refusing
        async def session(request: Request) -> HTTPResponse:
            await read_object(request)
            return _json({"session": self._sessions.issue()})

        @routes.post("/message", stream=True)
        @_refusing
        async def message(request: Request) -> HTTPResponse:
            ask = await read_ask(request)
            return _json({"messages": await self._answer(request.app, on_new_message, ask)})

        for name in TYPES:
            routes.add_route(_file(name), f"/{name}", methods=["GET", "HEAD"], name=name.replace(".", "_"))
        return routes

    async def _answer(self, app: Sanic, on_new_message: OnNewMessage, ask: Ask) -> Messages:
        session = self._sessions.find(ask.session)
        if session is None:
            raise Refused(404, "unknown_session")
        begun = session.turn_of(ask.number) if ask.number else None
        if begun is not None:
            return await _patiently(app, begun)
        text, notices = _question(session, ask)
        if not text:
            return [{"text": words()["empty"]}]
        if not session.may_ask():
            raise Refused(429, "too_many")
        # A task of the server, not of this request: whoever closes the page does not undo the turn.
        task = app.add_task(take_turn(app, on_new_message, session, text))
        assert task is not None
        if ask.number:
            session.keep_turn(ask.number, task)
        return [*notices, *await _patiently(app, task)]


async def health(request: Request) -> HTTPResponse:
    """200 once the model is loaded."""
    agent = getattr(request.app.ctx, "agent", None)
    ready = agent is not None and agent.is_ready()
    return _json({"status": "ok" if ready else "no model"}, 200 if ready else 503)


def page(request: Request) -> HTTPResponse | None:
    """The chat page for whoever asks for the root; everything else goes its way."""
    return serve(request, INDEX) if request.path == "/" and request.method in ("GET", "HEAD") else None


def _file(name: str) -> Handler:
    async def file(request: Request) -> HTTPResponse:
        return serve(request, name)

    return file


def _question(session: Session, ask: Ask) -> tuple[str, Messages]:
    """What enters Rasa. A payload counts only when we offered it; else the button's title was asked."""
    if ask.payload and session.was_offered(ask.payload):
        return ask.payload, []
    heard = hear(ask.text)
    return heard.text, [{"text": words()["cut"]}] if heard.cut else []


async def _patiently(app: Sanic, task: asyncio.Task[Messages]) -> Messages:
    try:
        return await asyncio.wait_for(asyncio.shield(task), LONGEST_TURN)
    except asyncio.TimeoutError:
        return [{"text": apology(app)}]


def _refusing(handler: Handler) -> Handler:
    @wraps(handler)
    async def answered(request: Request) -> HTTPResponse:
        try:
            return await handler(request)
        except Refused as refused:
            return _json({"error": refused.word, "message": words()[refused.word]}, refused.status)

    return answered


def _json(body: dict[str, Any], status: int = 200) -> HTTPResponse:
    headers = {**SAFETY, "Cache-Control": "no-store"}
    return response.json(body, status, headers, dumps=partial(json.dumps, ensure_ascii=False))
