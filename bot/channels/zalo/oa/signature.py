"""X-ZEvent-Signature: whether an event really comes from Zalo for our account."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest

HEADER = "X-ZEvent-Signature"
_PREFIX = "mac="
SIGNED_IDS = ("app_id", "oa_id", "either")
FORMS = ("mac", "bare", "either")


@dataclass(frozen=True)
class Signature:
    """How this account's events are signed; what the documents leave open is chosen by settings."""

    secret: str = field(repr=False)
    app_id: str
    oa_id: str = ""
    signed_id: str = "app_id"
    form: str = "either"

    def fits(self, given: str | None, raw: bytes, timestamp: str) -> bool:
        """Whether `given` signs exactly these bytes. `timestamp` is the body's, as the string received."""
        if not given or not self.secret:
            return False
        prefixed = given.startswith(_PREFIX)
        if self.form != "either" and prefixed != (self.form == "mac"):
            return False
        digest = given[len(_PREFIX) :] if prefixed else given
        return any(_equal(digest, self._digest(first, raw, timestamp)) for first in self._firsts())

    def _firsts(self) -> list[str]:
        by_name = {"app_id": self.app_id, "oa_id": self.oa_id}
        wanted = list(by_name) if self.signed_id == "either" else [self.signed_id]
        return [by_name[name] for name in wanted if by_name[name]]

    def _digest(self, first: str, raw: bytes, timestamp: str) -> str:
        # Plain SHA-256 of the concatenation, not an HMAC: so it is documented.
        return sha256(b"".join([first.encode(), raw, timestamp.encode(), self.secret.encode()])).hexdigest()


def _equal(one: str, other: str) -> bool:
    # As bytes: compare_digest refuses strings that are not ASCII.
    return compare_digest(one.lower().encode("utf-8", "replace"), other.encode())
