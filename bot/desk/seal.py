"""What hides people: pseudonyms by a keyed hash, and encryption for what a reply needs."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import SettingError, Unreadable

# 128 bits written as hexadecimal; whoever shortens it should know that it stands between us and a dictionary.
SHORTEST = 32


class Seal:
    """Made from MOTCUA_SECRET: one secret, or several separated by spaces, of which the first is in use.

    Later ones only read what was encrypted before the secret was changed, and know people again by the pseudonyms
    that they gave: the first one gives everybody a new one.
    """

    def __init__(self, secret: str) -> None:
        secrets = secret.split()
        if not secrets or min(map(len, secrets)) < SHORTEST:
            raise SettingError(
                "MOTCUA_SECRET",
                f"kênh nhắn tin cần một khóa bí mật dài ít nhất {SHORTEST} ký tự, ví dụ tạo bằng: openssl rand -hex 32",
            )
        self._person, *self._formerly = [_derived(one, b"person") for one in secrets]
        ciphers = [Fernet(urlsafe_b64encode(_derived(one, b"content"))) for one in secrets]
        self._present, self._cipher = ciphers[0], MultiFernet(ciphers)
        self.has_former = len(ciphers) > 1

    def sender(self, channel: str, person: str) -> str:
        """The pseudonym: the same for the same person in the same channel, and no way back without the secret."""
        return _pseudonym(self._person, channel, person)

    def formerly(self, channel: str, person: str) -> list[str]:
        """What he was called under the secrets before, the latest first."""
        return [_pseudonym(key, channel, person) for key in self._formerly]

    def close(self, content: Any) -> str:
        """Anything that JSON can write, encrypted."""
        # In ASCII: half a surrogate pair is valid in JSON and cannot be written as UTF-8.
        return self._cipher.encrypt(json.dumps(content).encode()).decode()

    def open(self, sealed: str) -> Any:
        """Raises Unreadable when it was closed under another secret."""
        try:
            return json.loads(self._cipher.decrypt(sealed.encode()))
        except InvalidToken as error:
            raise Unreadable from error

    def is_present(self, sealed: str) -> bool:
        """Whether it was closed under the first secret."""
        try:
            self._present.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    def closed_anew(self, sealed: str) -> str:
        """The same content under the first secret. Raises Unreadable."""
        try:
            return self._cipher.rotate(sealed.encode()).decode()
        except InvalidToken as error:
            raise Unreadable from error


def keys(secret: str, purpose: bytes) -> list[bytes]:
    """A key of 32 bytes from each secret of MOTCUA_SECRET, the one in use first. `purpose`: at most 16 bytes."""
    return [_derived(one, purpose) for one in secret.split()]


def _pseudonym(key: bytes, channel: str, person: str) -> str:
    digest = blake2b(json.dumps([channel, person]).encode(), key=key, digest_size=16)
    return f"{channel}:{digest.hexdigest()}"


def _derived(secret: str, purpose: bytes) -> bytes:
    """Hashing must not use the key that encrypts."""
    return blake2b(secret.encode(), digest_size=32, person=purpose).digest()
