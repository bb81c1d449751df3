"""The channel `telegram`: a webhook when a secret for it is set, else long polling."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from datetime import timedelta
from functools import partial
from secrets import token_hex
from typing import Any, Optional

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse
from telegram.error import TelegramError

from bot.channels.gateway import Gateway, gateway_of, serve_with
from bot.channels.telegram import payloads
from bot.channels.telegram.access import Access
from bot.channels.telegram.client import Client
from bot.channels.telegram.driver import TelegramDriver
from bot.channels.telegram.failures import undelivered
from bot.channels.telegram.polling import WAIT, Poller
from bot.channels.telegram.words import words
from bot.channels.turns import OnNewMessage
from bot.desk.lease import Lease
from bot.errors import StorageError
from bot.settings import Settings

logger = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
# A text of 4,096 characters, the one that it answers, each with a hundred entities, all written as \uXXXX, and room.
LARGEST = 1 << 20
# Longer than the longest request for updates.
_LEASE = timedelta(seconds=4 * WAIT)
_PAUSE = 15.0


class TelegramInput(InputChannel):
    """Takes updates from Telegram and hands them to the gateway; nothing is answered here."""

    def __init__(self, access: Access, database_url: str) -> None:
        self._access = access
        self._database_url = database_url
        self._client = Client(access.token, access.api)
        self._driver = TelegramDriver(self._client, access.me)
        self._tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    def name(cls) -> str:
        return TelegramDriver.name

    @classmethod
    def from_credentials(cls, credentials: Optional[dict[str, Any]]) -> TelegramInput:
        """Settings come from the environment: the file of credentials names the channel only."""
        settings = Settings.from_env()
        return cls(Access.of(settings), settings.database_url)

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        routes = Blueprint("channel_telegram")
        serve_with(routes, on_new_message, self._driver)
        # At / as Rasa's own channels have it.
        routes.add_route(health, "/", name="root")
        if self._access.secret:

            @routes.post("/webhook", stream=True)
            async def webhook(request: Request) -> HTTPResponse:
                return await self._webhook(request)

        @routes.listener("after_server_start")
        async def start(app: Sanic, _: Any) -> None:
            self._driver.gone = partial(self._forget, gateway_of(app))
            self._do(self._introduce())
            if not self._access.secret:
                self._do(self._poll(gateway_of(app)))

        @routes.listener("before_server_stop")
        async def stop(app: Sanic, _: Any) -> None:
            await end(set(self._tasks))

        @routes.listener("after_server_stop")
        async def close(app: Sanic, _: Any) -> None:
            await self._client.close()

        return routes

    async def _webhook(self, request: Request) -> HTTPResponse:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._access.secret.encode()):
            return response.empty(403)
        try:
            update = json.loads(await _body(request))
        except PayloadTooLarge:
            return response.empty(413)
        except (ValueError, RecursionError):
            return response.empty(400)
        return response.empty(await self._stored(gateway_of(request.app), update))

    async def _stored(self, gateway: Gateway, update: object) -> int:
        if not isinstance(update, dict):
            return 400
        try:
            await self._receive(gateway, update)
        except StorageError as error:
            # Telegram delivers again what was not taken.
            logger.error("update not stored: %s", error)
            return 503
        return 200

    async def _poll(self, gateway: Gateway) -> None:
        lease = Lease(self._database_url, f"telegram:{self._access.me.id}", _LEASE)
        await Poller(self._client, lease, lambda update: self._receive(gateway, update)).run()

    async def _receive(self, gateway: Gateway, update: object) -> None:
        event = payloads.event(update, self._driver.me)
        if event is None:
            return
        if payloads.is_anothers(event.body):
            self._do(self._driver.refuse(event.body))
            return
        await gateway.receive(self._driver.name, event)

    async def _forget(self, gateway: Gateway, address: str) -> None:
        """Who has blocked us is not written to any more, and nothing of him is kept."""
        departed = payloads.departure(address, f"{self._access.me.id}:gone:{token_hex(8)}")
        try:
            await gateway.receive(self._driver.name, departed)
        except StorageError as error:
            # The next message will be refused as well.
            logger.error("departure not stored: %s", error)

    async def _introduce(self) -> None:
        """Our name, by which groups call us, and the menu. Telegram may be out of reach when the server starts."""
        while True:
            try:
                self._driver.me = await self._client.me()
                logger.info("telegram: this is @%s", self._driver.me.username)
                await self._client.set_menu(words()["menu"])
                return
            except TelegramError as error:
                logger.warning("telegram: not introduced yet: %s", undelivered(error).reason)
            await asyncio.sleep(_PAUSE)

    def _do(self, work: Any) -> None:
        """Beside the requests: whoever closes a connection does not undo it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Not its text, which may contain the token.
            logger.error("telegram: broken off: %s", type(error).__name__)


async def end(tasks: set[asyncio.Task[Any]]) -> None:
    """Cancelled more than once if need be: a cancellation that meets one of anyio's own, as in the moment of
    connecting, is lost under Python 3.10."""
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=0.5)


async def health(request: Request) -> HTTPResponse:
    return response.json({"status": "ok"})


async def _body(request: Request) -> bytes:
    stream = request.stream
    assert stream is not None
    stream.request_max_size = LARGEST
    return b"".join([chunk async for chunk in stream])
