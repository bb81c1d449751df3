"""What changes of the profile were, in words: of each part what stood before and what stood after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from pydantic import ValidationError

from bot.catalogue.agency_schema import WorkingShape
from bot.console.shown import day, decimal, words
from bot.desk import clock
from bot.errors import SourceError
from bot.feedback.targets import names
from bot.storage import agency_changes
from bot.storage.agency_changes import Change


@dataclass(frozen=True)
class Told:
    """One change; `lines` are (part, before, after)."""

    change: Change
    lines: tuple[tuple[str, str, str], ...]


def told(changes: Sequence[Change]) -> list[Told]:
    """The newest first. Each is compared with the one behind it, the very first with the file."""
    return [
        Told(one, _lines(_overlay(before), _overlay(one)))
        for one, before in zip_longest(changes, changes[1:])
        if before is not None or one.number == 1
    ]


def _overlay(change: Change | None) -> dict[str, Any] | None:
    """None: what is stored cannot be read."""
    try:
        return agency_changes.parsed(change.stored) if change else {}
    except SourceError:
        return None


def _lines(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[tuple[str, str, str], ...]:
    if before is None or after is None:
        return ()
    names = words()["agency_parts"]
    return tuple(
        (names[part], _value(part, before.get(part)), _value(part, after.get(part)))
        for part in names
        if before.get(part) != after.get(part)
    )


def _value(part: str, value: Any) -> str:
    own = words()["agency_story"]
    if value in (None, [], {}):
        return own["none"] if part in ("notice", "pauses") or value == [] else own["file"]
    try:
        return str(_WRITTEN[part](value, own))
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError):
        return own["unreadable"]


def _channels(value: Any, own: dict[str, str]) -> str:
    asked = [one for one in value if one["kind"] == "phone" and "ask" in one["purposes"]]
    return "; ".join(f"{one['name']} {one['contact']}" for one in asked) or own["none"]


def _working(value: Any, own: dict[str, str]) -> str:
    working = WorkingShape.parse_obj(value).plain()
    told = [clock.week(working)]
    for name, days in (("closed", working.closed), ("open", working.open)):
        if days:
            told.append(own[name].format(days=", ".join(map(day, sorted(days)))))
    return "; ".join(told)


def _notice(value: Any, own: dict[str, str]) -> str:
    days = {name: day(date.fromisoformat(value[name])) for name in ("first", "last")}
    return own["notice"].format(text=value["text"], **days)


def _limits(value: Any, own: dict[str, str]) -> str:
    names = words()["agency_fields"]
    return "; ".join(f"{names[name]}: {number}" for name, number in value.items())


def _pauses(value: Any, own: dict[str, str]) -> str:
    names = words()["channels"]
    return "; ".join(f"{names[one['channel']]} ({one['reason']})" for one in value)


def _targets(value: Any, own: dict[str, str]) -> str:
    called = names()
    return "; ".join(f"{called.get(one['code'], one['code'])}: {_aim(one)}" for one in value)


def _aim(aim: dict[str, Any]) -> str:
    value = decimal(aim.get("value") or 0)
    said = aim.get("text") or f"{words()['comparisons'][aim['comparison']]} {value} {aim['unit']}"
    return f"{said} ({aim['year']})" if aim.get("year") else str(said)


_WRITTEN = {
    "channels": _channels,
    "working": _working,
    "notice": _notice,
    "limits": _limits,
    "pauses": _pauses,
    "targets": _targets,
}
