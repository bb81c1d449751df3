"""OAuth v4: the consent link, and pairs of tokens for a code or a refresh token."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.channels.zalo.http import Http, Unanswered
from bot.channels.zalo.oa.codes import Refused, check, number

# "90000": 25 hours, told as a string.
_LIFETIME = 90_000


@dataclass(frozen=True)
class Pair:
    """An access token and the refresh token that is good for one more pair, and for that once."""

    access: str
    refresh: str
    seconds: int = _LIFETIME

    def __repr__(self) -> str:
        return "Pair(…)"


@dataclass(frozen=True)
class OAuth:
    http: Http
    url: str
    app_id: str
    app_secret: str = field(repr=False)

    @property
    def verifier(self) -> str:
        """43 characters, the same for as long as the app's secret is: the console keeps one challenge."""
        return _base64(hmac.digest(self.app_secret.encode(), b"motcua zalo code verifier", sha256))

    @property
    def challenge(self) -> str:
        return _base64(sha256(self.verifier.encode()).digest())

    def consent_link(self, callback: str) -> str:
        given = {"app_id": self.app_id, "redirect_uri": callback, "code_challenge": self.challenge}
        return f"{self.url}/v4/oa/permission?{urlencode(given)}"

    def exchange(self, code: str) -> Pair:
        """The first pair. The code is good for ten minutes and one use."""
        return self._ask(code=code, grant_type="authorization_code", code_verifier=self.verifier)

    def renew(self, refresh: str) -> Pair:
        """The next pair; `refresh` is used up by it."""
        return self._ask(refresh_token=refresh, grant_type="refresh_token")

    def _ask(self, **form: str) -> Pair:
        reply = self.http.post(
            f"{self.url}/v4/oa/access_token",
            data={"app_id": self.app_id, **form},
            headers={"secret_key": self.app_secret},
        )
        check(reply.body)
        return _pair(reply.body, reply.status)


def code_in(pasted: str) -> str:
    """The code in the address that the browser ended at, or what was pasted itself."""
    query = parse_qs(urlsplit(pasted.strip()).query)
    return (query.get("code") or [pasted.strip()])[0]


def _pair(body: dict[str, Any], status: int) -> Pair:
    access, refresh = body.get("access_token"), body.get("refresh_token")
    if status >= 500 and not access:
        raise Unanswered(f"HTTP {status}")
    if not (isinstance(access, str) and access and isinstance(refresh, str) and refresh):
        raise Refused(0, f"HTTP {status}, không có token")
    return Pair(access, refresh, number(body.get("expires_in")) or _LIFETIME)


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
