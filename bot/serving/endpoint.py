"""The action server's address, spoken to over connections that stay open.

Rasa opens a session and a connection for each call and closes both.
"""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

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
        # One for each event loop: the chat page's turns and the messaging channels' run in two.
        self._open: WeakKeyDictionary[asyncio.AbstractEventLoop, ClientSession] = WeakKeyDictionary()

    def session(self) -> Any:
        loop = asyncio.get_running_loop()
        if loop not in self._open or self._open[loop].closed:
            self._open[loop] = ClientSession(
                connector=TCPConnector(limit=0, keepalive_timeout=_KEPT_SECONDS),
                headers=self.headers,
                auth=BasicAuth(**self.basic_auth) if self.basic_auth else None,
                timeout=ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
            )
        return _Lent(self._open[loop])

    async def close(self) -> None:
        for session in self._open.values():
            await session.close()


class _Lent:
    """A session in a `with` block that leaves it open."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> ClientSession:
        return self._session

    async def __aexit__(self, *error: object) -> None:
        return None
