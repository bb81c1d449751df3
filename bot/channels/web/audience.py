"""Who is listening in this process: woken at once by what is said here, within a second by what others say."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Optional

from bot.channels.signs import PATIENCE
from bot.channels.web.showing import Shown, show, standing
from bot.storage import transcript
from bot.storage.database import UnitOfWork, lasting_engine
from bot.storage.tables import now
from bot.storage.transcript import News

logger = logging.getLogger(__name__)

# Seconds between looks at the database, one for all that listen.
_LOOK = 1.0


@dataclass
class Ear:
    """One open stream. `number`: the last line that it has shown."""

    sender: str
    number: int
    news: Optional[News] = None
    stirred: asyncio.Event = field(default_factory=asyncio.Event)


class Audience:
    """Made before the server starts; `start` and `stop` belong to its loop."""

    def __init__(self, database_url: str) -> None:
        self._engine = lasting_engine(database_url)
        # Of their own: the other threads may all be busy with turns.
        self._threads = ThreadPoolExecutor(2, "streams")
        self._ears: dict[str, list[Ear]] = {}
        self._looking: Optional[asyncio.Task[None]] = None
        self.is_over = False

    def start(self) -> None:
        self._looking = asyncio.create_task(self._look_on())

    def stop(self) -> None:
        """Streams end; their pages come back to another process."""
        self.is_over = True
        if self._looking is not None:
            self._looking.cancel()
        for sender in self._ears:
            self.wake(sender)

    @contextmanager
    def listening(self, sender: str, number: int) -> Iterator[Ear]:
        ear = Ear(sender, number)
        self._ears.setdefault(sender, []).append(ear)
        try:
            yield ear
        finally:
            self._ears[sender].remove(ear)
            if not self._ears[sender]:
                del self._ears[sender]

    def wake(self, sender: str) -> None:
        for ear in self._ears.get(sender, ()):
            ear.stirred.set()

    async def hear(self, ear: Ear) -> Shown:
        """What is new for it, and how the conversation stands."""
        ear.stirred.clear()
        shown = await asyncio.get_running_loop().run_in_executor(self._threads, self._read, ear)
        ear.number = max([ear.number, *(line["number"] for line in shown.lines)])
        return shown

    def _read(self, ear: Ear) -> Shown:
        with UnitOfWork(self._engine, snapshot=True) as uow:
            ear.news = self._news(uow, [ear.sender]).get(ear.sender)
            if ear.news is None or ear.news.leaving:
                return Shown(forgotten=ear.news is not None or ear.number > 0)
            said = (
                transcript.after(uow.session, ear.sender, ear.number)
                if ear.number
                else transcript.last(uow.session, ear.sender)
            )
            return Shown([show(line) for line in said], standing(uow.session, ear.news, now()))

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            if not self._ears:
                continue
            try:
                loop = asyncio.get_running_loop()
                found = await loop.run_in_executor(self._threads, self._look, list(self._ears))
                self._stir(found)
            except Exception as error:
                logger.error("transcripts not readable: %s", error)

    def _look(self, senders: list[str]) -> dict[str, News]:
        with UnitOfWork(self._engine) as uow:
            return self._news(uow, senders)

    def _news(self, uow: UnitOfWork, senders: list[str]) -> dict[str, News]:
        return transcript.news(uow.session, senders, now() - timedelta(seconds=PATIENCE))

    def _stir(self, found: dict[str, News]) -> None:
        for sender, ears in self._ears.items():
            for ear in ears:
                news = found.get(sender)
                # Whoever waits for an officer moves up without a word being said.
                if news != ear.news or (news and news.state == "waiting"):
                    ear.stirred.set()
