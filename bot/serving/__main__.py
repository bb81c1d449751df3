"""python -m bot.serving run …: `rasa run …` with the same arguments, in a process made lighter first."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot import logs
from bot.serving import lean
from bot.settings import Settings


def main() -> None:
    if answers_only(sys.argv):
        lean.install()
    install()
    from rasa.__main__ import main as rasa

    rasa()


def install() -> None:
    """Everything of this package that changes how Rasa runs."""
    from rasa.core import run

    from bot.serving import calls, events, graph, parsing, rules, storage

    for part in (calls, events, graph, parsing, rules, storage):
        part.install()
    listeners = [
        (write_in_its_form, "before_server_start"),
        (spare_what_stays, "after_server_start"),
        (calls.close, "after_server_stop"),
    ]
    run.serve_application = partial(run.serve_application, server_listeners=listeners)


async def write_in_its_form(*_: Any) -> None:
    """As MOTCUA_LOG says, once Rasa has set up its own."""
    logs.install(Settings.from_env().log)


async def spare_what_stays(*_: Any) -> None:
    """Model and index stay until the end: walking through them made the collector pause for a quarter of a second."""
    gc.freeze()


def answers_only(arguments: Sequence[str]) -> bool:
    """Whether this process will never train: Rasa's HTTP API can, and some components bring it along."""
    return "--enable-api" not in arguments and lean.does_without(model_in(arguments))


def model_in(arguments: Sequence[str]) -> Path:
    """The file that the arguments name; the working folder, which is no model, when they name none."""
    names = [value for option, value in pairwise(arguments) if option in ("-m", "--model")]
    return Path(names[-1] if names else ".")


if __name__ == "__main__":
    main()
