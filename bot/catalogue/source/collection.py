"""Many source files as one body: everything read, everything wrong with it collected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.catalogue.model import Procedure
from bot.catalogue.source import files
from bot.errors import Problem, SourceError

SUFFIXES = (".yml", ".yaml", ".xlsx")
_OLD_EXCEL = (".xls", ".xlsm", ".xlsb", ".ods")


@dataclass
class Collected:
    """`problems` forbid an import; `warnings` are worth a look and forbid nothing."""

    procedures: list[Procedure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)


def source_files(paths: Iterable[Path]) -> list[Path]:
    """Files as given, each once; folders give every source file below them, in order."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(each for each in path.rglob("*") if _is_source(each)) if path.is_dir() else [path]
        found.update(dict.fromkeys(inside))
    return list(found)


def collect(paths: Iterable[Path], progress: Callable[[Path], object] = lambda path: None) -> Collected:
    """Read all files and check them together. `check_references` completes it with what is stored."""
    collected = Collected()
    for path in paths:
        procedures, problems = _read(path)
        collected.problems += problems
        for procedure in procedures:
            _add(collected, procedure, str(path))
        progress(path)
    if not collected.procedures and not collected.problems:
        collected.problems.append(Problem("", "", "", "không có tệp .yml, .yaml hay .xlsx nào để đọc"))
    collected.warnings = _ambiguous_names(collected)
    return collected


def read_all(folder: Path) -> list[Procedure]:
    """Every procedure of a folder; SourceError with all problems when any is wrong."""
    collected = collect(source_files([folder]))
    if collected.problems:
        raise SourceError(collected.problems)
    return collected.procedures


def check_references(collected: Collected, stored_codes: Collection[str]) -> list[Problem]:
    """References that lead nowhere, neither into these files nor to what stays stored."""
    known = {*stored_codes, *collected.origins}
    return [
        Problem(
            collected.origins[procedure.code],
            procedure.code,
            "superseded_by",
            f"mã {procedure.superseded_by} không có trong danh mục"
            if procedure.superseded_by != procedure.code
            else "thủ tục không thể thay thế chính nó",
        )
        for procedure in collected.procedures
        if procedure.superseded_by
        and (procedure.superseded_by not in known or procedure.superseded_by == procedure.code)
    ]


def _is_source(path: Path) -> bool:
    # '~$' is Excel's lock beside an open workbook.
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$")) and path.is_file()


def _read(path: Path) -> tuple[list[Procedure], list[Problem]]:
    suffix = path.suffix.lower()
    if not path.exists():
        return [], [Problem(str(path), "", "", "không có tệp này")]
    if suffix in _OLD_EXCEL:
        return [], [Problem(str(path), "", "", "hãy mở bằng Excel rồi lưu thành .xlsx")]
    if suffix == ".xlsx":
        # openpyxl takes a moment to load, and most imports are YAML.
        from bot.catalogue.source import workbook

        return workbook.read(path)
    if suffix in SUFFIXES:
        return files.read(path)
    return [], [Problem(str(path), "", "", f"chỉ nhận {', '.join(SUFFIXES)}")]


def _add(collected: Collected, procedure: Procedure, file: str) -> None:
    earlier = collected.origins.get(procedure.code)
    if earlier is None:
        collected.origins[procedure.code] = file
        collected.procedures.append(procedure)
        return
    where = "tệp này" if earlier == file else earlier
    collected.problems.append(Problem(file, procedure.code, "code", f"mã trùng; đã có trong {where}"))


def _ambiguous_names(collected: Collected) -> list[Problem]:
    """The same name or question for two procedures: people will be asked which one they mean."""
    owners: dict[str, str] = {}
    found = []
    for procedure in collected.procedures:
        names = [procedure.name, procedure.short_name or "", *procedure.aliases]
        questions = [example.text for example in procedure.examples]
        for said in dict.fromkeys(_fold(text) for text in (*names, *questions) if text):
            owner = owners.setdefault(said, procedure.code)
            if owner != procedure.code:
                file = collected.origins[procedure.code]
                found.append(Problem(file, procedure.code, "", f"{said!r} cũng là cách gọi của {owner}"))
    return found


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
