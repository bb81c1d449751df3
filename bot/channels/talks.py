"""Rasa's tracker store over our own database: of a conversation only its slots are kept.

A tracker is built from them for every turn, so that turn 200 costs what turn 1 costs, and a conversation
goes on after a restart and in another process. What was asked stands in the record of turns, masked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from typing import Any, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.desk.inbox import TALK_LASTS
from bot.settings import Settings
from bot.storage import talks
from bot.storage.database import UnitOfWork, lasting_engine
from bot.storage.tables import now
from bot.storage.talks import Slots
from bot.storage.writing import Writing

# Talks saved until those that are over are swept away.
_TIDY_EVERY = 500


@dataclass
class Memory:
    """What one conversation remembers, while somebody else keeps it."""

    sender: str
    slots: Slots


_held: ContextVar[Optional[Memory]] = ContextVar("held", default=None)


@contextmanager
def remembering(sender: str, slots: Slots) -> Iterator[Memory]:
    """Within it, the conversation is read from and written to the memory given, not to the database.

    So that a turn which is broken off has changed nothing, and one that is finished is written with its replies.
    """
    memory = Memory(sender, slots)
    token = _held.set(memory)
    try:
        yield memory
    finally:
        _held.reset(token)


class TalkStore(TrackerStore):
    """For endpoints.yml: `tracker_store: {type: bot.channels.talks.TalkStore}`."""

    def __init__(
        self, domain: Optional[Domain], event_broker: Optional[EventBroker] = None, **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker)
        self._engine = lasting_engine(Settings.from_env().database_url)
        self._saved = count(1)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The tracker as after the last turn's end; None when there was none within the last hour."""
        memory = _held.get()
        if memory is not None and memory.sender == sender_id:
            slots = memory.slots
        else:
            slots = await asyncio.to_thread(self._load, sender_id)
        return self._tracker(sender_id, slots) if slots else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value != slot.initial_value}
        memory = _held.get()
        if memory is not None and memory.sender == tracker.sender_id:
            memory.slots = slots
        elif slots:
            await asyncio.to_thread(self._save, tracker.sender_id, slots)

    async def keys(self) -> Iterable[str]:
        return await asyncio.to_thread(self._senders)

    def _tracker(self, sender: str, slots: Slots) -> DialogueStateTracker:
        """In a session that has begun, with its slots set, listening."""
        known = {slot.name for slot in self.domain.slots}
        tracker = self.init_tracker(sender)
        tracker.update(ActionExecuted(ACTION_SESSION_START_NAME))
        tracker.update(SessionStarted())
        for name, value in slots.items():
            if name in known:
                tracker.update(SlotSet(name, value))
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    def _load(self, sender: str) -> Slots:
        with UnitOfWork(self._engine) as uow:
            return talks.load(uow.session, sender, now() - TALK_LASTS)

    def _save(self, sender: str, slots: Slots) -> None:
        with Writing(self._engine) as uow:
            talks.save(uow.session, sender, slots, now())
            if next(self._saved) % _TIDY_EVERY == 0:
                talks.purge(uow.session, now() - TALK_LASTS)
            uow.commit()

    def _senders(self) -> list[str]:
        with UnitOfWork(self._engine) as uow:
            return talks.senders(uow.session)
