"""What an import or an undo would change, field by field, and how staff read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Optional

from bot.catalogue import labels
from bot.catalogue.model import DossierItem, Example, Fee, Procedure, TimeLimit
from bot.catalogue.source import layout

_SHOWN = 40
_WIDTH = 200

TITLES = {
    **{column.key: column.title for column in layout.PROCEDURES.columns},
    "dossier": "Hồ sơ",
    "dossier_sets": "Số bộ hồ sơ",
    "dossier_complete": "Hồ sơ đã đủ",
    "replaced_papers": "Giấy tờ thay bằng dữ liệu",
    "time_limits": "Thời hạn",
    "fees": "Phí, lệ phí",
    "online_level_source": "Nguồn mức độ trực tuyến",
    "examples": "Câu hỏi mẫu",
}
_CHOICES = {column.key: column.choices for column in layout.PROCEDURES.columns if column.choices}


@dataclass(frozen=True)
class FieldChange:
    """One field that differs. `before` and `after` are the model's values."""

    name: str
    before: Any
    after: Any


@dataclass
class Difference:
    """Between what is stored and what is wanted, by code."""

    added: dict[str, Procedure] = field(default_factory=dict)
    changed: dict[str, list[FieldChange]] = field(default_factory=dict)
    removed: dict[str, Procedure] = field(default_factory=dict)
    unchanged: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def compare(stored: Mapping[str, Procedure], wanted: Mapping[str, Optional[Procedure]]) -> Difference:
    """Each wanted code against what is stored; None means that it is to go."""
    difference = Difference()
    for code, after in wanted.items():
        before = stored.get(code)
        if before == after:
            difference.unchanged += 1
        elif after is None:
            difference.removed[code] = stored[code]
        elif before is None:
            difference.added[code] = after
        else:
            difference.changed[code] = field_changes(before, after)
            difference.names[code] = after.title
    return difference


def field_changes(before: Procedure, after: Procedure) -> list[FieldChange]:
    pairs = ((each.name, getattr(before, each.name), getattr(after, each.name)) for each in fields(Procedure))
    return [FieldChange(name, old, new) for name, old, new in pairs if old != new]


def describe(difference: Difference) -> Iterator[str]:
    """Lines for staff: a summary, then what is new, what goes, and old → new for what changes."""
    yield (
        f"Thêm {len(difference.added)}, sửa {len(difference.changed)}, "
        f"xóa {len(difference.removed)}, giữ nguyên {difference.unchanged} thủ tục."
    )
    for sign, group in (("+", difference.added), ("-", difference.removed)):
        yield from _limited([f"{sign} {code} {_cut(each.title)}" for code, each in group.items()])
    for code in list(difference.changed)[:_SHOWN]:
        yield f"~ {code} {_cut(difference.names[code])}"
        for change in difference.changed[code]:
            yield from _describe_change(change)
    if len(difference.changed) > _SHOWN:
        yield f"… và {len(difference.changed) - _SHOWN} thủ tục nữa được sửa"


def _describe_change(change: FieldChange) -> Iterator[str]:
    title = TITLES.get(change.name, change.name)
    if not isinstance(change.after, list):
        yield f"    {title}: {_shown(change.name, change.before)} → {_shown(change.name, change.after)}"
        return
    before = [_shown(change.name, entry) for entry in change.before]
    after = [_shown(change.name, entry) for entry in change.after]
    gone = [entry for entry in before if entry not in after]
    new = [entry for entry in after if entry not in before]
    yield f"    {title}:" if gone or new else f"    {title}: đổi thứ tự hoặc số lần lặp"
    yield from _limited([f"      - {entry}" for entry in gone])
    yield from _limited([f"      + {entry}" for entry in new])


def _shown(name: str, value: Any) -> str:
    if value is None or value == "":
        return "(trống)"
    if isinstance(value, bool):
        return labels.YES_NO[value]
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, (DossierItem, TimeLimit, Fee, Example)):
        return _cut(_part(value))
    if isinstance(value, dict):
        return _cut("; ".join(f"{key}: {each}" for key, each in value.items())) or "(trống)"
    return _cut(_CHOICES.get(name, {}).get(str(value), str(value)))


def _part(part: Any) -> str:
    if isinstance(part, Example):
        return f"{part.text} [{', '.join(labels.ASPECTS.get(each, each) for each in part.aspects)}]"
    if isinstance(part, TimeLimit):
        return _joined(
            f"{part.value} {labels.UNITS[part.unit].lower()}", part.case, _label(labels.METHODS, part.method)
        )
    if isinstance(part, Fee):
        amount = f"{part.amount:,} đồng".replace(",", ".") if part.amount else None
        online = f"trực tuyến {part.online_amount:,} đồng".replace(",", ".") if part.online_amount else None
        kind = f"{labels.FEE_KINDS[part.kind]}: {labels.FEE_STATES[part.state].lower()}"
        return _joined(kind, amount, online, part.unit, part.case, part.note)
    counts = [(part.originals, "bản chính"), (part.copies, "bản sao")]
    number = ", ".join(f"{count} {what}" for count, what in counts if count is not None)
    needed = {True: "bắt buộc", False: "không bắt buộc", None: None}[part.mandatory]
    return _joined(part.name, number, part.form, needed, part.case)


def _label(names: Mapping[str, str], key: Optional[str]) -> Optional[str]:
    return names[key] if key else None


def _joined(*parts: Optional[str]) -> str:
    return " · ".join(part for part in parts if part)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def _limited(lines: list[str]) -> Iterator[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"… và {len(lines) - _SHOWN} dòng nữa"
