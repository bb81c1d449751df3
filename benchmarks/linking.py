"""Part `linking`: how finding the procedure holds as the catalogue grows.

Find, what the recogniser says, and rank, as for a message; real questions, a catalogue of real procedures and
copies of them. Each question is timed three times and its middle time counts, by the clock and in processor
time, which tells what linking costs when the machine has other work.
"""

from __future__ import annotations

import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import psutil

from benchmarks import questions
from benchmarks.control.part import OURS
from benchmarks.measure import spread, timed
from benchmarks.plan import Plan
from benchmarks.synthetic import QUESTIONS, catalogue
from bot.catalogue.model import Procedure
from bot.catalogue.ranking import Ranker
from bot.catalogue.recogniser import Recogniser
from bot.catalogue.search import Index
from bot.catalogue.source.collection import read_all
from bot.settings import Settings
from bot.text.question import Question, read

if TYPE_CHECKING:
    from bot.nlu.linker import ProcedureLinker

_TIMES = 3
_WARM_UP = 20


def run(plan: Plan) -> dict[str, Any]:
    linker = _linker(OURS)
    asked = [read(text) for text in questions.originals(plan)]
    real = read_all(Settings.from_env().catalogue)
    return {
        "questions_a_procedure": QUESTIONS,
        "real_procedures": len(real),
        "sizes": [_measured(linker, catalogue(real, size), asked) for size in plan.sizes],
    }


def _measured(
    linker: ProcedureLinker, procedures: list[Procedure], asked: Sequence[Question]
) -> dict[str, Any]:
    before = psutil.Process().memory_info().rss
    with timed(f"index of {len(procedures)} procedures") as build:
        index = Index(procedures)
        index.find(asked[0])
    taken = psutil.Process().memory_info().rss - before
    with timed("the same with one procedure changed") as again:
        Index([_changed(procedures[0]), *procedures[1:]], index)
    for question in asked[:_WARM_UP]:
        linker.candidates(question, index)
    figures = {
        "procedures": len(procedures),
        "build_seconds": build.seconds,
        "rebuild_seconds": again.seconds,
        "memory_mib": round(taken / 2**20),
        "find": _spreads([_milliseconds(index.find, question) for question in asked]),
        "link": _spreads([_milliseconds(linker.candidates, question, index) for question in asked]),
    }
    print(figures, flush=True)
    return figures


def _milliseconds(call: Any, *arguments: Any) -> tuple[float, float]:
    """By the clock, and of this thread's processor time: the middle of three each."""
    wall, cpu = [], []
    for _ in range(_TIMES):
        begun, busy = time.perf_counter(), time.thread_time()
        call(*arguments)
        wall.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.thread_time() - busy) * 1000)
    return median(wall), median(cpu)


def _spreads(times: list[tuple[float, float]]) -> dict[str, Any]:
    return {**spread([wall for wall, _ in times]), "cpu": spread([cpu for _, cpu in times])}


def _changed(procedure: Procedure) -> Procedure:
    names = [*procedure.aliases, "tên gọi mới của thủ tục"]
    return Procedure(
        procedure.code, procedure.name, procedure.field, aliases=names, examples=procedure.examples
    )


def _linker(model: Path) -> ProcedureLinker:
    """The trained component out of the model's archive, without the rest of Rasa's graph."""
    from bot.nlu.linker import ProcedureLinker

    with tempfile.TemporaryDirectory() as folder, tarfile.open(model) as archive:
        archive.extractall(folder)
        home = next(Path(folder).rglob("ranking.json")).parent
        return ProcedureLinker(
            ProcedureLinker.get_default_config(), None, None, Ranker.load(home), Recogniser.load(home)
        )
