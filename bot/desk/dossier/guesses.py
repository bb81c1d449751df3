"""How many different dossiers one person may ask for: codes are numbered on, and easily guessed."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

WINDOW = 900.0  # seconds
MOST_CODES, MOST_UNKNOWN = 10, 5
_MOST_PEOPLE = 20_000


class Guesses:
    """Counted in this process's memory, by pseudonym. A code asked again counts once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._asked: OrderedDict[str, dict[str, tuple[float, bool]]] = OrderedDict()

    def allows(self, person: str, code: str) -> bool:
        """Counts it; a try over a limit is not counted, so that the wait is not prolonged."""
        with self._lock:
            now = self._clock()
            kept = {one: (at, bad) for one, (at, bad) in self._of(person).items() if now - at < WINDOW}
            unknown = sum(bad for _, bad in kept.values())
            allowed = code in kept or (len(kept) < MOST_CODES and unknown < MOST_UNKNOWN)
            if allowed:
                kept.setdefault(code, (now, False))
            self._keep(person, kept)
            return allowed

    def was_unknown(self, person: str, code: str) -> None:
        with self._lock:
            self._keep(person, {**self._of(person), code: (self._clock(), True)})

    def _of(self, person: str) -> dict[str, tuple[float, bool]]:
        return self._asked.get(person, {})

    def _keep(self, person: str, kept: dict[str, tuple[float, bool]]) -> None:
        self._asked[person] = kept
        self._asked.move_to_end(person)
        if len(self._asked) > _MOST_PEOPLE:
            self._asked.popitem(last=False)
