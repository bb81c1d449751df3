"""A long answer in several messages, cut where a reader would: between paragraphs, items, lines, sentences."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from bot.channels.telegram import marks

# https://core.telegram.org/bots/api#sendmessage: 1-4096 characters, which are UTF-16 code units.
LONGEST = 4096

# From the best place to the worst. The cut comes where the match ends.
_BORDERS = [
    regex.compile(border)
    for border in (
        r"\n[ \t]*\n",
        # The next item of a list, but not the lines that belong to an item.
        r"\n(?=\d+[.)] |[-•–⚠✔] ?|\*\*)",
        r"\n",
        r"[.!?;:…] ",
        r" ",
        r"\X",
    )
]
# A border is judged by what follows it.
_LOOKAHEAD = 32


def split(text: str, longest: int = LONGEST) -> list[str]:
    """Messages that together say the text; none is empty, none is longer than Telegram takes."""
    return list(_pieces(text, longest))


def _pieces(text: str, longest: int) -> Iterator[str]:
    rest = text.strip()
    while marks.units(rest) > longest:
        cut = _cut(rest, longest)
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def _cut(text: str, longest: int) -> int:
    """How many characters go into this message."""
    most = _characters(text, longest)
    within = [span for span in marks.spans(text) if span[0] < most]
    # A border in the first half would leave messages half empty; it serves when a link fills the second.
    for start in (most // 2, 1):
        for border in _BORDERS:
            found = [match.end() for match in border.finditer(text, start, most + _LOOKAHEAD)]
            good = [end for end in found if end <= most and not any(a < end < b for a, b in within)]
            if good:
                return int(good[-1])
    return most


def _characters(text: str, longest: int) -> int:
    """The most characters that fit, at least one."""
    length = 0
    for count, character in enumerate(text):
        length += 2 if character > "\uffff" else 1
        if length > longest:
            return max(count, 1)
    return len(text)
