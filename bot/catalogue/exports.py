"""The stored catalogue as files that an import reads back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from bot.catalogue.model import Procedure
from bot.catalogue.source import files
from bot.errors import Problem, SourceError


def export_file(procedures: Sequence[Procedure], path: Path) -> None:
    """One .xlsx or .yml with all of them; SourceError for any other ending."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".xlsx":
            from bot.catalogue.source import sheets

            sheets.write(procedures, path)
        elif path.suffix.lower() in (".yml", ".yaml"):
            _write(path, files.dump_all(procedures))
        else:
            raise SourceError([Problem(str(path), "", "", "tên tệp cần kết thúc bằng .xlsx hoặc .yml")])
    except OSError as error:
        raise SourceError([Problem(str(path), "", "", f"không ghi được: {error.strerror}")]) from error


def export_template(path: Path) -> None:
    """The empty workbook for staff to fill in."""
    from bot.catalogue.source import sheets

    if path.suffix.lower() != ".xlsx":
        raise SourceError([Problem(str(path), "", "", "tên tệp cần kết thúc bằng .xlsx")])
    try:
        sheets.template(path)
    except OSError as error:
        raise SourceError([Problem(str(path), "", "", f"không ghi được: {error.strerror}")]) from error


def export_folder(procedures: Sequence[Procedure], folder: Path) -> None:
    """<field>/<code>.yml, as data/catalogue has them; other files there are left alone."""
    for procedure in procedures:
        export_path = folder / procedure.field / f"{procedure.code}.yml"
        try:
            export_path.parent.mkdir(parents=True, exist_ok=True)
            _write(export_path, files.dump(procedure))
        except OSError as error:
            message = f"không ghi được: {error.strerror}"
            raise SourceError([Problem(str(export_path), "", "", message)]) from error


def _write(path: Path, text: str) -> None:
    # Beside and then over: a full disk must not leave half a file under the old name.
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, "utf-8")
    os.replace(partial, path)
