"""How much a run measures, and where it keeps what it makes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bot.settings import ROOT

# Another folder lets a run of hours go on beside a short one.
OUT = Path(os.environ.get("BENCH_OUT", ROOT / "var" / "bench")).resolve()


@dataclass(frozen=True)
class Plan:
    """The defaults are the documented run; smaller numbers are for trying the scripts out."""

    # What `rasa init` writes for DIET, ResponseSelector, TED and UnexpecTED.
    epochs: int = 100
    # Of DIETClassifier alone, which takes nine tenths of the control's hours; None: like the others.
    diet: int | None = None
    # Questions of each file, spread evenly; None: all.
    questions: int | None = None
    # Turns per number of clients.
    turns: int = 480
    clients: tuple[int, ...] = (1, 8, 32)
    # How long people write in each channel while webhooks are timed.
    seconds: float = 60
    folds: int = 10
    sizes: tuple[int, ...] = (100, 1_000, 10_000)
    # Labelled questions; none named: data/dev and data/eval.
    files: tuple[Path, ...] = ()
