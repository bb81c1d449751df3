"""What costs a walk through many rows, kept for a while by the process that computed it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Any

MINUTE, DAY = 60, 86_400
# Keys name their day, so what is older is never asked for again.
_MOST = 200


class Memory:
    """Values by key, each until its time is over. Two who ask at once may both compute; the result is the same."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._lock = Lock()

    def get(self, key: Hashable, seconds: float, make: Callable[[], Any]) -> Any:
        with self._lock:
            until, value = self._kept.get(key, (0.0, None))
        if self._clock() < until:
            return value
        value = make()
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = self._clock() + seconds, value
        return value
