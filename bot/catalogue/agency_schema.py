"""The shape of an authority's profile in a file: what is allowed."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Literal, Optional

from pydantic import Field, confloat, conint, constr, root_validator, validator

from bot.catalogue.model import CONFIDENCE
from bot.catalogue.source.schema import PRINTABLE, Shape, Text
from bot.catalogue.working import DAYS, Working, spell

KINDS = ("zone", "province")
CHANNEL_KINDS = ("phone", "portal", "counter", "website", "email", "post")
PURPOSES = ("ask", "status", "payment", "petition", "portal")
COMPARISONS = (">=", ">", "<=", "<", "=")
REMEDIES = ("petition", "appeal", "denunciation")
PETITIONS = ("conduct", "regulation", "proposal")
# The channels that can be switched off, as messages name them.
PAUSABLE = ("web", "telegram", "zalo", "zalo_bot")

_COUNTER = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?")
_SPELL = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)\Z")
# How a contact of a kind is written, and the cure.
_CONTACTS = {
    "phone": (re.compile(r"(?=(?:\D*\d){3})[\d ().+-]{3,40}"), "cần số điện thoại, ví dụ (0251) 1022"),
    "email": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "cần địa chỉ thư, ví dụ lienhe@coquan.gov.vn"),
    "portal": (re.compile(r"https?://\S+"), "cần địa chỉ trang bắt đầu bằng https://"),
    "website": (re.compile(r"https?://\S+"), "cần địa chỉ trang bắt đầu bằng https://"),
}


class ChannelShape(Shape):
    name: Text
    kind: Literal[CHANNEL_KINDS]
    purposes: list[Literal[PURPOSES]]
    confidence: Literal[CONFIDENCE]
    contact: Optional[Text] = None
    source: Optional[Text] = None

    @root_validator(skip_on_failure=True)
    def can_be_reached(cls, channel: dict[str, Any]) -> dict[str, Any]:
        if channel["kind"] != "counter" and not channel["contact"]:
            raise ValueError("cần contact (số điện thoại, địa chỉ)")
        form, cure = _CONTACTS.get(channel["kind"], (None, ""))
        if form and not form.fullmatch(channel["contact"]):
            raise ValueError(cure)
        return channel


class TargetShape(Shape):
    code: Text
    unit: Text
    comparison: Optional[Literal[COMPARISONS]] = None
    value: Optional[confloat(ge=0)] = None
    text: Optional[Text] = None
    year: Optional[conint(ge=2000, le=2100)] = None
    compare_with: Optional[Text] = None
    # Where it comes from; left out: the plan's document.
    source: Optional[Text] = None

    @root_validator(skip_on_failure=True)
    def number_or_words(cls, target: dict[str, Any]) -> dict[str, Any]:
        has_number = target["value"] is not None and target["comparison"] is not None
        if has_number == (target["text"] is not None):
            raise ValueError("cần hoặc comparison và value, hoặc text")
        return target


class PlanShape(Shape):
    document: Text
    emphasis: list[Text] = []


class PaymentShape(Shape):
    platform: Text
    steps: list[Text]
    source: Optional[Text] = None
    wait_minutes: Optional[conint(gt=0, le=10080)] = None


class WorkingShape(Shape):
    days: list[Literal[DAYS]] = Field(..., min_items=1)
    spells: list[Text] = Field(..., min_items=1)
    source: Text
    confidence: Literal[CONFIDENCE]
    closed: list[date] = []
    open: list[date] = []

    @validator("spells", each_item=True)
    def is_a_spell(cls, text: str) -> str:
        if not _SPELL.match(text):
            raise ValueError("cần dạng 07:30-11:30")
        return text

    @validator("spells")
    def follow_one_another(cls, texts: list[str]) -> list[str]:
        times = [moment for text in texts for moment in spell(text)]
        if any(later <= earlier for earlier, later in pairwise(times)):
            raise ValueError("các khoảng giờ phải theo thứ tự và không chồng nhau")
        return texts

    @root_validator(skip_on_failure=True)
    def no_day_is_both(cls, working: dict[str, Any]) -> dict[str, Any]:
        both = sorted(set(working["closed"]) & set(working["open"]))
        if both:
            days = ", ".join(f"{day:%d/%m/%Y}" for day in both)
            raise ValueError(f"{days} vừa là ngày nghỉ vừa là ngày làm bù; bỏ ở một bên")
        return working

    def plain(self) -> Working:
        return Working(
            days=tuple(sorted({DAYS.index(day) for day in self.days})),
            spells=tuple(map(spell, self.spells)),
            source=self.source,
            confidence=self.confidence,
            closed=frozenset(self.closed),
            open=frozenset(self.open),
        )


class RemedyShape(Shape):
    kind: Literal[REMEDIES]
    name: Text
    when: Text
    law: Text
    confidence: Literal[CONFIDENCE]
    limit: Optional[Text] = None
    where: Optional[Text] = None


class PetitionLimitShape(Shape):
    kind: Literal[PETITIONS]
    days: conint(gt=0, le=90)
    extension: conint(gt=0, le=90)
    source: Text
    confidence: Literal[CONFIDENCE]


class CounterShape(Shape):
    code: Text
    name: Text

    @validator("code")
    def fits_an_address(cls, code: str) -> str:
        if not _COUNTER.fullmatch(code):
            raise ValueError("cần 1–20 chữ thường không dấu, chữ số, dấu gạch ngang, ví dụ 1 hoặc lao-dong")
        return code

    @validator("name")
    def fits_a_poster(cls, name: str) -> str:
        if len(name) > 60:
            raise ValueError("tên quầy dài nhất 60 ký tự")
        return name


class PortalShape(Shape):
    name: Text
    url: Text

    @validator("url")
    def is_https(cls, url: str) -> str:
        if not url.startswith("https://"):
            raise ValueError("địa chỉ phải bắt đầu bằng https://")
        return url


class NationalShape(Shape):
    portal: PortalShape
    channels: list[ChannelShape]
    payment: PaymentShape
    working: WorkingShape
    remedies: list[RemedyShape]
    petition_limits: list[PetitionLimitShape]

    @validator("petition_limits")
    def every_kind(cls, limits: list[PetitionLimitShape]) -> list[PetitionLimitShape]:
        if sorted(limit.kind for limit in limits) != sorted(PETITIONS):
            raise ValueError(f"cần mỗi loại một lần: {', '.join(PETITIONS)}")
        return limits


class NoticeShape(Shape):
    """What everybody is told from `first` to `last`, both days included."""

    text: constr(min_length=1, max_length=300, regex=PRINTABLE)
    first: date
    last: date

    @root_validator(skip_on_failure=True)
    def ends_after_it_begins(cls, notice: dict[str, Any]) -> dict[str, Any]:
        if notice["last"] < notice["first"]:
            raise ValueError("ngày cuối sớm hơn ngày đầu; đổi lại hai ngày")
        return notice


class LimitsShape(Shape):
    """What is left out is as the server's settings say."""

    stale_days: Optional[conint(ge=1, le=3650)] = None
    wait_minutes: Optional[conint(ge=1, le=1440)] = None
    callback_hours: Optional[conint(ge=1, le=240)] = None
    pause_minutes: Optional[conint(ge=1, le=1440)] = None
    keep_days: Optional[conint(ge=1, le=3650)] = None


