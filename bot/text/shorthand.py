"""Abbreviations and chat spelling written out: 'gpxd cần j' → 'giấy phép xây dựng cần gì'."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from bot.text.writing import canonical, plain


@cache
def table() -> dict[str, list[str]]:
    """Short form → its words, from shorthand.txt; a form is found with and without its marks."""
    known: dict[str, list[str]] = {}
    for line in files("bot.text").joinpath("shorthand.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            shorts, full = line.split(" = ")
            for short in shorts.split():
                known[canonical(short)] = full.split()
                known.setdefault(plain(short), full.split())
    return known


@cache
def _longest() -> dict[str, int]:
    """Words of the longest entry that begins with a word: 'where' 3, for 'where to submit'."""
    sizes: dict[str, int] = {}
    for short in table():
        first, *more = short.split("_")
        sizes[first] = max(sizes.get(first, 0), 1 + len(more))
    return sizes


def expand(words: list[str]) -> list[str]:
    """Each known short form or phrase replaced by its words, longest first; the rest unchanged."""
    known, longest = table(), _longest()
    out: list[str] = []
    at = 0
    while at < len(words):
        sizes = range(longest.get(words[at], 0), 0, -1)
        size = next((size for size in sizes if "_".join(words[at : at + size]) in known), 0)
        out += known["_".join(words[at : at + size])] if size else [words[at]]
        at += size or 1
    return out
