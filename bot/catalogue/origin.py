"""Which certificates of origin serve the country that a question names: data/origin.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from bot.settings import ROOT
from bot.text.question import Question, read
from bot.text.writing import plain

FILE = ROOT / "data" / "origin.yml"


@dataclass(frozen=True)
class Destination:
    """`ways`: phrases without marks by which the country is named; `forms`: codes of procedures."""

    ways: tuple[str, ...]
    forms: tuple[str, ...]


def forms_for(question: Question) -> tuple[str, ...]:
    """Codes of the certificates for the destination named; empty unless certificates of origin are spoken of."""
    text = f" {' '.join(question.plain)} "
    if not any(cue in text for cue in _cues()):
        return ()
    return next((one.forms for one in destinations() if any(way in text for way in one.ways)), ())


@cache
def destinations() -> tuple[Destination, ...]:
    content = _content()
    return tuple(_destination(entry, content["before"]) for entry in content["destinations"])


def _destination(entry: dict[str, Any], before: list[str]) -> Destination:
    ways = [*entry["names"], *(f"{word} {short}" for short in entry.get("short", ()) for word in before)]
    return Destination(tuple(map(_phrase, ways)), tuple(entry["forms"]))


@cache
def _cues() -> tuple[str, ...]:
    return tuple(map(_phrase, _content()["cues"]))


def _phrase(words: str) -> str:
    """As questions are read: shorthand written out, without marks, between spaces."""
    return f" {' '.join(read(words).plain) or plain(words)} "


@cache
def _content() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text("utf-8")))
