"""How many messages of one person are answered in a minute: a flood costs the others no turns.

Counted in what the conversation remembers, so that it holds in every process and after a restart; a person's events
are answered one after the other, so nobody counts at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# Kept with the talk beside Rasa's slots: since when it is counted, and how many there were.
CROWD = "crowd"
WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Crowd:
    """One minute of one person. `count` has the present message."""

    since: datetime
    count: int
    most: int

    @classmethod
    def after(cls, slots: Mapping[str, Any], now: datetime, most: int) -> Crowd:
        """With the message that arrives now."""
        since, count = _stored(slots, now)
        return cls(since, count + 1, most)

    @property
    def is_full(self) -> bool:
        """This message is one too many."""
        return self.count > self.most

    @property
    def is_to_be_told(self) -> bool:
        """Once a minute; whoever goes on knows."""
        return self.count == self.most + 1

    def seconds(self, now: datetime) -> int:
        """Until the next is answered."""
        return max(1, round((self.since + WINDOW - now).total_seconds()))

    def kept(self, slots: Mapping[str, Any]) -> dict[str, Any]:
        return {**slots, CROWD: [self.since.isoformat(), self.count]}


def _stored(slots: Mapping[str, Any], now: datetime) -> tuple[datetime, int]:
    """A minute that is over, or that lies ahead because a clock was put right, begins anew."""
    if CROWD not in slots:
        return now, 0
    told, count = slots[CROWD]
    since = datetime.fromisoformat(told)
    return (since, int(count)) if since <= now < since + WINDOW else (now, 0)
