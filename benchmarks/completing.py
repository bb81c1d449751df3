"""Part `completing`: how soon names go on as somebody types, as the catalogue grows.

Real names, typed letter by letter with marks and without, in a catalogue of real procedures and copies of them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.measure import spread, timed
from benchmarks.plan import Plan
from benchmarks.synthetic import SEED, catalogue
from bot.catalogue.completion import Completion
from bot.catalogue.model import Procedure
from bot.catalogue.source.collection import read_all
from bot.settings import Settings
from bot.text.writing import plain

NAMES = 60
_LONGEST = 40


def run(plan: Plan) -> dict[str, Any]:
    real = read_all(Settings.from_env().catalogue)
    typed = list(_typed(real))
    return {"sizes": [_measured(catalogue(real, size), typed) for size in plan.sizes]}


def _measured(procedures: list[Procedure], typed: Sequence[str]) -> dict[str, Any]:
    with timed(f"names of {len(procedures)} procedures") as build:
        index = Completion(procedures)
    figures = {
        "procedures": len(procedures),
        "build_seconds": build.seconds,
        "complete": spread([_milliseconds(index, text) for text in typed]),
    }
    print(figures, flush=True)
    return figures


def _milliseconds(index: Completion, text: str) -> float:
    begun = time.perf_counter()
    index.complete(text)
    return (time.perf_counter() - begun) * 1000


def _typed(real: Sequence[Procedure]) -> Iterator[str]:
    """What stands in the box after each letter of some names."""
    for one in random.Random(SEED).sample(list(real), NAMES):
        for name in (one.title, plain(one.title)):
            yield from (name[:letters] for letters in range(1, min(len(name), _LONGEST) + 1))
