"""Our answers' marks as Telegram's entities: the text itself is never parsed there, so nothing can break it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

# As the chat page reads them: **bold** and [words](https://…), within a line.
_MARK = re.compile(r"\*\*(?=\S)([^\n]+?)(?<=\S)\*\*|\[([^\]\[\n]+)\]\((https?://[^\s()]+)\)")


@dataclass(frozen=True)
class Mark:
    """A stretch of the plain text, counted as Telegram counts: in UTF-16 code units."""

    kind: str
    offset: int
    length: int
    url: str = ""


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where marks stand in a text, in characters, so that it is not cut within one."""
    return [found.span() for found in _MARK.finditer(text)]


def read(text: str) -> tuple[str, list[Mark]]:
    """The text without our marks, and what they said."""
    plain: list[str] = []
    marks: list[Mark] = []
    length = 0
    for piece, own in _pieces(text):
        plain.append(piece)
        marks += [replace(mark, offset=mark.offset + length) for mark in own]
        length += units(piece)
    return "".join(plain), marks


def _pieces(text: str) -> Iterator[tuple[str, list[Mark]]]:
    end = 0
    for found in _MARK.finditer(text):
        yield text[end : found.start()], []
        yield _marked(found)
        end = found.end()
    yield text[end:], []


def _marked(found: re.Match[str]) -> tuple[str, list[Mark]]:
    bold, words, url = found.groups()
    if bold is None:
        return _with("text_link", words, url, [])
    inner, marks = read(bold)
    return _with("bold", inner, "", marks)


def _with(kind: str, text: str, url: str, inner: list[Mark]) -> tuple[str, list[Mark]]:
    """A mark without anything to be seen in it is none: Telegram would refuse or drop it."""
    if not text.strip():
        return text, inner
    return text, [Mark(kind, 0, units(text), url), *inner]
