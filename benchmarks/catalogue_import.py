"""Part `catalogue`: how long 10,000 procedures × 20 questions take to write, read, import and undo.

On another database: python -m benchmarks.catalogue_import DATABASE_URL
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import timed as watched
from benchmarks.plan import Plan
from bot.catalogue import exports, imports
from bot.catalogue.source.collection import Collected, collect, source_files
from tests.procedures import many

COUNT = 10_000


def run(plan: Plan) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as temporary:
        return main(f"sqlite:///{temporary}/motcua.db", Path(temporary), max(plan.sizes))


def main(url: str, folder: Path, count: int = COUNT) -> dict[str, Any]:
    seconds: dict[str, float] = {}

    @contextmanager
    def timed(what: str) -> Iterator[None]:
        with watched(what) as watch:
            yield
        seconds[what] = watch.seconds

    procedures = many(count)
    with timed("write the workbook"):
        exports.export_file(procedures, folder / "all.xlsx")
    with zipfile.ZipFile(folder / "all.xlsx") as archive:
        print(f"unpacked: {sum(part.file_size for part in archive.infolist()) // 2**20} MB")
    with timed("write the YAML files"):
        exports.export_folder(procedures, folder / "yaml")
    collected: dict[str, Collected] = {}
    for kind in ("yaml", "all.xlsx"):
        with timed(f"read and validate {kind}"):
            collected[kind] = collect(source_files([folder / kind]))
        assert not collected[kind].problems
    with timed("plan the first import"):
        plan = imports.plan_import(url, collected["yaml"])
    with timed("write all as new procedures"):
        imports.carry_out(url, plan, "benchmark")
    with timed("plan the same import again (nothing to do)"):
        assert not imports.plan_import(url, collected["all.xlsx"]).difference
    for procedure in collected["yaml"].procedures:
        procedure.notes = "changed"
    with timed("plan a change to all"):
        plan = imports.plan_import(url, collected["yaml"])
    with timed("write a change to all"):
        number = imports.carry_out(url, plan, "benchmark")
    with timed("plan the undo"):
        plan = imports.plan_restore(url, number or 0)
    with timed("write the undo"):
        imports.carry_out(url, plan, "benchmark", "restore")
    return {"procedures": count, "seconds": seconds}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        given = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{temporary}/motcua.db"
        main(given, Path(temporary))
