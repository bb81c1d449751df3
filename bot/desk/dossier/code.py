"""The code of a dossier as it stands on the receipt: 'H06.12-251101-0001', '000.00.00.G12-251101-0001'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import regex

# The authority (up to four levels, written from either end), the day of receipt as yymmdd, the day's number.
_AUTHORITY = r"(?:(?:\d{2,3}\.){3}[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3}){0,3})"
_GAP = r"(?: ?[-‐‑‒–—−] ?| )"
_BEFORE, _AFTER = r"(?<![\p{L}\d.-])", r"(?![\p{L}\d]|[-/.]\d)"
_CODE = regex.compile(rf"{_BEFORE}({_AUTHORITY}){_GAP}(\d{{6}}){_GAP}(\d{{4,6}}){_AFTER}", regex.IGNORECASE)
# Nearly one: an authority and digits behind a dash, but not as many as a code has.
_NEARLY = regex.compile(rf"{_BEFORE}{_AUTHORITY}{_GAP}?-?[ ]?\d{{4,}}[\d-]*{_AFTER}", regex.IGNORECASE)
_HIDDEN = "[mã hồ sơ]"


def codes(text: str) -> list[str]:
    """All codes in a text, as the one-stop system writes them, each once."""
    found = (_normal(match) for match in _CODE.finditer(text))
    return list(dict.fromkeys(code for code in found if code))


def has_broken(text: str) -> bool:
    """Whether something looks like a code and is none: a digit missing, a day that does not exist."""
    return bool(_NEARLY.search(text) or _CODE.search(text)) and not codes(text)


def hidden(text: str) -> str:
    """The text without codes, for records that are counted and read by many."""
    return _NEARLY.sub(_HIDDEN, _CODE.sub(_HIDDEN, text))


def words_beside(text: str) -> Sequence[str]:
    return _CODE.sub(" ", text).split()


def _normal(match: regex.Match[str]) -> str | None:
    authority, day, number = match.groups()
    try:
        datetime.strptime(day, "%y%m%d")
    except ValueError:
        return None
    return f"{authority.upper()}-{day}-{number}"
