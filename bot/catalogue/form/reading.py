"""A draft read: the procedure that it describes, or everything wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Optional

from bot.catalogue import labels
from bot.catalogue.form.draft import Draft, Row, Values, first_field
from bot.catalogue.form.parts import HEAD, PARTS, Part
from bot.catalogue.model import Procedure
from bot.catalogue.source.cells import CellError, from_cell
from bot.catalogue.source.layout import Column
from bot.catalogue.source.schema import parse

_MISSING = "chưa điền, mà mục này bắt buộc"
# Where the file's shape and the form have different names.
_COLUMN_OF = {
    "online.level": "online_level",
    "online.source": "online_source",
    "dossier.sets": "sets",
    "dossier.complete": "complete",
    "dossier.replaced.paper": "name",
}


@dataclass(frozen=True)
class Fault:
    """`field` is the name that the form's field has, `place` how staff call it, `message` what and the cure."""

    field: str
    place: str
    message: str


@dataclass(frozen=True)
class _Place:
    """Where a piece of the file's shape was typed."""

    prefix: str
    title: str
    columns: Mapping[str, Column]
    first: str
    line: Optional[int] = None


@dataclass
class _Reader:
    faults: dict[str, Fault] = field(default_factory=dict)
    places: dict[str, _Place] = field(default_factory=dict)

    def refuse(self, place: _Place, key: str, message: str) -> None:
        """The first thing wrong with a field is told; what follows from it would confuse."""
        column = place.columns.get(key)
        key = key if column is not None else place.first
        if column is not None and column.kind == "choices":
            key = f"{key}-{next(iter(column.choices))}"
        title = ", ".join(filter(None, [place.title, column.title if column else ""]))
        name = f"{place.prefix}-{key}"
        self.faults.setdefault(name, Fault(name, title, message))

    def values(self, typed: Values, place: _Place) -> dict[str, Any]:
        """What the fields stand for, those left out that are empty or wrong."""
        found = {}
        for key, column in place.columns.items():
            text = typed.get(key, "").strip()
            try:
                if text:
                    found[key] = from_cell(text, column)
                elif column.required:
                    self.refuse(place, key, _MISSING)
            except CellError as error:
                self.refuse(place, key, str(error))
        return found


def read(
    draft: Draft, known: Collection[str], code: Optional[str] = None
) -> tuple[Optional[Procedure], list[Fault]]:
    """The procedure, or None and what is wrong. `code` None: a new one, whose code must not be `known` yet."""
    reader = _Reader()
    head = _Place("head", "", {column.key: column for column in HEAD}, "name")
    reader.places[""] = head
    typed = draft.head if code is None else {**draft.head, "code": code}
    raw = reader.values(typed, head)
    _check_head(reader, head, raw, known, is_new=code is None)
    raw["online"] = _taken(raw, {"level": "online_level", "legacy_level": None, "source": "online_source"})
    raw["dossier"] = _dossier(reader, draft, _taken(raw, {"sets": None, "complete": None}))
    for name in ("time_limits", "fees"):
        raw[name] = []
        for place, values in _rows(reader, draft, PARTS[name]):
            reader.places[f"{name}.{len(raw[name])}"] = place
            raw[name].append(values)
            if name == "fees":
                _check_fee(reader, place, values)
    raw["examples"] = _examples(reader, draft)
    procedure, problems = parse(raw, "")
    for problem in problems:
        _refuse(reader, problem.field, problem.message)
    return (None, list(reader.faults.values())) if reader.faults else (procedure, [])


def _taken(raw: dict[str, Any], names: Mapping[str, Optional[str]]) -> dict[str, Any]:
    return {name: raw.pop(other or name, None) for name, other in names.items()}


def _rows(reader: _Reader, draft: Draft, part: Part) -> list[tuple[_Place, dict[str, Any]]]:
    """The rows that count, with where they stand."""
    columns = {column.key: column for column in part.columns}
    found = []
    for number, row in enumerate(draft.rows[part.name]):
        if _counts(row):
            title = f"{part.title}, {part.row.lower()} {number + 1}"
            place = _Place(f"{part.name}-{number}", title, columns, first_field(part))
            found.append((place, reader.values(row.values, place)))
    return found


