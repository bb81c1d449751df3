"""Part `load`: the whole assistant through the web channel, one and two of it, against the control over REST.

Of the control only the speed counts here, which does not depend on for how long it was trained: where
var/bench/models has none, `python -m benchmarks control --epochs 1` makes one in minutes.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import requests

from benchmarks import questions
from benchmarks.control.part import CONTROL
from benchmarks.load import floor
from benchmarks.load.people import talk
from benchmarks.plan import OUT, Plan
from benchmarks.room import database
from benchmarks.server import client
from benchmarks.server.processes import Running, Service, control, ours, running
from bot.gate import release
from bot.launch.database import prepare
from bot.settings import ROOT, Settings
from tests.databases import postgresql

PEOPLE = 16
_WARM_UP = 64
_LONG = 200
_REST = "/webhooks/rest/webhook"


def run(plan: Plan) -> dict[str, Any]:
    url, texts = database(), questions.originals(plan)
    figures: dict[str, Any] = {"control": _control(texts, plan)} if CONTROL.exists() else {}
    with running(_live(ours(url)), texts[0]) as active:
        address = _address(active)
        figures |= {"start_seconds": active.start_seconds, "sqlite": _turns([address], texts, plan)}
        figures["floor"] = {"hop": round(floor.hop(address), 2), "commit": round(floor.commit(OUT), 2)}
        figures["long"] = _long(active.service.address)
        print(figures["floor"], figures["long"], flush=True)
    with postgresql() as shared:
        prepare(shared, Settings().catalogue, print)
        figures["servers"] = [_together(shared, texts, plan, number) for number in (1, 2)]
    return figures


def _control(texts: list[str], plan: Plan) -> dict[str, Any]:
    with running(control(), texts[0]) as active:
        asyncio.run(client.load(active.service.address, texts[-_WARM_UP:], 2, _WARM_UP))
        told = asyncio.run(client.load(active.service.address, texts, PEOPLE, plan.turns))
        print("control", told, flush=True)
        return told


def _turns(addresses: list[str], texts: list[str], plan: Plan) -> dict[str, Any]:
    asyncio.run(talk(addresses, texts[-_WARM_UP:], 2 * len(addresses), _WARM_UP))
    told = {
        "one": asyncio.run(talk(addresses, texts, 1, plan.turns // 4)),
        "many": asyncio.run(talk(addresses, texts, PEOPLE, plan.turns)),
    }
    print(told, flush=True)
    return told


def _together(url: str, texts: list[str], plan: Plan, number: int) -> dict[str, Any]:
    """So many Rasa servers, each with an action server, over one PostgreSQL."""
    with ExitStack() as stack:
        active = [stack.enter_context(running(_live(ours(url)), texts[0])) for _ in range(number)]
        turns = _turns([_address(one) for one in active], texts, plan)
        return turns["many"] | {"memory": [one.memory() for one in active]}


def _long(rest: str) -> dict[str, float]:
    """A talk of one person, over REST, which has no limit for him: the first ten turns, and the last ten."""
    times = []
    for number in range(_LONG):
        body = {"sender": "long", "message": "Lệ phí bao nhiêu" if number else "Lệ phí của 1.014199"}
        reply = requests.post(rest, json=body, timeout=60)
        reply.raise_for_status()
        times.append(reply.elapsed.total_seconds() * 1000)
    return {"turns": _LONG, "first": round(median(times[1:11]), 2), "last": round(median(times[-10:]), 2)}


def _address(active: Running) -> str:
    return active.service.address.removesuffix(_REST)


def _live(service: Service) -> Service:
    """With the model that answers people, and visitors who write more than people do."""
    model = release.live_model(Settings(), ROOT)
    more = {
        "MOTCUA_MODEL": str(model or Path("models")),
        "MOTCUA_SECRET": "0123456789abcdef" * 2,
        "MOTCUA_MESSAGES_PER_MINUTE": "1000000",
    }
    return replace(service, environment={**service.environment, **more})
