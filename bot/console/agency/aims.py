"""The reform plan's aims as the room's form shows them, and as they are kept again from what was typed."""

from __future__ import annotations

import re
from datetime import date
from itertools import count
from typing import Any

from bot.catalogue.agency import Agency
from bot.catalogue.agency_schema import COMPARISONS
from bot.console.agency.typed import Mistyped, Typed, line, number
from bot.console.shown import decimal
from bot.feedback.targets import names

FIELDS = ("code", "comparison", "value", "unit", "text", "year", "source")
# Beside the plan's own.
SPARE = 2
_VALUE = re.compile(r"\d{1,9}(?:[.,]\d{1,4})?")


def shown(profile: Agency) -> dict[str, str]:
    found: dict[str, str] = {}
    for at, target in enumerate(profile.targets):
        own = "" if target.document == profile.plan_document else target.document
        value = "" if target.value is None else decimal(target.value)
        told = {**vars(target), "value": value, "source": own}
        found |= {f"{field}-{at}": str(told[field] or "") for field in FIELDS}
    return found


def known(profile: Agency) -> dict[str, str]:
    """What an aim may be: code → name, those of the profile without a name included."""
    return {**{target.code: target.code for target in profile.targets}, **names()}


def kept(typed: Typed, profile: Agency, today: date) -> Any:
    """An aim without a name is one that was taken out; a form without any row is none of ours."""
    if not rows(typed):
        raise Mistyped("code-0", "code")
    return [_aim(typed, at, profile) for at in range(rows(typed)) if line(typed, f"code-{at}")]


def rows(typed: Typed) -> int:
    """How many the form has."""
    return next(at for at in count() if f"code-{at}" not in typed)


def _aim(typed: Typed, at: int, profile: Agency) -> dict[str, Any]:
    given = {field: line(typed, f"{field}-{at}") for field in FIELDS}
    if given["code"] not in known(profile):
        raise Mistyped(f"code-{at}", "code")
    if not given["unit"]:
        raise Mistyped(f"unit-{at}", "unit")
    if bool(given["value"]) == bool(given["text"]):
        raise Mistyped(f"value-{at}", "aim")
    aim: dict[str, Any] = {"code": given["code"], "unit": given["unit"]}
    if given["text"]:
        aim["text"] = given["text"]
    else:
        aim |= {"comparison": _comparison(given, at), "value": _value(given["value"], at)}
    if given["year"]:
        aim["year"] = number(given["year"], f"year-{at}")
    if given["source"]:
        aim["source"] = given["source"]
    return aim | _meant(profile, given["code"])


def _comparison(given: dict[str, str], at: int) -> str:
    if given["comparison"] not in COMPARISONS:
        raise Mistyped(f"comparison-{at}", "comparison")
    return given["comparison"]


def _value(text: str, at: int) -> float:
    bare = text.rstrip("% ")
    if not _VALUE.fullmatch(bare):
        raise Mistyped(f"value-{at}", "value", text)
    return float(bare.replace(",", "."))


def _meant(profile: Agency, code: str) -> dict[str, str]:
    """What the plan says that the aim is measured by, which the form does not show."""
    said = (target.compare_with for target in profile.targets if target.code == code and target.compare_with)
    return {"compare_with": words} if (words := next(said, None)) else {}
