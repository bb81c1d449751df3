"""What the catalogue knows of one procedure, arranged for telling. The words live in templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.catalogue.agency import Agency
from bot.catalogue.model import Fee, Procedure

# Aspects answered from the procedure's own record; the others are answered from the profile.
FACTS = (
    *("overview", "dossier", "time_limit", "fee", "submission", "online_level"),
    *("form", "result", "condition", "agency", "legal_basis"),
)
_ZONE_FIELDS = {
    *("dau_tu", "kcn_kkt", "lao_dong", "xay_dung"),
    *("quy_hoach", "moi_truong", "thuong_mai", "dat_dai"),
}
PROFILE = ("payment", "complaint", "status")

_CONFIDENCE_KEYS = {
    "time_limit": ("time_limit", "time_limits", "processing_time"),
    "fee": ("fee", "fees"),
    "legal_basis": ("legal_basis", "legal_bases"),
    "condition": ("condition", "conditions"),
    "form": ("form", "forms"),
    "submission": ("submission", "methods"),
}
# A warning that changes everything is told with every answer; others where they belong.
_ALWAYS = re.compile(r"tạm không|không còn (áp dụng|phải|thấy)|mã riêng|không cấp")
_BELONGS = {
    "overview": re.compile(""),
    "dossier": re.compile(""),
    "condition": re.compile(""),
    "time_limit": re.compile(r"\d+ (ngày|tháng|giờ)|[Tt]hời hạn|quy định có thể đã đổi"),
    "fee": re.compile(r"[Pp]hí|đồng|trả tiền"),
    "form": re.compile(r"[Mm]ẫu"),
    "legal_basis": re.compile(r"căn cứ|quy định cũ|công bố cũ|thay thế|Nghị quyết"),
    "submission": re.compile(r"[Nn]ộp trực tuyến|[Gg]ửi qua|nộp cho"),
    "online_level": re.compile(r"[Nn]ộp trực tuyến"),
}
_DATED = re.compile(r"\d{1,2}/\d{4}")
_MOST_WARNINGS = 2
_OVERVIEW = ("dossier", "time_limit", "fee", "submission", "agency")
_OWN_COUNTER = re.compile(r"Công an|Cảnh sát|Bảo hiểm xã hội|C/O|công chứng|sổ gốc|hộ tịch điện tử")
_DOLLARS = re.compile(r"[\d.,]+ USD")
# The note that only repeats what the state 'provincial' says.
_SETS_FEES = re.compile(r"(?!.*(nếu có|miễn))[^\d;]*(HĐND|Hội đồng nhân dân|chính quyền)[^\d;]*")
_DOCUMENT_KINDS = ("/QH", "NQ-QH", "/NQ-CP", "/NĐ-CP", "/TTLT-", "/TT-", "/QĐ-")


@dataclass(frozen=True)
class Charge:
    """One fee as it is told here: `note` without another province's figures."""

    fee: Fee
    note: str | None
    dollars: str | None = None

    @property
    def state(self) -> str:
        return "dollars" if self.dollars else self.fee.state


def charges(procedure: Procedure, agency: Agency) -> list[Charge]:
    """Every fee; a figure that the source gives for another province is left out."""
    told = []
    for fee in procedure.fees:
        sentences = [text for text in _sentences(fee.note or "") if _is_ours(text, agency)]
        if fee.state == "provincial":
            sentences = [text for text in sentences if not _SETS_FEES.fullmatch(text)]
        dollars = _DOLLARS.match(fee.note or "") if fee.state == "unknown" else None
        note = None if dollars else " ".join(sentences) or None
        told.append(Charge(fee, note, (fee.note or "").rstrip(".") if dollars else None))
    return told


def _sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=\.)\s+(?=[^\W\d_])", text)
    return [part if part.endswith(".") else f"{part}." for part in parts if part]


def _is_ours(sentence: str, agency: Agency) -> bool:
    place = re.search(r"tham khảo tại ([^\d:(]+?)\s*[:(]", sentence)
    if place is None:
        # 'Mức do HĐND tỉnh quy định; mức tham khảo tại Đà Nẵng …' in one sentence.
        return "tham khảo tại" not in sentence or agency.province in sentence
    return place[1] in (agency.province, agency.former_province)


