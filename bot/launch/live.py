"""Which trained model answers people: a note beside the models, once there is more than one to choose from.

Without a note the model that fits the data is used, as on a fresh clone. The note holds as long as everything but
the accepted examples is as it was: an older model does not run with newer code.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.launch.fingerprint import fingerprint

_NOTE = "live.json"
_PATTERN = "motcua-*.tar.gz"


@dataclass(frozen=True)
class Live:
    """`model` and `previous` (the last one first) are file names; `base` is what else they were made from."""

    model: str
    base: str
    previous: tuple[str, ...] = ()


def base(project: Path, catalogue: Path) -> str:
    """Everything that models of one release have in common."""
    return fingerprint(project, catalogue, accepted=False)[:12]


def read(models: Path) -> Live | None:
    """The note; None when there is none, or when somebody has spoilt it."""
    try:
        told = json.loads((models / _NOTE).read_text("utf-8"))
        return Live(str(told["model"]), str(told["base"]), tuple(map(str, told["previous"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(models: Path, live: Live) -> None:
    """Whole or not at all: a start meanwhile reads the old note or the new one."""
    made = models / f".{_NOTE}.{os.getpid()}"
    made.write_text(json.dumps(asdict(live)), "utf-8")
    made.replace(models / _NOTE)


def restore(models: Path, live: Live | None) -> None:
    """As it was before; None: there was no note."""
    if live is None:
        (models / _NOTE).unlink(missing_ok=True)
    else:
        write(models, live)


@contextmanager
def changing(models: Path) -> Iterator[None]:
    """Whoever reads the note to write another one is alone meanwhile, among all processes; released when one dies."""
    models.mkdir(parents=True, exist_ok=True)
    with (models / ".live.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def chosen(project: Path, catalogue: Path, models: Path) -> Path | None:
    """The model of the note, where the note still holds and the file is there."""
    live = read(models)
    if live is None or not (models / live.model).is_file() or live.base != base(project, catalogue):
        return None
    return models / live.model


def all_models(models: Path) -> list[Path]:
    """What was trained, the newest first."""
    return sorted(models.glob(_PATTERN), key=lambda path: (-path.stat().st_mtime, path.name))


def scores_of(model: Path) -> Path:
    """Where it is kept how well a model did."""
    return model.with_name(model.name.removesuffix(".tar.gz") + ".scores.json")
