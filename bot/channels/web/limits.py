"""How often somebody may ask: counted in this process's memory, addresses only as a hash that ends with it."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from ipaddress import ip_address
from math import ceil
from secrets import token_bytes
from typing import Optional

from sanic.request import Request

from bot.channels.web.requests import Refused

# A person reads an answer before asking again; a script does not.
PER_MINUTE = 20
# One office, or a telephone company, may stand behind one address.
MESSAGES_OF_ADDRESS = 240
SESSIONS_OF_ADDRESS = 60
LOOKS_OF_ADDRESS = 600
# Tabs of one browser share a session.
STREAMS = 6
STREAMS_OF_ADDRESS = 120
# Sheets of the survey page in ten minutes: a person corrects himself some times; a waiting room behind one address
# is busier; and more than an authority has visitors comes from a script, wherever it comes from.
SHEETS, SHEETS_OF_ADDRESS, SHEETS_OF_ALL = 20, 60, 600
_MOST_NAMES = 20_000
_KEY = token_bytes(32)


class Limit:
    """So many within so many seconds for each name; of too many names the one longest silent is forgotten."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, name: Optional[str]) -> None:
        """Counts one more; nobody without a name. Raises Refused with the seconds to wait."""
        if name is None:
            return
        now = self._clock()
        times = self._times.setdefault(name, deque(maxlen=self._most))
        if len(times) == self._most and now - times[0] < self._seconds:
            raise Refused(429, "too_many", ceil(self._seconds - (now - times[0])))
        times.append(now)
        self._times.move_to_end(name)
        if len(self._times) > _MOST_NAMES:
            self._times.popitem(last=False)


class Room:
    """So many at the same time for each name."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside: dict[str, int] = {}

    @contextmanager
    def taken(self, name: Optional[str]) -> Iterator[None]:
        """Raises Refused when there is none left."""
        if name is None:
            yield
            return
        if self._inside.get(name, 0) >= self._most:
            raise Refused(429, "too_many_streams", 30)
        self._inside[name] = self._inside.get(name, 0) + 1
        try:
            yield
        finally:
            self._inside[name] -= 1
            if not self._inside[name]:
                del self._inside[name]


class Limits:
    """All of them, for one process."""

    def __init__(self) -> None:
        self.messages = Limit(PER_MINUTE, 60)
        self.messages_of_address = Limit(MESSAGES_OF_ADDRESS, 60)
        self.sessions_of_address = Limit(SESSIONS_OF_ADDRESS, 600)
        self.looks_of_address = Limit(LOOKS_OF_ADDRESS, 60)
        self.sheets = Limit(SHEETS, 600)
        self.sheets_of_address = Limit(SHEETS_OF_ADDRESS, 600)
        self.sheets_of_all = Limit(SHEETS_OF_ALL, 600)
        self.streams = Room(STREAMS)
        self.streams_of_address = Room(STREAMS_OF_ADDRESS)


def address_of(request: Request) -> Optional[str]:
    """A hash of where the request comes from; None where that is our own network, perhaps a proxy for everybody."""
    told = request.remote_addr or request.ip
    try:
        if not ip_address(told).is_global:
            return None
    except ValueError:
        return None
    return blake2b(told.encode(), key=_KEY, digest_size=16).hexdigest()