def known(procedure: Procedure, aspect: str) -> bool:
    """Whether the record answers the aspect; a provincial fee without an amount does not."""
    if aspect == "fee":
        return any(fee.state in ("known", "free") or _DOLLARS.match(fee.note or "") for fee in procedure.fees)
    answers: dict[str, object] = {
        "dossier": procedure.dossier,
        "time_limit": procedure.time_limits,
        "online_level": procedure.online_level or procedure.legacy_level,
        "submission": procedure.methods,
        "form": forms(procedure),
        "result": procedure.result,
        "condition": procedure.conditions,
        "agency": procedure.agency,
        "legal_basis": procedure.legal_bases or procedure.deciding_document,
    }
    return bool(answers.get(aspect, True))


def open_questions(procedure: Procedure, asked: Sequence[str]) -> list[str]:
    """What stays unanswered, so that the answer says whom to ask."""
    open_ = [aspect for aspect in asked if _is_open(procedure, aspect)]
    if "overview" in asked:
        open_ += [*missing(procedure, asked), *(["fee"] if _is_open(procedure, "fee") else [])]
    return list(dict.fromkeys(open_))


def _is_open(procedure: Procedure, aspect: str) -> bool:
    if aspect == "fee":
        without = [fee for fee in procedure.fees if fee.state in ("provincial", "unknown")]
        return not procedure.fees or any(not _DOLLARS.match(fee.note or "") for fee in without)
    return not known(procedure, aspect)


def missing(procedure: Procedure, asked: Sequence[str]) -> list[str]:
    """What an overview should tell and cannot."""
    lacking = [aspect for aspect in _OVERVIEW if aspect not in asked and not known(procedure, aspect)]
    # A fee without an amount has its own line.
    return [aspect for aspect in lacking if aspect != "fee" or not procedure.fees]


def is_one_stop(procedure: Procedure) -> bool:
    """Whether its counter is the one-stop counter: some authorities receive at their own."""
    return bool(procedure.agency) and not _OWN_COUNTER.search(procedure.agency or "")


def delegation(procedure: Procedure, agency: Agency) -> str | None:
    """Whether a zone authority must say that deciding depends on a delegation we have not seen."""
    if agency.kind != "zone" or not procedure.agency or procedure.field not in _ZONE_FIELDS:
        return None
    if "Ban Quản lý" in procedure.agency:
        return "named" if "khi được" in procedure.agency else None
    return "default"


def doubtful(procedure: Procedure, aspect: str) -> bool:
    """Whether the record itself says that this needs checking."""
    if aspect not in FACTS or aspect == "overview" or not known(procedure, aspect):
        return aspect == "overview" and procedure.confidence != "high"
    keys = _CONFIDENCE_KEYS.get(aspect, (aspect,))
    own = [procedure.field_confidence[key] for key in keys if key in procedure.field_confidence]
    return any(level != "high" for level in own or [procedure.confidence])


def is_stale(procedure: Procedure, today: date, stale_days: int) -> bool:
    return procedure.checked is None or (today - procedure.checked).days > stale_days


def warnings(procedure: Procedure, aspects: Iterable[str]) -> list[str]:
    """At most two warnings that belong to what is asked: the decisive ones, then announced changes, first."""
    patterns = [_BELONGS[aspect] for aspect in aspects if aspect in _BELONGS]
    fitting = [
        text
        for text in procedure.warnings
        if _ALWAYS.search(text) or any(pattern.search(text) for pattern in patterns)
    ]
    fitting.sort(key=lambda text: (not _ALWAYS.search(text), not _DATED.search(text)))
    return fitting[:_MOST_WARNINGS]


def forms(procedure: Procedure) -> list[str]:
    """The forms named for the procedure, or those that its papers name."""
    return list(procedure.forms or dict.fromkeys(item.form for item in procedure.dossier if item.form))


def bases(procedure: Procedure) -> list[tuple[str, list[str]]]:
    """Legal bases grouped by kind of document, the highest first; '' for a kind we do not know."""
    groups: dict[str, list[str]] = {kind: [] for kind in (*_DOCUMENT_KINDS, "")}
    for text in procedure.legal_bases:
        groups[next((kind for kind in _DOCUMENT_KINDS if kind in text), "")].append(text)
    return [(kind, texts) for kind, texts in groups.items() if texts]


def document_name(procedure: Procedure) -> str | None:
    """The document to cite: the one that published the procedure, else the source, archive notes cut."""
    document = procedure.deciding_document
    if document is None and procedure.source_url is None and procedure.source:
        document = re.split(r" \(|; | — |, bản ", procedure.source)[0]
    return document
