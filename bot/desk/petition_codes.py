"""The code by which a petition is looked up: PA-XXXX-XXXX. It cannot be guessed, and a slip in it is noticed."""

from __future__ import annotations

from secrets import choice
from typing import Optional

import regex

from bot.text.writing import plain

# None of them is taken for another by eye or by ear. 23, a prime: so the check sign finds every single wrong sign and
# every two that changed places.
SIGNS = "34679ACDEFGHJKMNPRTVWXY"
_LENGTH = 7
_WRITTEN = regex.compile(r"(?<![a-z0-9])pa[\s.–-]?([a-z0-9]{4})[\s.–-]?([a-z0-9]{4})(?![a-z0-9])")


def new() -> str:
    """One of 3.4 thousand million."""
    signs = "".join(choice(SIGNS) for _ in range(_LENGTH))
    whole = signs + _check(signs)
    return f"PA-{whole[:4]}-{whole[4:]}"


def written_in(text: str) -> Optional[str]:
    """What looks like a code in a text, as codes are written; None when nothing does. It may have a slip."""
    found = _WRITTEN.search(plain(text))
    if found is None:
        return None
    # 'pa' and two words of four letters are no code: 'PA nhan vien'.
    whole = f"{found[1]}{found[2]}".upper()
    return f"PA-{whole[:4]}-{whole[4:]}" if _looks_like(found[0], whole) else None


def is_sound(code: str) -> bool:
    """Whether its check sign fits."""
    signs = code.removeprefix("PA-").replace("-", "")
    return set(signs) <= set(SIGNS) and len(signs) == _LENGTH + 1 and _check(signs[:-1]) == signs[-1]


def _looks_like(written: str, whole: str) -> bool:
    dashed = regex.match(r"pa[.–-]\w{4}[.–-]\w{4}", written)
    return bool(dashed) or any(sign.isdigit() for sign in whole) or is_sound(whole)


def _check(signs: str) -> str:
    """Weights from 2 on: the check sign itself has 1."""
    total = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(signs, 2))
    return SIGNS[total % len(SIGNS)]
