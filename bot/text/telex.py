"""Telex typing that the keyboard did not turn into marks: 'thur tucj' → 'thủ tục'."""

from __future__ import annotations

import unicodedata

import regex

_TONES = {"f": "\u0300", "s": "\u0301", "x": "\u0303", "r": "\u0309", "j": "\u0323"}
_DOUBLED = (("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("dd", "đ"))
_HORNED = (("aw", "ă"), ("ow", "ơ"), ("uw", "ư"))
_VOWELS = "aăâeêioôơuưy"
_SYLLABLE = regex.compile(
    r"^(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    rf"([{_VOWELS}]{{1,3}})(?:ch|ng|nh|[cmnpt])?$"
)


def decode(word: str) -> str | None:
    """The syllable that these keys would have typed, or None when they type none."""
    keys = word.lower()
    if not keys.isascii() or not keys.isalpha() or len(keys) < 3:
        return None
    keys, tone = _take_tone(keys)
    letters = _marked(keys)
    if not _SYLLABLE.match(letters) or (letters == keys and not tone):
        return None
    return _place(letters, tone) if tone else letters


def _take_tone(keys: str) -> tuple[str, str]:
    """The tone key stands last, or right behind the vowels ('tucj', 'tujc')."""
    if keys[-1] in _TONES:
        return keys[:-1], _TONES[keys[-1]]
    inner = regex.search(r"(?<=[aeiouyw])([fsxrj])(?=(?:ch|ng|nh|[cmnptaeiouyw])+$)", keys)
    if inner:
        return keys[: inner.start()] + keys[inner.end() :], _TONES[inner[1]]
    return keys, ""


def _marked(keys: str) -> str:
    if keys.startswith("d") and keys.endswith("d") and len(keys) > 2:
        keys = "đ" + keys[1:-1]
    text = keys
    text = regex.sub(r"uow|uwow|uwo", "ươ", text)
    for typed, letter in _DOUBLED + _HORNED:
        text = text.replace(typed, letter)
    # The mark may be typed at the end: 'hojp' keeps, 'muonw' → 'mươn', 'caanf' was done above.
    if text.endswith("w"):
        body = text[:-1]
        for old, new in (("uo", "ươ"), ("u", "ư"), ("o", "ơ"), ("a", "ă")):
            if old in body:
                return body.replace(old, new, 1)
    late = regex.match(r"^(.*?)([aeo])((?:ch|ng|nh|[cmnpt]))\2$", text)
    if late:
        return late[1] + {"a": "â", "e": "ê", "o": "ô"}[late[2]] + late[3]
    return text


def _place(letters: str, tone: str) -> str:
    """Put the tone on the vowel that carries it."""
    core = _SYLLABLE.match(letters)
    assert core is not None
    start, end = core.span(1)
    vowels = letters[start:end]
    carrier = next((i for i in range(len(vowels) - 1, -1, -1) if vowels[i] in "ăâêôơư"), None)
    if carrier is None:
        closed = end < len(letters)
        carrier = 0 if len(vowels) == 1 else len(vowels) - 1 if closed else max(0, len(vowels) - 2)
    at = start + carrier + 1
    return unicodedata.normalize("NFC", letters[:at] + tone + letters[at:])
