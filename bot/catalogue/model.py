"""The catalogue as the domain has it: procedures, what they need, take and cost.

Plain dataclasses; `bot.storage.tables` maps them. `None` always means *not known*:
a fee of 0 đồng is free, a fee of None is unknown, and the two are never mixed.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

# What a person can ask. Used alike in code, data and evaluation.
ASPECTS = (
    "overview",
    "dossier",
    "fee",
    "time_limit",
    "online_level",
    "submission",
    "agency",
    "legal_basis",
    "result",
    "condition",
    "form",
    "payment",
    "complaint",
    "status",
    "handoff",
    "feedback",
    "chitchat",
    "out_of_scope",
)
FIELDS = (
    "dau_tu",
    "kcn_kkt",
    "lao_dong",
    "xay_dung",
    "quy_hoach",
    "pccc",
    "moi_truong",
    "dat_dai",
    "thuong_mai",
    "doanh_nghiep",
    "cong_dan",
    "khieu_nai_to_cao",
)
METHODS = ("counter", "online", "post")
UNITS = ("working_day", "day", "working_hour", "hour")
FEE_KINDS = ("phi", "le_phi", "phi_le_phi")
# free: 0 đồng by rule; provincial: set by the provincial council, amount not in our data.
FEE_STATES = ("known", "free", "provincial", "unknown")
ONLINE_LEVELS = ("full", "partial", "information")
STATES = ("in_force", "superseded", "abolished")
COMPLETENESS = ("full", "partial", "catalogue_line", "name_only")
CONFIDENCE = ("high", "medium", "low")
AUDIENCES = ("enterprise", "organisation", "citizen")
LEVELS = ("ministry", "province", "commune", "other")


@dataclass
class DossierItem:
    """One paper. `case` None: every case. Counts are sheets of originals and copies."""

    name: str
    case: str | None = None
    form: str | None = None
    originals: int | None = None
    copies: int | None = None
    mandatory: bool | None = None


@dataclass
class TimeLimit:
    """How long the authority may take, in `unit`, for one case and one way of submitting."""

    value: int
    unit: str = "working_day"
    case: str | None = None
    method: str | None = None


@dataclass
class Fee:
    """A charge (phí) or fee (lệ phí). Amounts in đồng; `state` says what None means."""

    kind: str = "phi_le_phi"
    state: str = "unknown"
    amount: int | None = None
    online_amount: int | None = None
    unit: str | None = None
    case: str | None = None
    note: str | None = None


@dataclass
class Example:
    """A question as people ask it, with the aspects that it asks about."""

    text: str
    aspects: list[str] = dataclasses.field(default_factory=list)


@dataclass
class Procedure:
    """One administrative procedure (thủ tục hành chính)."""

    code: str
    name: str
    field: str
    short_name: str | None = None
    aliases: list[str] = dataclasses.field(default_factory=list)
    portal_field: str | None = None
    levels: list[str] = dataclasses.field(default_factory=list)
    agency: str | None = None
    audience: list[str] = dataclasses.field(default_factory=list)
    summary: str | None = None

    dossier: list[DossierItem] = dataclasses.field(default_factory=list)
    dossier_sets: int | None = None
    dossier_complete: bool | None = None
    replaced_papers: list[dict[str, str]] = dataclasses.field(default_factory=list)
    time_limits: list[TimeLimit] = dataclasses.field(default_factory=list)
    time_note: str | None = None
    fees: list[Fee] = dataclasses.field(default_factory=list)
    methods: list[str] = dataclasses.field(default_factory=list)
    online_level: str | None = None
    online_level_source: str | None = None
    legacy_level: int | None = None
    conditions: str | None = None
    result: str | None = None
    validity: str | None = None
    legal_bases: list[str] = dataclasses.field(default_factory=list)
    forms: list[str] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)

    state: str = "in_force"
    superseded_by: str | None = None
    state_note: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    deciding_document: str | None = None
    source: str | None = None
    checked: date | None = None
    confidence: str = "low"
    completeness: str = "name_only"
    field_confidence: dict[str, str] = dataclasses.field(default_factory=dict)
    notes: str | None = None
    rank: int = 0

    examples: list[Example] = dataclasses.field(default_factory=list)

    @property
    def title(self) -> str:
        """The name to speak of it: short where there is one."""
        return self.short_name or self.name

    @property
    def source_url(self) -> str | None:
        """Its page on the national portal, when the source names one."""
        return next((word for word in (self.source or "").split() if word.startswith("https://")), None)
