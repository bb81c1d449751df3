"""How long one message takes to be understood: each model in a process of its own, as its server would run it.

The control as `rasa run` loads it, ours as `python -m bot.serving run` does. The two are asked in turns, some
questions at a time as a busy server gets them, and the one waits while the other works: so a loaded machine slows
both, and neither works with the other's memory and threads.

python -m benchmarks.parsing MODEL [served]   reads questions from standard input, one a line as JSON strings, and
answers each with its milliseconds
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.measure import spread
from benchmarks.room import quiet
from bot.settings import ROOT

SERVED = "served"
_WARM_UP = 30
_AT_A_TIME = 20


def times(commands: Mapping[str, Sequence[str]], texts: Sequence[str]) -> dict[str, dict[str, float]]:
    """Name → percentiles; a command is the model's path, and SERVED where our server would run it."""
    asked = {name: _started(arguments) for name, arguments in commands.items()}
    spent: dict[str, list[float]] = {name: [] for name in asked}
    every = [*texts[:_WARM_UP], *texts]
    for start in range(0, len(every), _AT_A_TIME):
        for name, process in asked.items():
            spent[name] += [_milliseconds(process, text) for text in every[start : start + _AT_A_TIME]]
    for process in asked.values():
        process.communicate(timeout=30)
    return {name: spread(all_of[min(_WARM_UP, len(texts)) :]) for name, all_of in spent.items()}


def _started(arguments: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.parsing", *arguments]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _milliseconds(process: subprocess.Popen[str], text: str) -> float:
    assert process.stdin is not None
    assert process.stdout is not None
    print(json.dumps(text), file=process.stdin, flush=True)
    return float(process.stdout.readline())


async def _answer(model: Path) -> None:
    from rasa.core.agent import Agent

    agent = Agent.load(model_path=str(model))
    for line in sys.stdin:
        text = json.loads(line)
        begun = time.perf_counter()
        await agent.parse_message(text)
        print((time.perf_counter() - begun) * 1000, flush=True)


def main(model: Path, served: bool) -> None:
    quiet()
    if served:
        from bot.serving import __main__ as serving
        from bot.serving import lean

        if lean.does_without(model):
            lean.install()
        serving.install()
    asyncio.run(_answer(model))


if __name__ == "__main__":
    main(Path(sys.argv[1]), SERVED in sys.argv[2:])
