"""Sessions of the page: signed by us, kept by the browser, good in every process and after a restart."""

from __future__ import annotations

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from secrets import token_bytes
from typing import Optional

from bot.channels.web.requests import Refused
from bot.desk.seal import keys

LASTS = timedelta(days=30)
# Renewed when it is used after this, so that whoever comes back within a month keeps the conversation.
RENEWED_AFTER = timedelta(days=1)
# Clocks of several servers agree within some seconds.
_AHEAD = timedelta(minutes=5)
_PERSON, _TIME, _MAC = 16, 5, 32


@dataclass(frozen=True)
class Session:
    """`person` is a random number in hexadecimal that tells nothing of anybody."""

    person: str
    issued: datetime


class Sessions:
    """Tokens under MOTCUA_SECRET; those under a former secret still count."""

    def __init__(self, secret: str, purpose: bytes = b"web session") -> None:
        self._keys = keys(secret, purpose)

    def issue(self, now: datetime, person: Optional[str] = None) -> str:
        """For somebody new, or for the person of an older session."""
        random = bytes.fromhex(person) if person else token_bytes(_PERSON)
        payload = random + int(now.timestamp()).to_bytes(_TIME, "big")
        return _written(payload + _mac(self._keys[0], payload))

    def read(self, token: str, now: datetime) -> Session:
        """Raises Refused for what we did not sign, or too long ago."""
        content = _bytes(token)
        payload, mac = content[:-_MAC], content[-_MAC:]
        known = [hmac.compare_digest(_mac(key, payload), mac) for key in self._keys]
        if len(payload) != _PERSON + _TIME or not any(known):
            raise Refused(401, "unknown_session")
        issued = datetime.fromtimestamp(int.from_bytes(payload[_PERSON:], "big"), timezone.utc)
        if not now - LASTS < issued < now + _AHEAD:
            raise Refused(401, "expired_session")
        return Session(payload[:_PERSON].hex(), issued)

    def renewed(self, session: Session, now: datetime) -> Optional[str]:
        """A later token for the same person, when the present one is no longer young."""
        return self.issue(now, session.person) if now - session.issued > RENEWED_AFTER else None


def _mac(key: bytes, payload: bytes) -> bytes:
    return hmac.new(key, payload, sha256).digest()


def _written(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(token: str) -> bytes:
    """Empty when it is no token: one writing only, since others of the same bytes would count as well."""
    try:
        content = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return b""
    return content if _written(content) == token else b""
