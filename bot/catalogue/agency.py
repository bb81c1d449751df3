"""The authority that the assistant speaks for: its channels, its province, its reform targets.

One YAML file a profile in data/agencies; what holds for every authority stands once in `_national.yml`.
What a profile leaves out is None or empty: not known, and never told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Optional

import yaml
from pydantic import ValidationError, confloat, conint, root_validator, validator

from bot.catalogue.model import CONFIDENCE
from bot.catalogue.source.files import Loader
from bot.catalogue.source.schema import Shape, Text, _problem, _tidy
from bot.errors import Problem, SettingError, SourceError

NATIONAL = "_national.yml"
KINDS = ("zone", "province")
CHANNEL_KINDS = ("phone", "portal", "counter", "website", "email", "post")
PURPOSES = ("ask", "status", "payment", "petition", "portal")
COMPARISONS = (">=", ">", "<=", "<", "=")
REMEDIES = ("petition", "appeal", "denunciation")


@dataclass(frozen=True)
class Channel:
    """One way to reach somebody. Medium confidence is told with a mark."""

    name: str
    kind: str
    purposes: tuple[str, ...]
    confidence: str
    contact: str | None = None
    source: str | None = None
    national: bool = False


@dataclass(frozen=True)
class Target:
    """One aim of the reform plan: `value` with its comparison, or `text` when it is no number."""

    code: str
    document: str
    unit: str
    comparison: str | None = None
    value: float | None = None
    text: str | None = None
    year: int | None = None
    compare_with: str | None = None


@dataclass(frozen=True)
class Payment:
    """Paying online: the platform and its steps; `wait_minutes` only where a rule gives it."""

    platform: str
    steps: tuple[str, ...]
    source: str | None = None
    wait_minutes: int | None = None


@dataclass(frozen=True)
class Remedy:
    """A way to object, with the limit that the law sets."""

    kind: str
    name: str
    when: str
    law: str
    confidence: str
    limit: str | None = None


@dataclass(frozen=True)
class Agency:
    """One profile, the national channels included (own channels first)."""

    code: str
    name: str
    short_name: str
    kind: str
    province: str
    deciding: str
    portal_name: str
    portal_url: str
    channels: tuple[Channel, ...]
    payment: Payment
    remedies: tuple[Remedy, ...]
    plan_document: str
    emphasis: tuple[str, ...]
    targets: tuple[Target, ...]
    former_province: str | None = None
    province_note: str | None = None
    address: str | None = None
    hours: str | None = None
    website: str | None = None
    petition_limit: str | None = None

    def reach(self, purpose: str, kind: str | None = None) -> list[Channel]:
        """The channels that may be told for a purpose, own ones first."""
        return [
            channel
            for channel in self.channels
            if purpose in channel.purposes
            and channel.confidence != "low"
            and (kind is None or channel.kind == kind)
        ]

    @property
    def hotline(self) -> str | None:
        """The authority's own number for questions."""
        return next((channel.contact for channel in self.reach("ask", "phone")), None)


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
        return channel


class TargetShape(Shape):
    code: Text
    unit: Text
    comparison: Optional[Literal[COMPARISONS]] = None
    value: Optional[confloat(ge=0)] = None
    text: Optional[Text] = None
    year: Optional[conint(ge=2000, le=2100)] = None
    compare_with: Optional[Text] = None

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


class RemedyShape(Shape):
    kind: Literal[REMEDIES]
    name: Text
    when: Text
    law: Text
    confidence: Literal[CONFIDENCE]
    limit: Optional[Text] = None


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
    remedies: list[RemedyShape]


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
    channels: list[ChannelShape] = []
    payment: Optional[PaymentShape] = None
    plan: PlanShape
    targets: list[TargetShape] = []


def available(folder: Path) -> list[str]:
    """The names of the profiles in a folder."""
    return sorted(path.stem for path in folder.glob("*.yml") if not path.name.startswith("_"))


def load(folder: Path, name: str) -> Agency:
    """One profile. SettingError when there is none of that name, SourceError when a file is wrong."""
    names = available(folder)
    if name not in names:
        raise SettingError("MOTCUA_AGENCY", f"không có hồ sơ cơ quan {name!r}; có: {', '.join(names) or 'chưa có'}")
    national = _read(folder / NATIONAL, NationalShape)
    own = _read(folder / f"{name}.yml", AgencyShape)
    plain = own.dict(exclude={"channels", "payment", "plan", "targets"})
    channels = [_channel(given, False) for given in own.channels]
    channels += [_channel(given, True) for given in national.channels]
    return Agency(
        **{**plain, "short_name": own.short_name or own.name},
        code=name,
        portal_name=national.portal.name,
        portal_url=national.portal.url,
        channels=tuple(channels),
        payment=_payment(own.payment or national.payment),
        remedies=tuple(Remedy(**given.dict()) for given in national.remedies if given.confidence != "low"),
        plan_document=own.plan.document,
        emphasis=tuple(own.plan.emphasis),
        targets=tuple(Target(document=own.plan.document, **given.dict()) for given in own.targets),
    )


def _channel(given: ChannelShape, national: bool) -> Channel:
    return Channel(**{**given.dict(), "purposes": tuple(given.purposes)}, national=national)


def _payment(given: PaymentShape) -> Payment:
    return Payment(**{**given.dict(), "steps": tuple(given.steps)})


def _read(path: Path, shape: Any) -> Any:
    try:
        raw = yaml.load(path.read_text("utf-8-sig"), Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SourceError([Problem(str(path), "", "", f"không đọc được: {error}")]) from error
    if not isinstance(raw, dict):
        raise SourceError([Problem(str(path), "", "", "cần các cặp tên: giá trị")])
    try:
        return shape.parse_obj(_tidy(raw))
    except ValidationError as error:
        raise SourceError([_problem(str(path), "", entry) for entry in error.errors()]) from error
