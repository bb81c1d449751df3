"""The answers' templates and the ways numbers, dates and names are written in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_SPACES = re.compile(r"[ \t]+")
# These begin official names, which keep their capital.
_NAMES = (
    *("Cổng ", "Bộ ", "Sở ", "Luật ", "Nghị ", "Thông tư ", "Hội đồng "),
    *("Ban Quản lý ", "Công an ", "Mẫu "),
)
_AMOUNT = re.compile(r"\d đồng")
# Officials' abbreviations that the catalogue's sentences keep from their sources.
_WRITTEN_OUT = {"Cổng DVC": "Cổng Dịch vụ công", "CSDL": "cơ sở dữ liệu", "TTHC": "thủ tục hành chính"}
_SHORT = re.compile("|".join(rf"\b{short}\b" for short in _WRITTEN_OUT))


def thousands(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def lower_first(text: str) -> str:
    """For the middle of a sentence; UBND, C/O and official names stay."""
    if text.startswith(_NAMES):
        return text
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def without_brackets(text: str) -> str:
    """For a text that itself stands in brackets: 'Mẫu 03 (NĐ 219)' → 'Mẫu 03, NĐ 219'."""
    return text.replace(" (", ", ").replace(")", "")


def full_stop(text: str) -> str:
    return text if text.endswith((".", "…")) else f"{text}."


def before_dash(text: str) -> str:
    """A source without its remark and archive notes."""
    return re.split(r" — | \((?:github|dichvucong)", text)[0].rstrip(".").replace(", bản crawl ", ", tháng ")


def decision(document: str) -> str:
    """'886/QĐ-BNV' → 'QĐ 886/QĐ-BNV'; what already begins so stays."""
    return f"QĐ {document}" if document[:1].isdigit() and "/QĐ-" in document else document


def order(values: Iterable[str], *wanted: str) -> list[str]:
    return sorted(values, key=wanted.index)


# Plain text: autoescape is for HTML.
_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_WRITING = (thousands, day, lower_first, upper_first, without_brackets, full_stop)
for _filter in (*_WRITING, before_dash, decision, order):
    _environment.filters[_filter.__name__] = _filter
_environment.tests["with_amount"] = lambda text: bool(_AMOUNT.search(text or ""))
_environment.tests["contains"] = lambda text, part: part in (text or "")


def render(template: str, **facts: Any) -> str:
    """A template's text, its lines trimmed; an empty line never follows another."""
    return tidy(_environment.get_template(f"{template}.txt").render(**facts))


def heading(aspect: str) -> str:
    headings: dict[str, str] = _environment.get_template("_words.txt").module.HEADINGS  # type: ignore[attr-defined]
    return headings[aspect]


def tidy(text: str) -> str:
    text = _SHORT.sub(lambda short: _WRITTEN_OUT[short[0]], text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def sentence(text: str) -> str:
    """A text whose subject was left out, because a heading names it: ': tôi chưa có' → 'Tôi chưa có'."""
    bare = text.lstrip(" :,.")
    return "**" + upper_first(bare[2:]) if bare.startswith("**") else upper_first(bare)


def split(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` characters: whole headed parts together where they fit, else cut at lines."""
    pieces = [""]
    for block in text.split("\n\n"):
        for number, lines in enumerate(_cut(block, limit)):
            joint = "\n\n" if number == 0 else "\n"
            if number == 0 and len(pieces[-1]) + len(joint) + len(lines) <= limit:
                pieces[-1] += joint + lines
            else:
                pieces.append(lines)
    return [piece for piece in (piece.strip() for piece in pieces) if piece]


def _cut(text: str, limit: int) -> list[str]:
    """About equally long pieces, cut between lines; a heading stays with what follows."""
    pieces: list[list[str]] = [[]]
    limit = min(limit, int(len(text) / ceil(len(text) / limit) * 1.1) + 1) if text else limit
    for line in _short_lines(text, limit):
        piece = pieces[-1]
        if piece and len("\n".join([*piece, line])) > limit:
            moved = [piece.pop()] if len(piece) > 1 and _is_heading(piece[-1]) else []
            pieces.append([*moved, line])
        else:
            piece.append(line)
    return ["\n".join(piece) for piece in pieces]


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
