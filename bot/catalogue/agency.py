"""The authority that the assistant speaks for: its channels, its province, its reform targets.

One YAML file a profile in data/agencies; what holds for every authority stands once in `_national.yml`.
What a profile leaves out is None or empty: not known, and never told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bot.catalogue.agency_schema import AgencyShape, ChannelShape, NationalShape, PaymentShape, TargetShape
from bot.catalogue.source.files import Loader
from bot.catalogue.source.schema import _problem, _tidy
from bot.catalogue.working import VIETNAM, Working
from bot.errors import Problem, SettingError, SourceError

NATIONAL = "_national.yml"


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
    """A way to object: when, to whom, and the limit that the law sets."""

    kind: str
    name: str
    when: str
    law: str
    confidence: str
    limit: str | None = None
    where: str | None = None


@dataclass(frozen=True)
class PetitionLimit:
    """Working days within which a petition of that kind is answered, and by how many at most that may be put off."""

    kind: str
    days: int
    extension: int
    source: str
    confidence: str


@dataclass(frozen=True)
class Notice:
    """What everybody is told from `first` to `last`, both days included, by the clock of Vietnam."""

    text: str
    first: date
    last: date


@dataclass(frozen=True)
class Pause:
    """A channel whose assistant is switched off: why, by which account, since when."""

    channel: str
    reason: str
    who: str
    since: datetime


@dataclass(frozen=True)
class Counter:
    """Where people are served; its code stands in the address of its survey."""

    code: str
    name: str


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
    working: Working
    remedies: tuple[Remedy, ...]
    petition_limits: tuple[PetitionLimit, ...]
    plan_document: str
    emphasis: tuple[str, ...]
    targets: tuple[Target, ...]
    former_province: str | None = None
    province_note: str | None = None
    address: str | None = None
    hours: str | None = None
    website: str | None = None
    petition_limit: str | None = None
    # Whether a one-stop system is connected that tells where a dossier stands.
    has_dossiers: bool = False
    notice: Notice | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    """Settings that the profile sets itself: name → value."""
    pauses: tuple[Pause, ...] = ()
    counters: tuple[Counter, ...] = ()

    def counter(self, code: str) -> str | None:
        """The name of the counter of that code."""
        return next((counter.name for counter in self.counters if counter.code == code), None)

    def petition_limit_of(self, kind: str) -> PetitionLimit:
        """The authority's own, else the one that holds where none is known."""
        return next(limit for limit in self.petition_limits if limit.kind == kind)

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

    @property
    def own_channels(self) -> tuple[Channel, ...]:
        return tuple(channel for channel in self.channels if not channel.national)

    def pause(self, channel: str) -> Pause | None:
        """Of a channel of messages; None while it runs."""
        return next((pause for pause in self.pauses if pause.channel == channel), None)

    def notice_at(self, at: datetime) -> str:
        """The text of the notice on that day in Vietnam; empty where there is none."""
        today = at.astimezone(VIETNAM).date()
        return self.notice.text if self.notice and self.notice.first <= today <= self.notice.last else ""


def available(folder: Path) -> list[str]:
    """The names of the profiles in a folder."""
    return sorted(path.stem for path in folder.glob("*.yml") if not path.name.startswith("_"))


def load(folder: Path, name: str, overlay: Mapping[str, Any] | None = None) -> Agency:
    """One profile, with what staff changed of it. SettingError when there is none of that name, SourceError when
    a file or the change is wrong: then each Problem names its field.
    """
    return _agency(name, _read(folder / NATIONAL, NationalShape), profile(folder, name, overlay))


def profile(folder: Path, name: str, overlay: Mapping[str, Any] | None = None) -> AgencyShape:
    """The profile's own part, as `load` reads it; a part of the overlay stands instead of the file's."""
    names = available(folder)
    if name not in names:
        choices = ", ".join(names) or "chưa có"
        raise SettingError("MOTCUA_AGENCY", f"không có hồ sơ cơ quan {name!r}; có: {choices}")
    shape: AgencyShape = _read(folder / f"{name}.yml", AgencyShape, overlay)
    return shape


def _agency(name: str, national: NationalShape, own: AgencyShape) -> Agency:
    changed = {
        "channels",
        "payment",
        "working",
        "plan",
        "targets",
        "notice",
        "limits",
        "pauses",
        "petition_limits",
        "counters",
    }
    channels = [_channel(given, False) for given in own.channels]
    channels += [_channel(given, True) for given in national.channels]
    return Agency(
        **{**own.dict(exclude=changed), "short_name": own.short_name or own.name},
        code=name,
        portal_name=national.portal.name,
        portal_url=national.portal.url,
        channels=tuple(channels),
        payment=_payment(own.payment or national.payment),
        working=(own.working or national.working).plain(),
        remedies=tuple(Remedy(**given.dict()) for given in national.remedies if given.confidence != "low"),
        petition_limits=tuple(
            PetitionLimit(**given.dict()) for given in (*own.petition_limits, *national.petition_limits)
        ),
        plan_document=own.plan.document,
        emphasis=tuple(own.plan.emphasis),
        counters=tuple(Counter(**given.dict()) for given in own.counters),
        targets=tuple(_target(given, own.plan.document) for given in own.targets),
        notice=Notice(**own.notice.dict()) if own.notice else None,
        limits=own.limits.dict(exclude_none=True),
        pauses=tuple(Pause(**given.dict()) for given in own.pauses),
    )


def _target(given: TargetShape, plan: str) -> Target:
    return Target(document=given.source or plan, **given.dict(exclude={"source"}))


def _channel(given: ChannelShape, national: bool) -> Channel:
    return Channel(**{**given.dict(), "purposes": tuple(given.purposes)}, national=national)


def _payment(given: PaymentShape) -> Payment:
    return Payment(**{**given.dict(), "steps": tuple(given.steps)})


def _read(path: Path, shape: Any, overlay: Mapping[str, Any] | None = None) -> Any:
    try:
        raw = yaml.load(path.read_text("utf-8-sig"), Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SourceError([Problem(str(path), "", "", f"không đọc được: {error}")]) from error
    if not isinstance(raw, dict):
        raise SourceError([Problem(str(path), "", "", "cần các cặp tên: giá trị")])
    try:
        return shape.parse_obj(_tidy({**raw, **(overlay or {})}))
    except ValidationError as error:
        raise SourceError([_problem(str(path), "", entry) for entry in error.errors()]) from error
