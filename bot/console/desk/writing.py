"""What officers write, in one form: NFC, plain line ends, nothing around it."""

from __future__ import annotations

import unicodedata


def lines(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
