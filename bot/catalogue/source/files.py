"""Procedures in YAML files: one a file, as data/catalogue holds them, or many in a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from bot.catalogue.model import Procedure
from bot.catalogue.source.schema import parse
from bot.errors import Problem

# An anchor, as YAML has it: '&' at the start of a word.
_ANCHOR = re.compile(r"(?:^|[\s\[{,])&\S", re.MULTILINE)


class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes every value out where it stands, never as a reference to an equal one."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML that refuses a name given twice: one of the two values would be lost in silence."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None,
                    None,
                    f"tên {key.value!r} được ghi hai lần",
                    key.start_mark,  # type: ignore[arg-type]
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def read(path: Path) -> tuple[list[Procedure], list[Problem]]:
    """All procedures of one YAML file, and everything that is wrong with it."""
    try:
        text = path.read_text("utf-8-sig")
        _refuse_references(text)
        raw = yaml.load(text, Loader)
    except OSError as error:
        return [], [Problem(str(path), "", "", f"không đọc được: {error.strerror}")]
    except UnicodeDecodeError:
        return [], [Problem(str(path), "", "", "không phải văn bản UTF-8; hãy lưu lại bằng mã UTF-8")]
    except (yaml.YAMLError, ValueError) as error:
        return [], [_broken(path, error)]
    except RecursionError:
        return [], [Problem(str(path), "", "", "lồng nhau quá sâu, không phải một thủ tục")]
    if raw is None or raw == []:
        return [], [Problem(str(path), "", "", "tệp trống")]
    many = isinstance(raw, list)
    procedures, problems = [], []
    for number, entry in enumerate(raw if many else [raw], 1):
        procedure, wrong = parse(entry, str(path), f"mục {number}" if many else "")
        problems += wrong
        if procedure:
            procedures.append(procedure)
    return procedures, problems


def _refuse_references(text: str) -> None:
    """A few references to references unfold into gigabytes; no procedure needs any."""
    if not _ANCHOR.search(text):
        return
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.constructor.ConstructorError(
                None,
                None,
                "không dùng được tham chiếu (&, *) của YAML",
                event.start_mark,  # type: ignore[arg-type]
            )


def _broken(path: Path, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = str(getattr(error, "problem", None) or error)
    if "\\t" in what or "tab character" in what:
        what = "dùng dấu tab để thụt đầu dòng; hãy thay bằng dấu cách"
    return Problem(str(path), f"dòng {mark.line + 1}" if mark else "", "", f"YAML hỏng: {what}")


def dump(procedure: Procedure) -> str:
    """The procedure as YAML text that `read` turns back into an equal procedure."""
    return _text(as_mapping(procedure))


def dump_all(procedures: Iterable[Procedure]) -> str:
    """Many procedures as one list."""
    return _text([as_mapping(procedure) for procedure in procedures])


def _text(plain: Any) -> str:
    return str(yaml.dump(plain, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=110))


def as_mapping(procedure: Procedure) -> dict[str, Any]:
    """The file's shape; what is unknown or empty is left out."""
    plain = {name: _plain(getattr(procedure, name)) for name in ORDER if hasattr(procedure, name)}
    plain["dossier"] = _dossier(procedure)
    plain["time_limits"] = [_known(vars(limit), "value unit case method") for limit in procedure.time_limits]
    plain["fees"] = [
        _known(vars(fee), "kind state amount online_amount unit case note") for fee in procedure.fees
    ]
    plain["online"] = _without_unknown(
        {
            "level": procedure.online_level,
            "legacy_level": procedure.legacy_level,
            "source": procedure.online_level_source,
        }
    )
    plain["examples"] = _examples(procedure)
    return {name: plain[name] for name in ORDER if plain.get(name) not in (None, [], {}, 0)}


ITEM = "name form originals copies mandatory"
ORDER = [
    "code",
    "name",
    "short_name",
    "aliases",
    "field",
    "portal_field",
    "levels",
    "agency",
    "audience",
    "summary",
    "rank",
    "dossier",
    "time_limits",
    "time_note",
    "fees",
    "methods",
    "online",
    "conditions",
    "result",
    "validity",
    "legal_bases",
    "forms",
    "warnings",
    "state",
    "superseded_by",
    "state_note",
    "valid_from",
    "valid_to",
    "deciding_document",
    "source",
    "checked",
    "confidence",
    "completeness",
    "field_confidence",
    "notes",
    "examples",
]


def _dossier(procedure: Procedure) -> dict[str, Any]:
    # Neighbours only: a case that comes back later stays where it was.
    groups = [
        _without_unknown({"case": case, "items": [_known(vars(item), ITEM) for item in items]})
        for case, items in groupby(procedure.dossier, key=lambda item: item.case)
    ]
    return _without_unknown(
        {
            "sets": procedure.dossier_sets,
            "complete": procedure.dossier_complete,
            "replaced": [dict(paper) for paper in procedure.replaced_papers] or None,
            "groups": groups or None,
        }
    )


def _plain(value: Any) -> Any:
    """YAML writes lists and mappings of exactly these types; stored procedures have subclasses."""
    if isinstance(value, list):
        return list(value)
    return dict(value) if isinstance(value, dict) else value


def _examples(procedure: Procedure) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for example in procedure.examples:
        grouped.setdefault("+".join(example.aspects), []).append(example.text)
    return grouped


def _known(values: dict[str, Any], names: str) -> dict[str, Any]:
    return _without_unknown({name: values[name] for name in names.split()})


def _without_unknown(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def yaml_paths(paths: Iterable[Path]) -> list[Path]:
    """Files as given; folders give every .yml and .yaml below them, sorted."""
    found: list[Path] = []
    for path in paths:
        found += sorted([*path.rglob("*.yml"), *path.rglob("*.yaml")]) if path.is_dir() else [path]
    return found
