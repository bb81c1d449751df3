"""What somebody typed, made fit for Rasa: clean, without personal data, never a command."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.secrets import hide
from bot.text.privacy import mask
from bot.text.writing import LONGEST, clean


@dataclass(frozen=True)
class Heard:
    """`text` may enter Rasa and be stored; empty means that nothing was asked."""

    text: str
    cut: bool


def hear(typed: str) -> Heard:
    # Half a surrogate pair is valid in JSON and cannot be written as UTF-8 anywhere later.
    whole = typed.encode("utf-8", "ignore").decode("utf-8")
    # Rasa reads a text that begins with '/' as an intent: '/restart', '/ask_fee{"procedure": …}'.
    text = hide(mask(clean(whole))).lstrip("/ ")
    return Heard(text, len(whole) > LONGEST)
