"""Requests to Zalo: one session, timeouts, bounded retries. Blocking: call it off the event loop."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import sleep
from typing import Any

import requests
from requests.exceptions import ConnectTimeout, ProxyError, SSLError
from urllib3.exceptions import NewConnectionError

CONNECT, READ = 5.0, 15.0
# Between attempts to connect; a request that may have arrived is not repeated here.
PAUSES = (0.3, 1.0)

# Zalo Bot carries its token in the path, which urllib3 tells at DEBUG.
logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)


class NotReached(Exception):
    """No connection came about: whatever was to be sent has surely not arrived."""


class Unanswered(Exception):
    """The request may have arrived; its answer did not."""


@dataclass(frozen=True)
class Reply:
    """Status, headers, and the JSON object; an empty one when the body was none."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def seconds_to_wait(self, otherwise: float) -> float:
        told = self.headers.get("Retry-After", "")
        return min(float(told), 3600.0) if told.isdecimal() else otherwise


class Http:
    """One keep-alive session. Its errors name no address, because an address may hold a token."""

    def __init__(self, connect: float = CONNECT, read: float = READ) -> None:
        self._session = requests.Session()
        self._timeout = connect, read

    def get(self, url: str, **given: Any) -> Reply:
        return self._request("GET", url, **given)

    def post(self, url: str, **given: Any) -> Reply:
        return self._request("POST", url, **given)

    def close(self) -> None:
        self._session.close()

    def _request(self, method: str, url: str, read: float | None = None, **given: Any) -> Reply:
        timeout = self._timeout if read is None else (self._timeout[0], read)
        for pause in (*PAUSES, None):
            try:
                # A redirect would carry the token to wherever it points.
                answer = self._session.request(method, url, timeout=timeout, allow_redirects=False, **given)
                return Reply(answer.status_code, _object(answer), answer.headers)
            except requests.RequestException as error:
                if not _never_connected(error):
                    raise Unanswered(type(error).__name__) from None
                if pause is None:
                    raise NotReached(type(error).__name__) from None
                sleep(pause)
        raise AssertionError("unreachable")


def _never_connected(error: requests.RequestException) -> bool:
    if isinstance(error, (ConnectTimeout, SSLError, ProxyError)):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _object(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
