"""What the authority has to say before any answer: that its assistant is off here, and the notice of these days."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional

from bot.catalogue.agency import Pause
from bot.catalogue.authority import Authority, State
from bot.channels.words import words
from bot.desk.words import hotline

# Kept with the talk beside Rasa's slots: when somebody was told that it is off, and which notice he has read.
OFF_TOLD, NOTICE_READ = "off_told", "notice_read"
_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Off:
    """The channel is switched off. `text` empty: the person knows already. `slots`: what the talk remembers of it."""

    text: str
    slots: dict[str, Any]


class Announcements:
    """Never waits in the event loop for the database."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    async def off(self, channel: str, slots: Mapping[str, Any], now: datetime) -> Optional[Off]:
        """None while the channel runs. Raises when nobody knows whether it does: it is then asked again, later."""
        seen = self._authority.seen()
        pause = (
            seen.agency.pause(channel) if seen else await asyncio.to_thread(self._authority.pause, channel)
        )
        if pause is None:
            return None
        if not _is_due(pause, slots.get(OFF_TOLD), now):
            return Off("", dict(slots))
        told = words()["paused"].format(hotline=hotline((await self._state()).agency))
        return Off(told, {**slots, OFF_TOLD: now.isoformat()})

    async def notice(self, now: datetime) -> str:
        """Of today; empty where there is none."""
        return (await self._state()).agency.notice_at(now)

    async def officers_time(self) -> timedelta:
        """For how long the assistant keeps silent after an officer has answered elsewhere."""
        return timedelta(minutes=(await self._state()).settings.pause_minutes)

    async def _state(self) -> State:
        """A thread only for a look into the database: each message asks, and most find what was just seen."""
        seen = self._authority.seen()
        return seen if seen else await asyncio.to_thread(lambda: self._authority.now)


def _is_due(pause: Pause, told: Optional[str], now: datetime) -> bool:
    """Once an hour, and anew when it was switched off anew."""
    at = datetime.fromisoformat(told) if told else None
    return at is None or at < pause.since or now - at >= _AGAIN
