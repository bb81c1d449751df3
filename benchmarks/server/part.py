"""Part `server`: whole turns over Rasa's REST channel, the control's and ours, by the same client.

Ours: understanding, policy, the action over HTTP, the catalogue in SQLite, and each turn recorded there. The
control: understanding, its four policies, and a response of its domain; no action, no database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

from benchmarks import questions
from benchmarks.plan import Plan
from benchmarks.room import database
from benchmarks.server.client import load
from benchmarks.server.processes import Service, control, ours, running

_STARTS = 3
_WARM_UP = 40


def run(plan: Plan) -> dict[str, Any]:
    url = database()
    texts = questions.originals(plan)
    makers: dict[str, Callable[[], Service]] = {"control": control, "ours": partial(ours, url)}
    starts: dict[str, list[float]] = {name: [] for name in makers}
    measured: dict[str, Any] = {}
    for number in range(_STARTS):
        for name, make in makers.items():
            with running(make(), texts[0]) as active:
                starts[name].append(active.start_seconds)
                print(f"{name}: first answer after {active.start_seconds} s", flush=True)
                if number == _STARTS - 1:
                    turns = asyncio.run(_turns(active.service, texts, plan))
                    measured[name] = {"turns": turns, "memory": active.memory()}
    for name, figures in measured.items():
        figures |= {"start_seconds": median(starts[name]), "starts": starts[name]}
    return measured


async def _turns(service: Service, texts: list[str], plan: Plan) -> list[dict[str, Any]]:
    await load(service.address, texts[-_WARM_UP:], 2, _WARM_UP)
    figures = []
    for clients in plan.clients:
        figures.append(await load(service.address, texts, clients, plan.turns))
        print(figures[-1], flush=True)
    return figures
