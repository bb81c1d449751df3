"""Procedures in YAML files: one a file, as data/catalogue holds them, or many in a list."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from bot.catalogue.model import Procedure
from bot.catalogue.source.schema import parse
from bot.errors import Problem

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def read(path: Path) -> tuple[list[Procedure], list[Problem]]:
    """All procedures of one YAML file, and everything that is wrong with it."""
    try:
        raw = yaml.load(path.read_text("utf-8"), _Loader)
    except OSError as error:
        return [], [Problem(str(path), "", "", f"không đọc được: {error.strerror}")]
    except UnicodeDecodeError:
        return [], [Problem(str(path), "", "", "không phải văn bản UTF-8; hãy lưu lại bằng mã UTF-8")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = f"dòng {mark.line + 1}" if mark else ""
        return [], [Problem(str(path), row, "", f"YAML hỏng: {getattr(error, 'problem', error)}")]
    many = isinstance(raw, list)
    procedures, problems = [], []
    for number, entry in enumerate(raw if many else [raw], 1):
        procedure, wrong = parse(entry, str(path), f"mục {number}" if many else "")
        problems += wrong
        if procedure:
            procedures.append(procedure)
    return procedures, problems


def dump(procedure: Procedure) -> str:
    """The procedure as YAML text that `read` turns back into an equal procedure."""
    return yaml.dump(as_mapping(procedure), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def as_mapping(procedure: Procedure) -> dict[str, Any]:
    """The file's shape; what is unknown or empty is left out."""
    plain = {
        name: getattr(procedure, name)
        for name in (
            "code name short_name aliases field portal_field levels agency audience summary rank "
            "dossier time_limits time_note fees methods online conditions result validity legal_bases "
            "forms warnings state superseded_by state_note valid_from valid_to deciding_document source "
            "checked confidence completeness field_confidence notes examples"
        ).split()
        if hasattr(procedure, name)
    }
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
    order = list(ORDER)
    return {name: plain[name] for name in order if plain.get(name) not in (None, [], {}, 0)}


ORDER = (
    "code name short_name aliases field portal_field levels agency audience summary rank dossier "
    "time_limits time_note fees methods online conditions result validity legal_bases forms warnings "
    "state superseded_by state_note valid_from valid_to deciding_document source checked confidence "
    "completeness field_confidence notes examples"
).split()


def _dossier(procedure: Procedure) -> dict[str, Any]:
    groups: dict[str | None, list[dict[str, Any]]] = {}
    for item in procedure.dossier:
        groups.setdefault(item.case, []).append(_known(vars(item), "name form originals copies mandatory"))
    return _without_unknown(
        {
            "sets": procedure.dossier_sets,
            "complete": procedure.dossier_complete,
            "replaced": [dict(paper) for paper in procedure.replaced_papers] or None,
            "groups": [_without_unknown({"case": case, "items": items}) for case, items in groups.items()]
            or None,
        }
    )


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