def _counts(row: Row) -> bool:
    return not row.gone and not row.is_empty


def _dossier(reader: _Reader, draft: Draft, dossier: dict[str, Any]) -> dict[str, Any]:
    groups: list[dict[str, Any]] = []
    rows = _rows(reader, draft, PARTS["dossier"])
    for case, members in groupby(rows, key=lambda pair: pair[1].get("case")):
        items: list[dict[str, Any]] = []
        for place, values in members:
            reader.places[f"dossier.groups.{len(groups)}.items.{len(items)}"] = place
            reader.places.setdefault(f"dossier.groups.{len(groups)}", place)
            items.append({key: value for key, value in values.items() if key != "case"})
        groups.append({"case": case, "items": items})
    replaced: list[dict[str, Any]] = []
    for place, values in _rows(reader, draft, PARTS["replaced"]):
        reader.places[f"dossier.replaced.{len(replaced)}"] = place
        replaced.append({"paper": values.get("name"), "database": values.get("database")})
    return {**dossier, "groups": groups, "replaced": replaced}


def _examples(reader: _Reader, draft: Draft) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for place, values in _rows(reader, draft, PARTS["examples"]):
        key = "+".join(values.get("aspects", []))
        questions = grouped.setdefault(key, [])
        for line, question in enumerate(values.get("text", []), 1):
            reader.places[f"examples.{key}.{len(questions)}"] = _Place(
                place.prefix, place.title, place.columns, "text", line
            )
            questions.append(question)
    return grouped


def _check_head(
    reader: _Reader, head: _Place, raw: dict[str, Any], known: Collection[str], is_new: bool
) -> None:
    code, successor = raw.get("code"), raw.get("superseded_by")
    if is_new and code in known:
        reader.refuse(head, "code", f"mã {code} đã có trong danh mục; hãy mở thủ tục đó để sửa")
    if successor and successor == code:
        reader.refuse(head, "superseded_by", "thủ tục không thể thay thế chính nó")
    elif successor and successor not in known:
        reader.refuse(head, "superseded_by", f"mã {successor} không có trong danh mục")
    if raw.get("state") == "superseded" and not successor:
        reader.refuse(
            head,
            "superseded_by",
            f"cần mã thủ tục thay thế, vì tình trạng là '{labels.STATES['superseded']}'",
        )
    first, last = raw.get("valid_from"), raw.get("valid_to")
    if first and last and last < first:
        reader.refuse(head, "valid_to", f"sớm hơn ngày bắt đầu hiệu lực {first:%d/%m/%Y}")


def _check_fee(reader: _Reader, place: _Place, fee: dict[str, Any]) -> None:
    state, amount = fee.get("state"), fee.get("amount")
    if state == "known" and not amount:
        reader.refuse(
            place,
            "amount",
            f"cần số tiền lớn hơn 0. Không thu thì chọn '{labels.FEE_STATES['free']}'; "
            f"không biết mức thì chọn '{labels.FEE_STATES['unknown']}'",
        )
    elif state and state != "known" and amount:
        reader.refuse(
            place,
            "amount",
            f"mức thu '{labels.FEE_STATES[state]}' không đi cùng số tiền; "
            f"hãy bỏ số tiền, hoặc chọn '{labels.FEE_STATES['known']}'",
        )


def _refuse(reader: _Reader, path: str, message: str) -> None:
    """At the field that the longest known beginning of the path leads to."""
    words = path.split(".") if path else []
    size = next(size for size in range(len(words), -1, -1) if ".".join(words[:size]) in reader.places)
    place, rest = reader.places[".".join(words[:size])], words[size:]
    plain = ".".join(word for word in words if not word.isdecimal())
    named = [_COLUMN_OF.get(plain, ""), *rest]
    key = next((word for word in named if word in place.columns), "")
    if not key and any(name.startswith(f"{place.prefix}-") for name in reader.faults):
        # Of the row as a whole: what is wrong with its fields has been told in better words.
        return
    line = place.line or next((int(word) + 1 for word in rest if word.isdecimal()), None)
    reader.refuse(place, key or place.first, f"dòng {line}: {message}" if line else message)
