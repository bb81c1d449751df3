"""A messaging channel over real HTTP, for tests: a server as `rasa run` builds it, with an agent of a few tricks.

python -m tests.channels.pigeon PORT LOFT [--repeatable] [--whole]
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import aiohttp
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.run import configure_app
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.driver import Event, Incoming, Outgoing, Undelivered
from bot.channels.gateway import gateway_of, serve_with
from bot.channels.talks import _held
from bot.settings import Settings
from bot.storage import turns
from bot.storage.database import engine
from bot.storage.writing import Writing
from tests.channels.loft import APOLOGY

LIMIT = 100


class Pigeon:
    """Sends each letter as one POST to the loft; longer messages are split at spaces."""

    name = "pigeon"
    tells_departure = True

    def __init__(self, loft: str, repeatable: bool, limit: int = LIMIT) -> None:
        self._loft = loft
        self._limit = limit
        self.repeatable = repeatable
        self._session: aiohttp.ClientSession | None = None

    def read(self, body: dict[str, Any]) -> Incoming:
        return Incoming(body["kind"], body.get("text", ""), body.get("button", ""), body.get("phone", ""))

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        parts, text = [], message.text
        while len(text) > self._limit:
            cut = text.rfind(" ", 1, self._limit) + 1 or self._limit
            parts.append(Outgoing(text[:cut].rstrip()))
            text = text[cut:]
        return [*parts, Outgoing(text, message.buttons)]

    async def taken(self, address: str, body: dict[str, Any]) -> None:
        if body["kind"] == "button":
            await self._post("taken", {"to": address})

    async def working(self, address: str) -> None:
        await self._post("working", {"to": address})

    async def send(self, address: str, message: Outgoing) -> str:
        letter = {"to": address, "text": message.text, "buttons": message.buttons, "key": message.key}
        status, told = await self._post("send", letter, message.departs)
        if status == 429:
            raise Undelivered("busy", retry_after=float(told["after"]))
        if status != 200:
            raise Undelivered("the loft is closed", permanent=True)
        return str(told["id"])

    async def _post(
        self, path: str, body: dict[str, Any], departs: Callable[[], None] = lambda: None
    ) -> tuple[int, dict[str, Any]]:
        if self._session is None:
            self._session = aiohttp.ClientSession(trace_configs=[_departures()])
        try:
            async with self._session.post(
                f"{self._loft}/{path}", json=body, trace_request_ctx=departs
            ) as answer:
                return answer.status, await answer.json()
        except aiohttp.ClientConnectorError as error:
            raise Undelivered("no connection") from error


def _departures() -> aiohttp.TraceConfig:
    """Tells when there is a connection: the request is written next."""

    async def connected(session: Any, context: Any, parameters: Any) -> None:
        context.trace_request_ctx()

    config = aiohttp.TraceConfig()
    config.on_connection_create_end.append(connected)
    config.on_connection_reuseconn.append(connected)
    return config


class PigeonInput(InputChannel):
    """Takes events in; nobody forges them here."""

    def __init__(self, driver: Pigeon) -> None:
        self._driver = driver

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> PigeonInput:
        return cls(Pigeon((credentials or {})["loft"], repeatable=False))

    @classmethod
    def name(cls) -> str:
        return "pigeon"

    def blueprint(self, on_new_message: Any) -> Blueprint:
        routes = Blueprint("channel_pigeon")
        serve_with(routes, on_new_message, self._driver)

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return response.json({})

        @routes.post("/event")
        async def event(request: Request) -> HTTPResponse:
            body = request.json
            arrival = Event(body["key"], body["person"], body["person"], body["did"])
            return response.json({"new": await gateway_of(request.app).receive(self.name(), arrival)})

        return routes


class Agent:
    """Answers what it heard; some words make it slow, silent, broken or long-winded."""

    domain = SimpleNamespace(responses={"utter_apology": [{"text": APOLOGY}]})

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        text, say = message.text, message.output_channel
        await asyncio.sleep(1.6 if "chậm" in text else 0.01)
        record(message)
        if "nghĩ" in text:
            think(0.04)
        if "hỏng" in text:
            raise RuntimeError("broken on purpose")
        if "dài" in text:
            text = " ".join(f"khoản {number}" for number in range(40))
        buttons = [{"title": "Lệ phí", "payload": "lệ phí của 1.014199"}]
        if "nút" in text:
            await say.send_text_with_buttons(message.sender_id, "Chọn:", buttons)
        else:
            await say.send_text_message(message.sender_id, f"Đã nghe: {text}")
        if "ai đây" in text:
            await say.send_text_message(message.sender_id, message.sender_id)


def record(message: UserMessage) -> None:
    """As the actions do: the row of what was asked, and how the turn ended."""
    outcome = "handoff" if "gặp cán bộ" in message.text else "answered"
    memory = _held.get()
    if memory is not None:
        memory.slots = {**memory.slots, "outcome": outcome}
    with Writing(engine(Settings.from_env().database_url)) as uow:
        turns.record(uow.session, turns.Turn(message.sender_id, "pigeon", message.text, [], outcome))
        uow.commit()


def think(seconds: float) -> None:
    """As a model does: it computes and lets nobody else."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def main() -> None:
    port, loft = int(sys.argv[1]), sys.argv[2]
    limit = 10_000 if "--whole" in sys.argv else LIMIT
    channel = PigeonInput(Pigeon(loft, "--repeatable" in sys.argv, limit))
    app = configure_app([channel], enable_api=False, port=port)

    async def load(app: Sanic, _: Any) -> None:
        app.ctx.agent = Agent()

    app.register_listener(load, "before_server_start")
    app.run("127.0.0.1", port, access_log=False)


if __name__ == "__main__":
    main()
