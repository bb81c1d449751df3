"""python -m benchmarks [PART …]: measures, keeps var/bench/<part>.json and writes docs/benchmarks.md."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from benchmarks.plan import Plan
from benchmarks.results import save
from benchmarks.room import quiet

# In this order: what is trained first is used afterwards. Modules are loaded when their turn comes.
PARTS = {
    "control": "benchmarks.control.part",
    "nlu": "benchmarks.nlu",
    "crossvalidation": "benchmarks.crossvalidation",
    "server": "benchmarks.server.part",
    "linking": "benchmarks.linking",
    "catalogue": "benchmarks.catalogue_import",
    "acknowledgement": "benchmarks.acknowledgement.part",
}
# Only when asked for by name.
MORE = {
    "ours": "benchmarks.ours",
    "widget": "benchmarks.widget",
    "completing": "benchmarks.completing",
    "streams": "benchmarks.streams",
    "console": "benchmarks.console",
    "load": "benchmarks.load.part",
}
REPORT = "report"


def main() -> None:
    given = _arguments()
    quiet()
    plan = Plan(
        epochs=given.epochs,
        diet=given.diet,
        questions=given.questions,
        turns=given.turns,
        seconds=given.seconds,
        folds=given.folds,
        sizes=tuple(given.sizes),
        files=tuple(given.file),
    )
    for part in given.parts or [*PARTS, REPORT]:
        if part == REPORT:
            import_module("benchmarks.report.document").write()
            continue
        print(f"== {part}", flush=True)
        save(part, plan, import_module((PARTS | MORE)[part]).run(plan))


def _arguments() -> argparse.Namespace:
    plan = Plan()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help=f"{', '.join([*PARTS, REPORT])}; none: all these; or {', '.join(MORE)}",
    )
    parser.add_argument("--epochs", type=int, default=plan.epochs, help="of the control; Rasa's own: 100")
    parser.add_argument("--diet", type=int, help="epochs of the control's DIETClassifier, its slowest part")
    parser.add_argument("--questions", type=int, help="at most so many of each file")
    parser.add_argument("--file", type=Path, action="append", default=[], help="labelled questions (JSONL)")
    parser.add_argument("--turns", type=int, default=plan.turns, help="per number of clients")
    parser.add_argument("--seconds", type=float, default=plan.seconds, help="of webhooks in each channel")
    parser.add_argument("--folds", type=int, default=plan.folds, help="of the cross-validation")
    parser.add_argument("--sizes", type=int, nargs="+", default=plan.sizes, help="procedures to link to")
    given = parser.parse_args()
    unknown = set(given.parts) - {*PARTS, *MORE, REPORT}
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return given


if __name__ == "__main__":
    main()
