"""Conversations of the chat page: issued here, bounded in number and in speed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_hex
from time import monotonic
from typing import Any

# A person reads an answer before asking again; a script does not.
PER_MINUTE = 20
_MOST_SESSIONS = 10_000
_MOST_OFFERED = 64
_MOST_TURNS = 8

Messages = list[dict[str, Any]]


@dataclass
class Session:
    """One conversation. `sender` is what Rasa and the logs see; the token stays with the browser."""

    sender: str
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asked: deque[float] = field(default_factory=lambda: deque(maxlen=PER_MINUTE))
    _offered: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _turns: OrderedDict[str, asyncio.Task[Messages]] = field(default_factory=OrderedDict)

    def may_ask(self) -> bool:
        """Counts this question; False when the last minute is used up."""
        now = monotonic()
        if len(self._asked) == PER_MINUTE and now - self._asked[0] < 60:
            return False
        self._asked.append(now)
        return True

    def offer(self, payloads: Iterable[str]) -> None:
        """Remember buttons shown: only these may carry a command."""
        for payload in payloads:
            self._offered[payload] = None
        _trim(self._offered, _MOST_OFFERED)

    def was_offered(self, payload: str) -> bool:
        return payload in self._offered

    def turn_of(self, number: str) -> asyncio.Task[Messages] | None:
        """The turn already begun under this number: what is sent again is not asked again."""
        return self._turns.get(number)

    def keep_turn(self, number: str, task: asyncio.Task[Messages]) -> None:
        self._turns[number] = task
        _trim(self._turns, _MOST_TURNS)


class Sessions:
    """By token, the least recently used forgotten first; they last as long as this process."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Session] = OrderedDict()

    def issue(self) -> str:
        token = token_hex(16)
        self._known[token] = Session(f"web:{sha256(token.encode()).hexdigest()[:32]}")
        _trim(self._known, _MOST_SESSIONS)
        return token

    def find(self, token: str) -> Session | None:
        session = self._known.get(token)
        if session is not None:
            self._known.move_to_end(token)
        return session


def _trim(known: OrderedDict[str, Any], most: int) -> None:
    while len(known) > most:
        known.popitem(last=False)
