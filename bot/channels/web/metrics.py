"""/metrics of a chat server, in Prometheus' text format: what it counted, and what waits in the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web.answers import Handler
from bot.errors import MotCuaError
from bot.storage import depths
from bot.storage.database import UnitOfWork, lasting_engine
from bot.storage.tables import now

logger = logging.getLogger(__name__)

_NAMES = {
    "inbox": ("motcua_inbox_waiting", "Events that are not answered yet."),
    "inbox_age": ("motcua_inbox_oldest_seconds", "Age of the oldest of them."),
    "outbox": ("motcua_outbox_waiting", "Letters that are not sent yet."),
    "outbox_age": ("motcua_outbox_oldest_seconds", "Age of the oldest of them."),
    "handoffs": ("motcua_handoffs_waiting", "People who wait for an officer."),
    "handoff_age": ("motcua_handoffs_oldest_seconds", "How long the first of them has waited."),
}


class Present(Collector):
    """How it stands now: what waits, the same in all processes over one database, and the model of this one."""

    def __init__(self, database_url: str, agent: Any) -> None:
        self._url = database_url
        self._agent = agent

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._model()
        try:
            with UnitOfWork(lasting_engine(self._url)) as uow:
                found = depths.read(uow.session, now())
        except MotCuaError as error:
            logger.error("what waits cannot be counted: %s", error)
            yield _gauge("motcua_database_up", "Whether the database answers.", 0)
            return
        yield _gauge("motcua_database_up", "Whether the database answers.", 1)
        for field, (name, meaning) in _NAMES.items():
            yield _gauge(name, meaning, getattr(found, field))
        if found.refresh_token is not None:
            obtained = found.refresh_token.timestamp()
            yield _gauge("motcua_zalo_token_obtained_seconds", "Unix time of Zalo's refresh token.", obtained)
            failed = "Whether the last renewal of Zalo's tokens failed."
            yield _gauge("motcua_zalo_renewal_failed", failed, found.renewal_failed)

    def _model(self) -> Iterator[GaugeMetricFamily]:
        """By its file's name, without folder."""
        path = getattr(getattr(self._agent, "processor", None), "model_filename", None)
        if path:
            family = GaugeMetricFamily("motcua_model_info", "The model that answers.", labels=["model"])
            family.add_metric([Path(str(path)).name.removesuffix(".tar.gz")], 1)
            yield family


def metrics(database_url: str) -> Handler:
    """For machines beside it: what came through a proxy is told that there is nothing."""

    async def answer(request: Request) -> HTTPResponse:
        if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
            return response.empty(404)
        present = Present(database_url, getattr(request.app.ctx, "agent", None))
        counted, read = await asyncio.gather(
            asyncio.to_thread(generate_latest), asyncio.to_thread(generate_latest, present)
        )
        return response.raw(counted + read, content_type=CONTENT_TYPE_LATEST)

    return answer


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=float(value))
