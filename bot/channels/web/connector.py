"""The channel `web`: the widget, the page, and the requests that they make. See docs/web.md."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.driver import Event
from bot.channels.gateway import gateway_of, serve_with, with_secret
from bot.channels.turns import OnNewMessage
from bot.channels.web import stream
from bot.channels.web.answers import Handler, answering, told
from bot.channels.web.assets import assets, safety, serve
from bot.channels.web.audience import Audience, Ear
from bot.channels.web.bell import Bell
from bot.channels.web.driver import CHANNEL, WebDriver
from bot.channels.web.front import Front
from bot.channels.web.information import Information
from bot.channels.web.limits import Limits, address_of
from bot.channels.web.metrics import metrics
from bot.channels.web.ready import ready
from bot.channels.web.requests import Sent, bearer, number, read_callback, read_message, read_object
from bot.channels.web.results import ResultsPage
from bot.channels.web.sessions import Session, Sessions
from bot.channels.web.survey import SurveyPage
from bot.desk.seal import Seal
from bot.settings import Settings
from bot.storage.tables import now


class WebInput(InputChannel):
    """Issues sessions, takes messages in by the door, and tells what was said."""

    def __init__(self) -> None:
        settings = with_secret(Settings.from_env())
        self._seal = Seal(settings.secret)
        self._sessions = Sessions(settings.secret)
        self._limits = Limits()
        self._database_url = settings.database_url
        self._audience = Audience(settings.database_url)
        self._information = Information(settings)
        self._results = ResultsPage(settings, self._information, self._limits)
        survey = SurveyPage(settings, self._seal, self._information, self._limits)
        self._front = Front(tuple(settings.web_origins.split()), survey)
        self._bell = Bell(settings.redis_url, self._audience.wake)
        self._driver = WebDriver(self._tell)

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        routes = Blueprint("channel_web")
        serve_with(routes, on_new_message, self._driver)
        self._listen(routes)
        # At / as Rasa's own channels have it.
        routes.add_route(health, "/", name="root")
        routes.add_route(health, "/health")
        routes.add_route(ready(self._database_url), "/ready", name="ready")
        routes.add_route(metrics(self._database_url), "/metrics", name="metrics")
        routes.add_route(answering(self._session), "/session", methods=["POST"], stream=True, name="session")
        routes.add_route(answering(self._message), "/message", methods=["POST"], stream=True, name="message")
        routes.add_route(
            answering(self._callback), "/callback", methods=["POST"], stream=True, name="callback"
        )
        routes.add_route(answering(self._events), "/events", name="events")
        routes.add_route(answering(self._lines), "/lines", name="lines")
        routes.add_route(answering(self._agency), "/agency", name="agency")
        routes.add_route(answering(self._suggest), "/suggest", name="suggest")
        routes.add_route(answering(self._dossier), "/dossier/<code:str>", name="dossier")
        routes.add_route(answering(self._form), "/forms/<code:str>/<file:str>", name="form")
        for name in assets():
            routes.add_route(_file(name), f"/{name}", methods=["GET", "HEAD"], name=name.replace(".", "_"))
        return routes

    def _listen(self, routes: Blueprint) -> None:
        @routes.listener("before_server_start")
        async def prepare(app: Sanic, _: Any) -> None:
            self._front.stand_before(app)
            self._results.stand_before(app)

        @routes.listener("after_server_start")
        async def start(app: Sanic, _: Any) -> None:
            self._audience.start()
            self._bell.start()
            app.add_task(asyncio.to_thread(self._information.warm))

        @routes.listener("before_server_stop")
        async def stop(app: Sanic, _: Any) -> None:
            self._audience.stop()
            await self._bell.stop()

    def _tell(self, person: str) -> None:
        """There is something new for him: here, and at whichever process his page listens."""
        sender = self._sender(person)
        self._audience.wake(sender)
        self._bell.ring(sender)

    def _sender(self, person: str) -> str:
        return self._seal.sender(CHANNEL, person)

    async def _session(self, request: Request) -> HTTPResponse:
        """A new one; with a good one in the header, a later one of the same person."""
        await read_object(request)
        if "Authorization" in request.headers:
            person = self._sessions.read(bearer(request), now()).person
            return told({"session": self._sessions.issue(now(), person)})
        self._limits.sessions_of_address.count(address_of(request))
        return told({"session": self._sessions.issue(now())})

    async def _message(self, request: Request) -> HTTPResponse:
        session = self._sessions.read(bearer(request), now())
        return await self._take(request, session, await read_message(request))

    async def _callback(self, request: Request) -> HTTPResponse:
        session = self._sessions.read(bearer(request), now())
        return await self._take(request, session, await read_callback(request))

    async def _take(self, request: Request, session: Session, sent: Sent) -> HTTPResponse:
        """Stored, under a key that only this person can use; what comes again is taken once."""
        self._limits.messages.count(session.person)
        self._limits.messages_of_address.count(address_of(request))
        key = f"{self._sender(session.person)}/{sent.id}"
        event = Event(key, session.person, session.person, sent.body)
        await gateway_of(request.app).receive(CHANNEL, event)
        renewed = self._sessions.renewed(session, now())
        return told({"session": renewed} if renewed else {}, 202)

    async def _events(self, request: Request) -> None:
        session = self._sessions.read(bearer(request), now())
        seen = number(request.headers.get("Last-Event-ID"))
        with self._open(request, session, seen) as ear:
            # Its connection is of no use afterwards, and a server that is told to stop would wait for it.
            _last_of_its_connection(request)
            sink = await request.respond(headers={**safety(), **stream.HEADERS}, content_type=stream.TYPE)
            await stream.pour(self._audience, ear, sink)
            await sink.eof()

    async def _lines(self, request: Request) -> HTTPResponse:
        session = self._sessions.read(bearer(request), now())
        seconds = number(request.args.get("wait"), stream.LONGEST_WAIT)
        with self._open(request, session, number(request.args.get("after"))) as ear:
            shown = await stream.wait_for(self._audience, ear, seconds)
        if self._audience.is_over:
            _last_of_its_connection(request)
        if shown.forgotten:
            return told({"lines": [], "state": shown.state, "forgotten": stream.farewell()})
        return told({"lines": shown.lines, "state": shown.state})

    @contextmanager
    def _open(self, request: Request, session: Session, seen: int) -> Iterator[Ear]:
        streams, of_address = self._limits.streams, self._limits.streams_of_address
        listening = self._audience.listening(self._sender(session.person), seen)
        with streams.taken(session.person), of_address.taken(address_of(request)), listening as ear:
            yield ear

    async def _agency(self, request: Request) -> HTTPResponse:
        return told(await asyncio.to_thread(self._information.agency, now()))

    async def _suggest(self, request: Request) -> HTTPResponse:
        self._limits.looks_of_address.count(address_of(request))
        typed = request.args.get("q") or ""
        return told({"procedures": await asyncio.to_thread(self._information.suggest, typed)})

    async def _dossier(self, request: Request, code: str) -> HTTPResponse:
        self._limits.looks_of_address.count(address_of(request))
        return told(await asyncio.to_thread(self._information.dossier, unquote(code)))

    async def _form(self, request: Request, code: str, file: str) -> HTTPResponse:
        self._limits.looks_of_address.count(address_of(request))
        content, headers = await asyncio.to_thread(self._information.form, unquote(code), unquote(file))
        return response.raw(content, headers={**safety(), **headers}, content_type=headers["Content-Type"])


async def health(request: Request) -> HTTPResponse:
    """200 once the model is loaded."""
    agent = getattr(request.app.ctx, "agent", None)
    ready = agent is not None and agent.is_ready()
    return told({"status": "ok" if ready else "no model"}, 200 if ready else 503)


def _last_of_its_connection(request: Request) -> None:
    assert request.stream is not None
    request.stream.keep_alive = False


def _file(name: str) -> Handler:
    async def file(request: Request) -> HTTPResponse:
        return serve(request, name)

    return file
