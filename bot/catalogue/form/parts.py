"""The parts of the form that staff edit a procedure with; columns are those of the workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.catalogue.source import layout
from bot.catalogue.source.layout import Column, Sheet


@dataclass(frozen=True)
class Part:
    """Rows that repeat. `row` is what one of them is called, `note` what none at all means."""

    name: str
    title: str
    row: str
    note: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Section:
    """What stands under one heading: fields of the procedure itself, then rows that repeat."""

    name: str
    title: str
    columns: tuple[Column, ...] = ()
    parts: tuple[Part, ...] = ()


def _column(sheet: Sheet, key: str) -> Column:
    # A cell of a sheet is a field here.
    column = sheet.column(key)
    return replace(column, note=column.note.replace(" trong ô", ""))


def _columns(sheet: Sheet, keys: str) -> tuple[Column, ...]:
    return tuple(_column(sheet, key) for key in keys.split())


def _head(keys: str) -> tuple[Column, ...]:
    return _columns(layout.PROCEDURES, keys)


DOSSIER = Part(
    "dossier",
    "Thành phần hồ sơ",
    "Giấy tờ",
    "Không có dòng nào nghĩa là chưa biết. Thứ tự ở đây là thứ tự trợ lý nêu.",
    _columns(layout.DOSSIER, "name case form originals copies mandatory"),
)
REPLACED = Part(
    "replaced",
    "Giấy tờ không phải nộp nữa",
    "Giấy tờ được thay",
    "Giấy tờ mà cơ quan tra cứu được trong cơ sở dữ liệu nên không được yêu cầu nộp.",
    (
        _column(layout.DOSSIER, "name"),
        replace(
            _column(layout.DOSSIER, "database"), note="Tên cơ sở dữ liệu thay cho giấy này.", required=True
        ),
    ),
)
TIME_LIMITS = Part(
    "time_limits",
    "Thời hạn giải quyết",
    "Thời hạn",
    "Không có dòng nào nghĩa là chưa biết. Mỗi trường hợp một dòng.",
    _columns(layout.TIME_LIMITS, "case value unit method"),
)
FEES = Part(
    "fees",
    "Các khoản thu",
    "Khoản thu",
    "Không có dòng nào nghĩa là chưa biết. Miễn phí thì ghi một dòng có mức thu “Miễn phí”.",
    _columns(layout.FEES, "case kind state amount online_amount unit note"),
)
EXAMPLES = Part(
    "examples",
    "Câu hỏi mẫu",
    "Nhóm câu hỏi",
    "Câu hỏi như người dân gõ, kể cả không dấu, viết tắt. Các câu hỏi cùng một điều vào cùng một nhóm.",
    (
        replace(
            _column(layout.EXAMPLES, "aspects"),
            note="Điều mà mọi câu trong nhóm cùng hỏi; nhiều mục khi một câu hỏi nhiều điều.",
        ),
        replace(
            _column(layout.EXAMPLES, "text"), title="Các câu hỏi", note="Mỗi dòng một câu.", kind="lines"
        ),
    ),
)

SECTIONS = (
    Section(
        "names",
        "Tên gọi và nơi giải quyết",
        _head("name short_name aliases field portal_field levels agency audience summary rank"),
    ),
    Section("dossier-section", "Hồ sơ", _head("sets complete"), (DOSSIER, REPLACED)),
    Section("time", "Thời hạn", _head("time_note"), (TIME_LIMITS,)),
    Section("money", "Phí, lệ phí", (), (FEES,)),
    Section("submission", "Cách nộp", _head("methods online_level legacy_level online_source")),
    Section(
        "content",
        "Điều kiện, kết quả, căn cứ",
        _head("conditions result validity legal_bases forms warnings"),
    ),
    Section("force", "Hiệu lực", _head("state superseded_by state_note valid_from valid_to")),
    Section(
        "origin",
        "Nguồn và độ tin cậy",
        _head("deciding_document source checked confidence completeness field_confidence notes"),
    ),
    Section("questions", "Câu hỏi mẫu", (), (EXAMPLES,)),
)
CODE = _column(layout.PROCEDURES, "code")
HEAD = (CODE, *(column for section in SECTIONS for column in section.columns))
PARTS = {part.name: part for section in SECTIONS for part in section.parts}
