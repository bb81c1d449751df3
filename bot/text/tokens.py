"""Words of a question: syllables, codes, numbers. Everything else separates."""

from __future__ import annotations

import regex

# A procedure code (1.014199, MC-03), a document number (219/2025/NĐ-CP), 'c/o', or letters and digits.
_WORD = regex.compile(
    r"\d\.\d{6}(?!\d)|mc-\d{2,4}|\d+/\d{4}/[\p{L}\d-]+|c/o|\d+(?:[.,]\d+)*|\p{L}[\p{L}\p{M}]*(?:\d+(?!\p{L}))?",
    regex.IGNORECASE,
)
CODE = regex.compile(r"(?<![\d.])(\d\.\d{6}|MC-\d{2,4})(?![\d])", regex.IGNORECASE)


def words(text: str) -> list[str]:
    """The words in order, as written."""
    return _WORD.findall(text)


def codes(text: str) -> list[str]:
    """Procedure codes that stand in the text; the portal's suffix '.000.00.00.H42' is ignored."""
    return [code.upper() for code in CODE.findall(text)]
