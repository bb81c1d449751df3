"""The answers' templates and the ways numbers, dates and names are written in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_SPACES = re.compile(r"[ \t]+")
_BLANK = re.compile(r"\n{3,}")


def thousands(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def lower_first(text: str) -> str:
    """For the middle of a sentence; UBND, C/O and single letters stay."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def full_stop(text: str) -> str:
    return text if text.endswith((".", "…")) else f"{text}."


def before_dash(text: str) -> str:
    """A source without its remark and archive notes."""
    return re.split(r" — | \((?:github|dichvucong)", text)[0].rstrip(".")


def decision(document: str) -> str:
    """'886/QĐ-BNV' → 'QĐ 886/QĐ-BNV'; what already begins so stays."""
    return f"QĐ {document}" if document[:1].isdigit() and "/QĐ-" in document else document


def order(values: Iterable[str], *wanted: str) -> list[str]:
    return sorted(values, key=wanted.index)


_environment = Environment(  # plain text; autoescape is for HTML
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=False,  # noqa: S701
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
for _filter in (thousands, day, lower_first, upper_first, full_stop, before_dash, decision, order):
    _environment.filters[_filter.__name__] = _filter
_environment.tests["contains"] = lambda text, part: part in (text or "")


def render(template: str, **facts: Any) -> str:
    """A template's text, its lines trimmed; an empty line never follows another."""
    return tidy(_environment.get_template(f"{template}.txt").render(**facts))


def heading(aspect: str) -> str:
    headings: dict[str, str] = _environment.get_template("_words.txt").module.HEADINGS  # type: ignore[attr-defined]
    return headings[aspect]


def tidy(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def sentence(text: str) -> str:
    """A text whose subject was left out, because a heading names it: ': tôi chưa có' → 'Tôi chưa có'."""
    return upper_first(text.lstrip(" :,"))


def split(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` characters, cut between lines; a heading stays with what follows."""
    pieces: list[list[str]] = [[]]
    for line in _short_lines(text, limit):
        piece = pieces[-1]
        if piece and len("\n".join([*piece, line])) > limit:
            moved = [piece.pop()] if len(piece) > 1 and _is_heading(piece[-1]) else []
            pieces.append([*moved, line])
        else:
            piece.append(line)
    return [text for text in ("\n".join(piece).strip() for piece in pieces) if text]


def _is_heading(line: str) -> bool:
    return line.startswith("**") and line.endswith(("**", ":"))


def _short_lines(text: str, limit: int) -> Iterable[str]:
    for line in text.split("\n"):
        while len(line) > limit:
            at = line.rfind(" ", 1, limit)
            at = at if at > 0 else limit
            yield line[:at]
            line = line[at:].lstrip()
        yield line
