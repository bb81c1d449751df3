"""What a part needs around it: a database of its own, filled afresh from data/catalogue, and quiet."""

from __future__ import annotations

import atexit
import logging
import os
import warnings

from benchmarks.plan import OUT
from bot.launch.database import prepare
from bot.launch.quiet import QUIET
from bot.settings import Settings


def database() -> str:
    """Its URL, which every later reader of the settings gets, too; removed when this process ends."""
    OUT.mkdir(parents=True, exist_ok=True)
    # Two parts may run at a time, and neither must pull the database from under the other.
    name = f"bench-{os.getpid()}.db"
    atexit.register(_remove, name)
    os.environ["MOTCUA_DATABASE_URL"] = url = f"sqlite:///{OUT / name}"
    prepare(url, Settings.from_env().catalogue, lambda text: print(text, flush=True))
    return url


def _remove(name: str) -> None:
    for leftover in OUT.glob(f"{name}*"):
        leftover.unlink(missing_ok=True)


def quiet() -> None:
    """Before Rasa and TensorFlow are imported. Their remarks would be measured, too: structlog prints every step."""
    os.environ.update(QUIET)
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
