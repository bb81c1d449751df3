"""The channel `zalo_bot`: updates of the Bot Platform by long polling, or to a webhook."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from hmac import compare_digest
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.gateway import gateway_of, serve_with
from bot.channels.turns import OnNewMessage
from bot.channels.zalo.bot import account, events
from bot.channels.zalo.bot.client import Client
from bot.channels.zalo.bot.driver import NAME, BotDriver
from bot.channels.zalo.bot.events import LARGEST, Malformed
from bot.channels.zalo.bot.polling import WAIT, Poller
from bot.channels.zalo.receiving import Dropped, add_health, raw_body
from bot.errors import StorageError
from bot.settings import Settings

logger = logging.getLogger(__name__)

HEADER = "X-Bot-Api-Secret-Token"


class ZaloBotInput(InputChannel):
    """Asks for updates, or takes those in that come with the secret."""

    def __init__(self) -> None:
        self.dropped = Dropped(NAME)

    @classmethod
    def name(cls) -> str:
        return NAME

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        settings = Settings.from_env()
        client = account.client(settings)
        routes = Blueprint("channel_zalo_bot")
        serve_with(routes, on_new_message, BotDriver(client))
        add_health(routes, self.dropped)
        if account.polls(settings):
            _poll(routes, client, settings.database_url)
        else:
            self._take_in(routes, account.secret(settings))
        return routes

    def _take_in(self, routes: Blueprint, secret: str) -> None:
        @routes.post("/webhook", stream=True)
        async def webhook(request: Request) -> HTTPResponse:
            given = request.headers.get(HEADER, "").encode("utf-8", "replace")
            if not compare_digest(given, secret.encode()):
                self.dropped.add("wrong secret")
                return response.text("forbidden", 403)
            return await self._receive(request)

    async def _receive(self, request: Request) -> HTTPResponse:
        raw = await raw_body(request, LARGEST)
        if raw is None:
            self.dropped.add("too large")
            return response.text("too large", 413)
        try:
            event = events.event(events.parse(raw))
            if event is not None:
                await gateway_of(request.app).receive(NAME, event)
        except Malformed:
            self.dropped.add("malformed")
        except StorageError as error:
            logger.error("an update could not be stored: %s", error)
            return response.text("try again", 503)
        return response.text("ok")


def _poll(routes: Blueprint, client: Client, database_url: str) -> None:
    """Begins and ends with the server. Of several processes one asks; another follows when it ends."""

    @routes.listener("after_server_start")
    async def begin(app: Sanic, _: Any) -> None:
        poller = Poller(client, partial(gateway_of(app).receive, NAME), database_url)
        app.ctx.zalo_bot_polling = poller, asyncio.create_task(poller.run())

    @routes.listener("before_server_stop")
    async def end(app: Sanic, _: Any) -> None:
        poller, task = app.ctx.zalo_bot_polling
        poller.stop()
        await asyncio.wait([task], timeout=WAIT + 2)
