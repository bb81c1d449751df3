"""How often somebody may be wrong."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

_MOST = 5
_WITHIN = timedelta(hours=1)
# Whoever has not been wrong for longest is forgotten first.
_PEOPLE = 10_000


class Guesses:
    """Of one process; safe to use from several threads."""

    def __init__(self, most: int = _MOST, within: timedelta = _WITHIN) -> None:
        self._most, self._within = most, within
        self._wrong: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = Lock()

    def are_too_many(self, who: str, now: datetime) -> bool:
        with self._lock:
            return len(self._recent(who, now)) >= self._most

    def was_wrong(self, who: str, now: datetime) -> None:
        with self._lock:
            self._wrong[who] = [*self._recent(who, now), now]
            self._wrong.move_to_end(who)
            while len(self._wrong) > _PEOPLE:
                self._wrong.popitem(last=False)

    def _recent(self, who: str, now: datetime) -> list[datetime]:
        return [at for at in self._wrong.get(who, ()) if at > now - self._within]
