"""Part `acknowledgement`: whole servers, trained model, and webhooks faster than the model can answer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import sleep
from typing import Any

import yaml
from sqlalchemy import func, select

from benchmarks import questions
from benchmarks.acknowledgement.senders import CHANNELS, TELEGRAM_SECRET, ZALO_APP, ZALO_SECRET, write
from benchmarks.control.part import OURS
from benchmarks.plan import OUT, Plan
from benchmarks.room import database
from benchmarks.server.processes import Service, free_port, ours, running
from bot.channels.zalo.http import Http
from bot.channels.zalo.oa.oauth import OAuth, Pair
from bot.channels.zalo.oa.tokens import Tokens
from bot.desk.seal import Seal
from bot.launch.channels import switched_on
from bot.settings import ROOT, Settings
from bot.storage import tables
from bot.storage.database import engine

_SECRET = "0123456789abcdef" * 2
_TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_Z"
_LONGEST_REST = 120.0


def run(plan: Plan) -> dict[str, Any]:
    url, texts = database(), questions.originals(plan)
    with _services() as services, running(_with_channels(ours(url), url, services), texts[0]) as active:
        address = active.service.address.removesuffix("/webhooks/rest/webhook")
        figures = {}
        for channel in CHANNELS:
            before = _answered(url)
            told = write(address, channel, texts, plan.seconds)
            # What is still unanswered: the model has had no rest.
            told |= {"answered_meanwhile": _answered(url) - before, "unanswered": _unanswered(url)}
            figures[channel] = told
            print(channel, told, flush=True)
            _rest(url)
    return {"seconds": plan.seconds, "channels": figures}


@contextmanager
def _services() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.acknowledgement.services", str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _with_channels(service: Service, url: str, services: str) -> Service:
    """The same servers with both channels switched on and connected to the services."""
    chosen: dict[str, Any] = {
        "secret": _SECRET,
        # Its senders write more than people do.
        "messages_per_minute": 1_000_000,
        "telegram_token": _TOKEN,
        "telegram_secret": TELEGRAM_SECRET,
        "telegram_api": services,
        "zalo_app_id": ZALO_APP,
        "zalo_app_secret": "app-secret",
        "zalo_webhook_secret": ZALO_SECRET,
        "zalo_api_url": services,
        "zalo_oauth_url": services,
    }
    oauth = OAuth(Http(), services, ZALO_APP, "app-secret")
    Tokens(url, oauth, Seal(_SECRET)).keep(Pair("access", "refresh"))
    content = yaml.safe_load((ROOT / "credentials.yml").read_text("utf-8"))
    credentials = OUT / "credentials.yml"
    credentials.write_text(yaml.safe_dump(content | dict.fromkeys(switched_on(Settings(**chosen)))), "utf-8")
    model = OURS if OURS.exists() else Settings().models
    variables = {f"MOTCUA_{name.upper()}": str(value) for name, value in chosen.items()}
    return replace(
        service,
        environment={
            **service.environment,
            **variables,
            "MOTCUA_MODEL": str(model),
            "MOTCUA_CREDENTIALS": str(credentials),
        },
    )


def _answered(url: str) -> int:
    return _events(url, "done")


def _unanswered(url: str) -> int:
    return _events(url, "new")


def _events(url: str, state: str) -> int:
    with engine(url).connect() as connection:
        return int(connection.scalar(select(func.count()).where(tables.inbox.c.state == state)) or 0)


def _rest(url: str) -> None:
    """The next channel begins with nothing left of this one, if that does not take for ever."""
    for _ in range(round(_LONGEST_REST)):
        if not _unanswered(url):
            return
        sleep(1)
    print(f"{_unanswered(url)} still unanswered ({os.getloadavg()[0]:.1f} load)", flush=True)
