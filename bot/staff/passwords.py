"""Passwords: made, judged, hashed and compared."""

from __future__ import annotations

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 128
_FEWEST_CHARACTERS = 5
# Without characters that look alike; 4 × 4 of 31 are 79 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# argon2id with the library's defaults, RFC 9106's second choice: 64 MiB and about 50 ms each.
hasher = PasswordHasher()
# A burst of sign-ins must not take all memory: these wait for one another.
_at_once = threading.BoundedSemaphore(2)


def made() -> str:
    """A random password that can be read aloud, in four groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    with _at_once:
        return str(hasher.hash(_one_form(password)))


def fits(stored: str, password: str) -> bool:
    """Whether this is the password; takes as long when it is not."""
    with _at_once:
        try:
            return bool(hasher.verify(stored, _one_form(password)))
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with weaker settings than today's."""
    return bool(hasher.check_needs_rehash(stored))


def weakness(password: str, account: str) -> str | None:
    """Why it will not do: short, long, simple or name; None when it will."""
    form = _one_form(password)
    if len(form) < SHORTEST:
        return "short"
    if len(form) > LONGEST:
        return "long"
    if len(set(form)) < _FEWEST_CHARACTERS:
        return "simple"
    return "name" if account in form.lower() else None


def _one_form(password: str) -> str:
    """Keyboards write one Vietnamese letter in several ways (NIST SP 800-63B asks for NFKC)."""
    return unicodedata.normalize("NFKC", password)
