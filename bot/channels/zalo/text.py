"""An answer as Zalo shows it: plain text, in parts of at most 2,000 characters, choices as a numbered list."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex

from bot.channels.driver import Incoming
from bot.channels.zalo.words import words
from bot.desk.numbering import missing, own_number
from bot.text import writing

# Both platforms refuse a longer text (-210) and cut nothing themselves. Counted in NFC: the same Vietnamese
# line is about 28 % longer when its marks stand apart.
LONGEST_TEXT = 2000

# What is typed here and is a command elsewhere: in words.yml, and there.
_WISHES = {"forget": "xoadulieu", "comment": "gopy", "petition": "phananh"}
_LINK = regex.compile(r"\[([^\]\n]+)\]\((https?://[^\s)]+)\)")
_BOLD = regex.compile(r"\*\*(.+?)\*\*")
# Where a text may be cut, best first, and how full the part must be at least for that kind of place.
_PLACES = (
    (regex.compile(r"\n\s*\n"), 0.5),
    (regex.compile(r"\n(?=\s*(?:\d{1,3}[.)]|[-•–⚠])\s)"), 0.25),
    (regex.compile(r"\n"), 0.25),
    (regex.compile(r"(?<=[.;:!?…])\s"), 0.5),
    (regex.compile(r"\s"), 0.0),
)


def plain(text: str) -> str:
    """Without Markdown, in NFC: bold as it is, a link as its words and its address."""
    shown = _LINK.sub(lambda link: link[2] if link[1] == link[2] else f"{link[1]}: {link[2]}", text)
    return unicodedata.normalize("NFC", _BOLD.sub(r"\1", shown)).strip()


def pieces(text: str, limit: int = LONGEST_TEXT) -> list[str]:
    """The text in parts of at most `limit` characters, cut between paragraphs, items or lines where it can be."""
    rest, parts = unicodedata.normalize("NFC", text).strip(), []
    while len(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def numbered(text: str, titles: Sequence[str], hint: bool = True) -> str:
    """The text with its choices as a list, those that it does not list already; a number typed chooses."""
    lines = [with_number(number, title) for number, title in missing(text, titles)]
    blocks = [text, "\n".join(lines), words()["choose"] if hint else ""]
    return "\n\n".join(filter(None, blocks))


def with_number(number: int, title: str) -> str:
    """The title behind its number, which some have already."""
    return title if own_number(title) == number else f"{number}. {title}"


def shortened(title: str, longest: int) -> str:
    """At most `longest` characters, cut behind a word and marked."""
    whole = unicodedata.normalize("NFC", title).strip()
    if len(whole) <= longest:
        return whole
    kept = whole[: longest - 1]
    return f"{kept[: kept.rfind(' ')] if ' ' in kept else kept}…"


def typed(text: str) -> Incoming:
    """What somebody means who types this: a question, or a wish that is a command elsewhere."""
    wish = writing.plain(writing.clean(text)).rstrip(".! ")
    for name, command in _WISHES.items():
        if wish in map(writing.plain, words()[name]):
            return Incoming("command", command)
    return Incoming("text", text)


def _cut(text: str, limit: int) -> int:
    for place, full in _PLACES:
        # One character more than fits: a break that stands there is left out anyway.
        found = [match.start() for match in place.finditer(text, 1, limit + 1)]
        if found and found[-1] >= full * limit:
            return int(found[-1])
    cut = limit
    while cut > 1 and _belongs_to_the_one_before(text[cut]):
        cut -= 1
    return cut


def _belongs_to_the_one_before(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")
