"""python -m tests.fuzz [INPUTS [SEED [ENTRANCE…]]]: so many inputs (a million) in all; crashes are kept in corpus/."""

from __future__ import annotations

import random
import sys
import time
import traceback
from hashlib import sha256
from itertools import islice
from pathlib import Path

from tests.fuzz.entrances import ENTRANCES, Entrance
from tests.fuzz.mutation import inputs

CORPUS = Path(__file__).parent / "corpus"
MILLION = 1_000_000
SEED = 20261127
_MOST_KEPT = 20
_SAY = 10_000


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else MILLION
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    print("| entrance | inputs | crashes | seconds |\n|---|---|---|---|", flush=True)
    chosen = [one for one in ENTRANCES if not sys.argv[3:] or one.name in sys.argv[3:]]
    crashes = sum(attack(one, max(1, wanted * one.share // 1000), seed) for one in chosen)
    sys.exit(1 if crashes else 0)


def attack(entrance: Entrance, number: int, seed: int) -> int:
    """How many crashed. Each kind of crash is kept once, with where it happened."""
    found: set[str] = set()
    crashes, began = 0, time.monotonic()
    dice = random.Random(f"{seed} {entrance.name}")
    for count, one in enumerate(islice(inputs(entrance.seeds(), dice), number), 1):
        if count % _SAY == 0:
            print(f"{entrance.name}: {count:,} of {number:,}", end="\r", file=sys.stderr, flush=True)
        try:
            entrance.take(one)
        except Exception as error:
            crashes += 1
            where = "".join(traceback.format_tb(error.__traceback__)[-1:]) + type(error).__name__
            if where not in found and len(found) < _MOST_KEPT:
                found.add(where)
                _keep(entrance, one, where)
    print(f"| {entrance.name} | {number:,} | {crashes} | {time.monotonic() - began:.0f} |", flush=True)
    return crashes


def _keep(entrance: Entrance, one: bytes, where: str) -> None:
    folder = CORPUS / entrance.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / sha256(one).hexdigest()[:16]).write_bytes(one)
    print(f"{entrance.name}: {one[:200]!r}\n{where}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
