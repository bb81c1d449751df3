"""The shape of one procedure in a file: what is allowed, and how it becomes the model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, Optional

from pydantic import (
    BaseModel,
    Extra,
    Field,
    StrictBool,
    ValidationError,
    conint,
    constr,
    root_validator,
    validator,
)
from pydantic.errors import DateError

from bot.catalogue import labels, model
from bot.errors import Problem

# 1.014199 on the national portal; a local code says so: MC-01.
CODE = re.compile(r"([0-9]\.[0-9]{6}|MC-[0-9]{2,4})\Z")

# Control characters: no person typed them, and neither Excel nor PostgreSQL keeps them.
PRINTABLE = r"^[^\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]*$"

Text = constr(strip_whitespace=True, min_length=1, max_length=4000, regex=PRINTABLE)
# strict: pydantic would cut 12.5 down to 12 and take `true` for 1.
Count = conint(strict=True, ge=0, le=1000)
Amount = conint(strict=True, ge=0, le=10**15)
Method = Literal[model.METHODS]


class Shape(BaseModel):
    class Config:
        extra = Extra.forbid
        anystr_strip_whitespace = True


class ItemShape(Shape):
    name: Text
    form: Optional[Text] = None
    originals: Optional[Count] = None
    copies: Optional[Count] = None
    mandatory: Optional[StrictBool] = None


class GroupShape(Shape):
    case: Optional[Text] = None
    items: list[ItemShape] = Field(..., min_items=1)


class ReplacedShape(Shape):
    paper: Text
    database: Text


class DossierShape(Shape):
    sets: Optional[Count] = None
    complete: Optional[StrictBool] = None
    replaced: list[ReplacedShape] = []
    groups: list[GroupShape] = []


class TimeLimitShape(Shape):
    value: conint(strict=True, gt=0, le=2000)
    unit: Literal[model.UNITS]
    case: Optional[Text] = None
    method: Optional[Method] = None


class FeeShape(Shape):
    kind: Literal[model.FEE_KINDS] = "phi_le_phi"
    state: Literal[model.FEE_STATES]
    amount: Optional[Amount] = None
    online_amount: Optional[Amount] = None
    unit: Optional[Text] = None
    case: Optional[Text] = None
    note: Optional[Text] = None

    @root_validator(skip_on_failure=True)
    def amount_fits_state(cls, fee: dict[str, Any]) -> dict[str, Any]:
        state, amount = fee["state"], fee["amount"]
        if state == "known" and not amount:
            raise ValueError("state 'known' cần amount lớn hơn 0 (miễn phí: dùng state 'free')")
        if state != "known" and amount:
            raise ValueError(f"state '{state}' không đi cùng amount {amount}")
        return fee


class OnlineShape(Shape):
    level: Optional[Literal[model.ONLINE_LEVELS]] = None
    legacy_level: Optional[conint(strict=True, ge=1, le=4)] = None
    source: Optional[Text] = None


class ProcedureShape(Shape):
    """One procedure as a file gives it; `examples` maps 'aspect+aspect' to questions."""

    code: str
    name: Text
    short_name: Optional[constr(min_length=1, max_length=90, regex=PRINTABLE)] = None
    aliases: list[Text] = []
    field: Literal[model.FIELDS]
    portal_field: Optional[Text] = None
    levels: list[Literal[model.LEVELS]] = []
    agency: Optional[Text] = None
    audience: list[Literal[model.AUDIENCES]] = []
    summary: Optional[Text] = None
    dossier: DossierShape = DossierShape()
    time_limits: list[TimeLimitShape] = []
    time_note: Optional[Text] = None
    fees: list[FeeShape] = []
    methods: list[Method] = []
    online: OnlineShape = OnlineShape()
    conditions: Optional[Text] = None
    result: Optional[Text] = None
    validity: Optional[Text] = None
    legal_bases: list[Text] = []
    forms: list[Text] = []
    warnings: list[Text] = []
    state: Literal[model.STATES] = "in_force"
    superseded_by: Optional[str] = None
    state_note: Optional[Text] = None
    valid_from: Optional[date] = None
    valid_to: Optional[date] = None
    deciding_document: Optional[Text] = None
    source: Optional[Text] = None
    checked: Optional[date] = None
    confidence: Literal[model.CONFIDENCE] = "low"
    completeness: Literal[model.COMPLETENESS] = "name_only"
    field_confidence: dict[str, Literal[model.CONFIDENCE]] = {}
    notes: Optional[Text] = None
    rank: Count = 0
    examples: dict[str, list[Text]] = {}

    @validator("code", "superseded_by", pre=True)
    def code_keeps_its_zeros(cls, code: object) -> object:
        """YAML and Excel read an unquoted 1.009640 as the number 1.00964."""
        return f"{code:.6f}" if isinstance(code, float) else code

    @validator("valid_from", "valid_to", "checked", pre=True)
    def date_is_written_out(cls, value: object) -> object:
        """pydantic would take the year 2026 for that many seconds after 1970."""
        if isinstance(value, (date, str)) or value is None:
            return value
        raise DateError()

    @validator("aliases", "legal_bases", "forms", "warnings", each_item=True)
    def entry_is_one_line(cls, text: str) -> str:
        return " ".join(text.split())

    @validator("code", "superseded_by")
    def code_is_wellformed(cls, code: Optional[str]) -> Optional[str]:
        if code is not None and not CODE.match(code):
            raise ValueError(f"mã {code!r} không đúng dạng 1.234567 (mã quốc gia) hoặc MC-01 (mã nội bộ)")
        return code

    @validator("examples")
    def aspects_are_known(cls, examples: dict[str, list[str]]) -> dict[str, list[str]]:
        for key in examples:
            unknown = set(key.split("+")) - set(model.ASPECTS)
            if unknown:
                raise ValueError(f"khía cạnh không có: {', '.join(sorted(unknown))}")
        return {key: [" ".join(text.split()) for text in texts] for key, texts in examples.items()}

    @validator("field_confidence")
    def fields_are_known(cls, given: dict[str, str]) -> dict[str, str]:
        for key in given:
            if not re.fullmatch(r"[a-z_]{1,40}", key):
                raise ValueError(f"tên trường {key!r} không đúng")
        return given

    @root_validator(skip_on_failure=True)
    def state_is_consistent(cls, given: dict[str, Any]) -> dict[str, Any]:
        if given["state"] == "superseded" and not given["superseded_by"]:
            raise ValueError("state 'superseded' cần superseded_by")
        if given["valid_from"] and given["valid_to"] and given["valid_to"] < given["valid_from"]:
            raise ValueError("valid_to sớm hơn valid_from")
        return given

    def to_model(self) -> model.Procedure:
        plain = self.dict(exclude={"dossier", "time_limits", "fees", "online", "examples"})
        return model.Procedure(
            **plain,
            dossier_sets=self.dossier.sets,
            dossier_complete=self.dossier.complete,
            replaced_papers=[paper.dict() for paper in self.dossier.replaced],
            dossier=[
                model.DossierItem(case=group.case, **item.dict())
                for group in self.dossier.groups
                for item in group.items
            ],
            time_limits=[model.TimeLimit(**limit.dict()) for limit in self.time_limits],
            fees=[model.Fee(**fee.dict()) for fee in self.fees],
            online_level=self.online.level,
            online_level_source=self.online.source,
            legacy_level=self.online.legacy_level,
            examples=[
                model.Example(text, key.split("+")) for key, texts in self.examples.items() for text in texts
            ],
        )


def parse(raw: object, file: str, row: str = "") -> tuple[Optional[model.Procedure], list[Problem]]:
    """One raw mapping → the procedure, or every problem found in it."""
    if not isinstance(raw, dict):
        return None, [Problem(file, row, "", "cần một thủ tục (các cặp tên: giá trị)")]
    try:
        return ProcedureShape.parse_obj(_tidy(raw)).to_model(), []
    except ValidationError as error:
        return None, [_problem(file, row, entry) for entry in error.errors()]


def _tidy(raw: object) -> object:
    """One spelling for what looks the same; a name without a value is as good as left out."""
    if isinstance(raw, str):
        return unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(raw, dict):
        return {str(_tidy(key)): _tidy(value) for key, value in raw.items() if value is not None}
    if isinstance(raw, list):
        return [_tidy(value) for value in raw]
    return raw


def _problem(file: str, row: str, entry: Mapping[str, Any]) -> Problem:
    path = ".".join(str(part) for part in entry["loc"] if part != "__root__")
    kind, context = entry["type"], dict(entry.get("ctx", {}))
    if "permitted" in context:
        context["permitted"] = ", ".join(_named(context["permitted"]))
    # Only ours have holes: a validator's own words may quote braces of the file.
    told = _MESSAGES[kind].format(**context) if kind in _MESSAGES else str(entry["msg"])
    return Problem(file, row, path, told)


def _named(permitted: Sequence[str]) -> list[str]:
    """As files write each choice, and as people read it where the two differ."""
    names = next((own for own in labels.ALL if own.keys() == set(permitted)), {})
    return [f"{choice} ({names[choice]})" if choice in names else choice for choice in permitted]


# pydantic's kinds of error, in the staff's language.
_MESSAGES = {
    "value_error.missing": "thiếu giá trị bắt buộc",
    "value_error.extra": "tên trường không có trong mẫu",
    "value_error.const": "giá trị không được phép; được phép: {permitted}",
    "type_error.integer": "cần một số nguyên",
    "type_error.bool": "cần true hoặc false",
    "type_error.list": "cần một danh sách",
    "type_error.dict": "cần các cặp tên: giá trị",
    "type_error.str": "cần một đoạn chữ",
    "type_error.none.not_allowed": "không được để trống",
    "value_error.strictbool": "cần true hoặc false",
    "value_error.str.regex": "có ký tự điều khiển không nhìn thấy được; hãy gõ lại đoạn chữ này",
    "value_error.date": "cần ngày dạng 2026-07-31",
    "value_error.any_str.min_length": "không được để trống",
    "value_error.any_str.max_length": "dài hơn {limit_value} ký tự",
    "value_error.number.not_gt": "phải lớn hơn {limit_value}",
    "value_error.number.not_ge": "không được nhỏ hơn {limit_value}",
    "value_error.number.not_le": "không được lớn hơn {limit_value}",
    "value_error.list.min_items": "cần ít nhất {limit_value} mục",
}
