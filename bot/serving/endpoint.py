"""The action server's address, spoken to over connections that stay open.

Rasa opens a session and a connection for each call and closes both.
"""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import BasicAuth, ClientSession, ClientTimeout, TCPConnector
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import EndpointConfig

# Below the five seconds after which Sanic hangs up: whoever closes first must be us.
_KEPT_SECONDS = 3.0


class LastingEndpoint(EndpointConfig):
    """Rasa's endpoint; what it borrows as a session is handed back instead of closed."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        self.__dict__.update(vars(endpoint))
        # Held, so that no other endpoint is ever taken for this one.
        self._like = endpoint
        self._open: ClientSession | None = None

    def session(self) -> Any:
        if self._open is None or self._open.closed or self._open._loop is not asyncio.get_running_loop():
            self._open = ClientSession(
                connector=TCPConnector(limit=0, keepalive_timeout=_KEPT_SECONDS),
                headers=self.headers,
                auth=BasicAuth(**self.basic_auth) if self.basic_auth else None,
                timeout=ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
            )
        return _Lent(self._open)

    async def close(self) -> None:
        if self._open is not None:
            await self._open.close()


class _Lent:
    """A session in a `with` block that leaves it open."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> ClientSession:
        return self._session

    async def __aexit__(self, *error: object) -> None:
        return None
