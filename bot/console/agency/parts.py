"""A part of the profile as its form shows it, and as it is kept again from what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.catalogue.agency import Agency, Channel
from bot.catalogue.form.reading import Fault
from bot.catalogue.working import DAYS, MIDNIGHT, Working
from bot.console.agency import aims
from bot.console.agency.typed import Mistyped, Typed, line, number
from bot.console.shown import day, words
from bot.errors import Problem

LIMITS = ("stale_days", "wait_minutes", "callback_hours", "pause_minutes", "keep_days")
LONGEST_NOTICE = 300
# Morning and afternoon; one more for who works in the evening.
SPELLS = 3
_PURPOSES = ["ask", "status", "payment", "petition"]
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = re.compile(r"(\d{1,2})[:hg](\d{2})?")


@dataclass(frozen=True)
class Part:
    """`shown`: the profile → what stands in the form. `read`: what was typed → what is kept; None: as the file says.
    `fields`: where a field of the profile's shape is typed."""

    name: str
    key: str
    shown: Callable[[Agency], dict[str, str]]
    read: Callable[[Typed, Agency, date], Any]
    fields: Mapping[str, str]

    def fault(self, problem: Problem) -> Fault:
        """The profile's field as the form's."""
        path = problem.field
        while path and path not in self.fields:
            path = path.rpartition(".")[0]
        return self.wrong(self.fields.get(path) or next(iter(self.fields.values())), problem.message)

    def wrong(self, field: str, message: str) -> Fault:
        place = words()["agency_fields"].get(field.rstrip("-0123456789"), field)
        return Fault(f"{self.name}-{field}", place, message)


def _hotline_shown(profile: Agency) -> dict[str, str]:
    channel = _phone(profile)
    return {"name": channel.name if channel else "", "contact": channel.contact or "" if channel else ""}


def _hotline(typed: Typed, profile: Agency, today: date) -> Any:
    """All channels of the profile, with this number among them."""
    channels = [_kept(channel) for channel in profile.own_channels]
    before = _phone(profile)
    said = {"name": line(typed, "name"), "contact": line(typed, "contact")}
    if before and (before.name, before.contact) == (said["name"], said["contact"]):
        return channels
    now = said | {"confidence": "high", "source": _source(today)}
    if before:
        channels[profile.own_channels.index(before)] |= now
        return channels
    return [{"kind": "phone", "purposes": _PURPOSES, **now}, *channels]


def _phone(profile: Agency) -> Channel | None:
    own = (channel for channel in profile.reach("ask", "phone") if not channel.national)
    return next(own, None)


def _kept(channel: Channel) -> dict[str, Any]:
    kept = {
        name: value for name, value in asdict(channel).items() if name != "national" and value is not None
    }
    return kept | {"purposes": list(channel.purposes)}


def _working_shown(profile: Agency) -> dict[str, str]:
    working = profile.working
    shown = {f"day-{name}": "1" for at, name in enumerate(DAYS) if at in working.days}
    for at, (begin, end) in enumerate(working.spells):
        shown[f"begin-{at}"] = f"{begin:%H:%M}"
        shown[f"end-{at}"] = "24:00" if end == MIDNIGHT else f"{end:%H:%M}"
    return shown | {"closed": _listed(working.closed), "open": _listed(working.open)}


def _working(typed: Typed, profile: Agency, today: date) -> Any:
    times = [
        (_time(typed, f"begin-{each}"), _time(typed, f"end-{each}"))
        for each in range(_spells(profile.working))
    ]
    return {
        "days": [name for name in DAYS if typed.get(f"day-{name}")],
        "spells": [f"{begin}-{end}" for begin, end in times if begin or end],
        "closed": _dates(typed, "closed"),
        "open": _dates(typed, "open"),
        "confidence": "high",
        "source": _source(today),
    }


def _spells(working: Working) -> int:
    return max(SPELLS, len(working.spells))


def _listed(dates: Iterable[date]) -> str:
    return "\n".join(day(one) for one in sorted(dates))


def _time(typed: Typed, field: str) -> str:
    """'7h30' is how many write it."""
    text = line(typed, field).lower()
    found = _TIME.fullmatch(text)
    if text and not found:
        raise Mistyped(field, "time", text)
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else ""


def _dates(typed: Typed, field: str) -> list[str]:
    """One a line, or with commas between."""
    return [_date(text, field) for text in map(str.strip, re.split(r"[\n,;]", typed.get(field, ""))) if text]


def _date(text: str, field: str) -> str:
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            return date.fromisoformat(text).isoformat()
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError as error:
        raise Mistyped(field, "date", text) from error


def _notice_shown(profile: Agency) -> dict[str, str]:
    notice = profile.notice
    return {name: str(value) for name, value in asdict(notice).items()} if notice else {}


def _notice(typed: Typed, profile: Agency, today: date) -> Any:
    """Without words there is none."""
    text = line(typed, "text")
    if not text:
        return None
    days = {name: line(typed, name) for name in ("first", "last")}
    for name, written in days.items():
        if not written:
            raise Mistyped(name, "day")
    return {"text": text} | {name: _date(written, name) for name, written in days.items()}


def _limits_shown(profile: Agency) -> dict[str, str]:
    return {name: str(value) for name, value in profile.limits.items()}


def _limits(typed: Typed, profile: Agency, today: date) -> Any:
    given = {name: line(typed, name) for name in LIMITS}
    return {name: number(text, name) for name, text in given.items() if text} or None


def _source(today: date) -> str:
    return words()["agency_source"]["here"].format(day=day(today))


_WORKING = {
    "working.days": "day-mon",
    "working": "closed",
    "working.closed": "closed",
    "working.open": "open",
}
_HOTLINE = {"channels": "contact"}
_NOTICE = {"notice": "last", "notice.text": "text", "notice.first": "first", "notice.last": "last"}
PARTS = {
    part.name: part
    for part in (
        Part("notice", "notice", _notice_shown, _notice, _NOTICE),
        Part("hotline", "channels", _hotline_shown, _hotline, _HOTLINE),
        Part("working", "working", _working_shown, _working, _WORKING | {"working.spells": "begin-0"}),
        Part("limits", "limits", _limits_shown, _limits, {f"limits.{name}": name for name in LIMITS}),
        Part("targets", "targets", aims.shown, aims.kept, {"targets": "code-0"}),
    )
}
