"""The channel `zalo`: the webhook of an Official Account, and what its domain has to show."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.gateway import gateway_of, serve_with
from bot.channels.turns import OnNewMessage
from bot.channels.zalo.oa import account, events
from bot.channels.zalo.oa.driver import NAME
from bot.channels.zalo.oa.events import LARGEST, Malformed, Notice
from bot.channels.zalo.oa.renewal import keep_fresh
from bot.channels.zalo.oa.signature import HEADER
from bot.channels.zalo.oa.verification import Verification
from bot.channels.zalo.receiving import Dropped, add_health, raw_body
from bot.errors import StorageError
from bot.settings import Settings

logger = logging.getLogger(__name__)

# Zalo's last attempt comes some two hours after the event. What is older than the keys that we keep would be
# answered a second time.
_OLDEST = timedelta(days=6)


class ZaloInput(InputChannel):
    """Takes signed events in; everything else is answered with 200 and dropped, as the console's probe wants."""

    def __init__(self) -> None:
        self.dropped = Dropped(NAME)

    @classmethod
    def name(cls) -> str:
        return NAME

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        settings = Settings.from_env()
        self._signature = account.signature(settings)
        tokens = account.tokens(settings)
        routes = Blueprint("channel_zalo")
        serve_with(routes, on_new_message, account.driver(settings, tokens))
        keep_fresh(routes, tokens)
        add_health(routes, self.dropped)
        shown = Verification(settings.zalo_verification)

        @routes.get("/webhook")
        async def probe(request: Request) -> HTTPResponse:
            return _taken()

        @routes.post("/webhook", stream=True)
        async def webhook(request: Request) -> HTTPResponse:
            return await self._receive(request)

        @routes.listener("before_server_start")
        async def show_that_the_domain_is_ours(app: Sanic, _: Any) -> None:
            shown.attach(app)

        return routes

    async def _receive(self, request: Request) -> HTTPResponse:
        raw = await raw_body(request, LARGEST)
        if raw is None:
            # Not 413: an app whose webhook answers otherwise than 200 is unsubscribed after two hours.
            self.dropped.add("too large")
            return _taken()
        reason, notice = self._judge(raw, request.headers.get(HEADER))
        if reason:
            self.dropped.add(reason)
        elif notice.matters:
            try:
                await gateway_of(request.app).receive(NAME, events.event(notice))
            except StorageError as error:
                logger.error("an event could not be stored: %s", error)
                return response.text("try again", 503)
        return _taken()

    def _judge(self, raw: bytes, signature: str | None) -> tuple[str, Notice]:
        """Why it is dropped, if it is; and what it says."""
        try:
            notice = events.read(raw)
        except Malformed:
            return "malformed", Notice({})
        if not self._signature.fits(signature, raw, notice.timestamp):
            return "wrong signature" if signature else "unsigned", notice
        age = datetime.now(timezone.utc) - notice.time if notice.time else timedelta(0)
        return "too old" if age > _OLDEST else "", notice


def _taken() -> HTTPResponse:
    return response.text("ok")
