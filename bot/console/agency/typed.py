"""What was typed into a form of the room, field by field."""

from __future__ import annotations

from collections.abc import Mapping

from bot.console.shown import words

Typed = Mapping[str, str]


class Mistyped(Exception):
    """What was typed is no value at all."""

    def __init__(self, field: str, fault: str, text: str = "") -> None:
        self.field = field
        self.message = str(words()["agency_faults"][fault]).format(text=text[:40])
        super().__init__(self.message)


def line(typed: Typed, field: str) -> str:
    """Without line ends and doubled spaces."""
    return " ".join(typed.get(field, "").split())


def number(text: str, field: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise Mistyped(field, "number", text)
    return int(text)
