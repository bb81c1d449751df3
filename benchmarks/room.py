"""A database of the benchmarks' own, filled afresh from data/catalogue."""

from __future__ import annotations

import os

from benchmarks.plan import OUT
from bot.launch.database import prepare
from bot.settings import Settings


def database() -> str:
    """Its URL, which every later reader of the settings gets, too."""
    OUT.mkdir(parents=True, exist_ok=True)
    for leftover in OUT.glob("bench.db*"):
        leftover.unlink()
    os.environ["MOTCUA_DATABASE_URL"] = url = f"sqlite:///{OUT / 'bench.db'}"
    prepare(url, Settings.from_env().catalogue, lambda text: print(text, flush=True))
    return url
