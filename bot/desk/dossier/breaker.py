"""A circuit breaker: a system that fails again and again is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

FAILURES = 5
REST, LONGEST_REST = 30.0, 300.0  # seconds


class Breaker:
    """Safe to use from several threads. `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._failures, self._rest, self._until = 0, REST, 0.0
        self._trying = False

    def lets_through(self) -> bool:
        """False while it rests; after the rest one try is let through, and the others wait for what it brings."""
        with self._lock:
            if self._clock() < self._until or self._trying:
                return False
            self._trying = self._failures >= FAILURES
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._rest, self._trying = 0, REST, False

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._trying = False
            if self._failures >= FAILURES:
                self._until = self._clock() + self._rest
                self._rest = min(self._rest * 2, LONGEST_REST)

    def rests(self, seconds: float) -> None:
        """The system itself asked for a pause."""
        with self._lock:
            self._trying = False
            self._until = max(self._until, self._clock() + min(max(seconds, 1.0), LONGEST_REST))
