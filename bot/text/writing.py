"""How Vietnamese is written: one Unicode form, one tone placement, with and without marks."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

import regex

# Longest question that is read; the rest of a longer text is not looked at (a form field's usual bound).
LONGEST = 2000

_INVISIBLE = regex.compile(r"[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]")
_SPACES = regex.compile(r"\s+")
_MARKS = regex.compile(r"\p{Mn}+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
# hoà → hòa: in oa, oe, uy without a final consonant the older placement marks the first vowel.
_NEW_PLACEMENT = regex.compile(rf"(?<!q)([ou])([aey])([{_TONES}])(?!\p{{L}})")
_OPEN_RHYMES = {"oa", "oe", "uy"}

# A syllable has seven letters, the longest words of forms and brands some twenty. What is longer does not come
# again, and remembering it would let memory grow with what people paste.
_WORD_LENGTH = 30
_WORDS_KEPT = 8192
_Told = TypeVar("_Told")


def remembered(work: Callable[[str], _Told]) -> Callable[[str], _Told]:
    """The same function; what it says of a word is kept, because the same words come again and again."""
    kept = lru_cache(maxsize=_WORDS_KEPT)(work)

    @wraps(work)
    def told(text: str) -> _Told:
        return kept(text) if len(text) <= _WORD_LENGTH else work(text)

    return told


def clean(text: str) -> str:
    """One line in NFC without control, format or private-use characters, at most LONGEST long."""
    spaced = _INVISIBLE.sub(
        lambda found: "" if unicodedata.category(found[0]) == "Cf" else " ", text[:LONGEST]
    )
    composed = unicodedata.normalize("NFC", spaced)
    return _SPACES.sub(" ", composed).strip()[:LONGEST].rstrip()


@remembered
def canonical(text: str) -> str:
    """Lower case, with 'hoà', 'thuý' written 'hòa', 'thúy'."""
    split = _decompose_tones(unicodedata.normalize("NFC", text).lower())
    return unicodedata.normalize("NFC", _NEW_PLACEMENT.sub(_older, split))


@remembered
def plain(text: str) -> str:
    """Lower case without any mark: 'Đường Hoà' → 'duong hoa'."""
    split = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("Đ", "d"))
    return unicodedata.normalize("NFC", _MARKS.sub("", split)).replace("đ", "d")


def is_marked(text: str) -> bool:
    """Whether any letter carries a Vietnamese mark."""
    return plain(text) != text.lower()


def _decompose_tones(text: str) -> str:
    """Tones as separate marks behind their vowel; â, ê, ô, ă, ơ, ư stay whole."""
    out = []
    for character in text:
        parts = unicodedata.normalize("NFD", character)
        tone = "".join(mark for mark in parts if mark in _TONES)
        rest = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        out.append(rest + tone)
    return "".join(out)


def _older(found: regex.Match[str]) -> str:
    first, second, tone = found.groups()
    return f"{first}{tone}{second}" if first + second in _OPEN_RHYMES else found[0]