class PauseShape(Shape):
    channel: Literal[PAUSABLE]
    reason: constr(min_length=1, max_length=300, regex=PRINTABLE)
    who: Text
    since: datetime


class AgencyShape(Shape):
    name: Text
    short_name: Optional[Text] = None
    kind: Literal[KINDS]
    province: Text
    former_province: Optional[Text] = None
    province_note: Optional[Text] = None
    deciding: Text
    address: Optional[Text] = None
    hours: Optional[Text] = None
    website: Optional[Text] = None
    petition_limit: Optional[Text] = None
    petition_limits: list[PetitionLimitShape] = []
    channels: list[ChannelShape] = []
    payment: Optional[PaymentShape] = None
    working: Optional[WorkingShape] = None
    plan: PlanShape
    targets: list[TargetShape] = []
    notice: Optional[NoticeShape] = None
    limits: LimitsShape = LimitsShape()
    pauses: list[PauseShape] = []

    @validator("pauses")
    def once_each(cls, pauses: list[PauseShape]) -> list[PauseShape]:
        if len({pause.channel for pause in pauses}) < len(pauses):
            raise ValueError("một kênh chỉ tạm ngừng một lần")
        return pauses

    counters: list[CounterShape] = []

    @validator("counters")
    def each_code_once(cls, counters: list[CounterShape]) -> list[CounterShape]:
        codes = [counter.code for counter in counters]
        if len(codes) != len(set(codes)):
            raise ValueError("mỗi quầy cần một mã riêng")
        return counters
