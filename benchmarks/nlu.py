"""Part `nlu`: how well and how fast questions are understood, by the control and by ours.

The control is asked through its NLU graph and judged by what that says. Ours is asked as `bot eval` asks: whole
turns with policy and action in this process, because a declined question is the work of the action. The time of
parsing alone is measured apart, by `benchmarks.parsing`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import parsing, questions
from benchmarks.control import answers
from benchmarks.control.part import CONTROL, OURS
from benchmarks.plan import Plan
from benchmarks.room import database
from bot.evaluation import Judged, judge, scores

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.nlu.assistant import Assistant


def run(plan: Plan) -> dict[str, Any]:
    database()
    return asyncio.run(_measured(plan))


async def _measured(plan: Plan) -> dict[str, Any]:
    commands = {"control": [str(CONTROL)], "ours": [str(OURS), parsing.SERVED]}
    parse = parsing.times(commands, questions.originals(plan))
    print(parse, flush=True)
    control, assistant = _agent(CONTROL), _assistant(OURS)
    files = {}
    for name, labelled in questions.files(plan).items():
        files[name] = {
            "control": _scored(labelled, [await _heard(control, one["text"]) for one in labelled]),
            "ours": _scored(
                labelled,
                # A conversation of its own for each: none leans on what was asked in another file.
                [await _turn(assistant, one["text"], f"{name}-{at}") for at, one in enumerate(labelled)],
            ),
        }
        print(name, {who: _overall(table) for who, table in files[name].items()}, flush=True)
    return {"parse_milliseconds": parse, "files": files}


async def _heard(control: Agent, text: str) -> dict[str, Any]:
    begun = time.perf_counter()
    parsed = await control.parse_message(text)
    return answers.turn(parsed, (time.perf_counter() - begun) * 1000)


async def _turn(assistant: Assistant, text: str, conversation: str) -> dict[str, Any]:
    return asdict(await assistant.ask(text, conversation))


def _scored(labelled: list[dict[str, Any]], turns: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """By group as the file names them, by writing, and as a whole without the variants made from it."""
    judged = [judge(question, turn) for question, turn in zip(labelled, turns, strict=True)]
    asked = list(zip(labelled, judged, strict=True))
    written = [_as(questions.writing(question), one) for question, one in asked if one.expected]
    whole = [_as("as written", one) for question, one in asked if not questions.is_variant(question)]
    tables = {"groups": judged, "writing": written, "whole": whole}
    # The last row repeats the sum where there are several.
    return {name: [asdict(row) for row in scores(rows)] for name, rows in tables.items()}


def _as(group: str, one: Judged) -> Judged:
    return replace(one, group=group)


def _overall(table: dict[str, Any]) -> str:
    row = table["whole"][0]
    return ", ".join(f"{key} {row[key]['value']:.3f}" for key in ("top1", "aspects", "both") if row[key])


def _agent(model: Path) -> Agent:
    from rasa.core.agent import Agent

    return Agent.load(model_path=str(model))


def _assistant(model: Path) -> Assistant:
    from rasa_sdk.executor import ActionExecutor

    from bot.nlu.assistant import Assistant

    executor = ActionExecutor()
    executor.register_package("actions")
    return Assistant.load(model, executor.run)
