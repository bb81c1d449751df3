"""The one door of all messaging channels: what arrives is stored, taken up once and in order, and answered once.

Plain decisions over the database, the clock passed in. Every method is one transaction and waits for it:
call it off the event loop.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Optional, Union

from bot.desk import handoff
from bot.desk import inbox as events
from bot.desk import outbox as letters
from bot.desk.inbox import TALK_LASTS, Answered, Arrival, Task
from bot.desk.journal import Journal
from bot.desk.numbering import by_number
from bot.desk.outbox import Refused, Sent, Words
from bot.desk.seal import Seal
from bot.desk.worker import Worker, is_gone
from bot.errors import Unreadable
from bot.settings import ROOT
from bot.storage import (
    buttons,
    handoffs,
    inbox,
    outbox,
    pauses,
    renaming,
    retention,
    senders,
    talks,
    turns,
)
from bot.storage.buttons import Button
from bot.storage.database import UnitOfWork, lasting_engine
from bot.storage.inbox import Arrived, Event
from bot.storage.outbox import Letter
from bot.storage.retention import Terms
from bot.storage.senders import Held, Met
from bot.storage.writing import Writing

logger = logging.getLogger(__name__)

# How long a conversation stays with a worker that gives no sign of life.
HOLD = timedelta(seconds=20)
TERMS = Terms()
JOURNAL = ROOT / "var" / "sending"

Outcome = Union[Answered, Sent, Refused]
Job = Union[Task, Letter]


@dataclass(frozen=True)
class Visit:
    """A conversation held by this worker, with its address. `repeatable`: see `next_letter`."""

    held: Held
    address: str
    repeatable: bool = False

    @property
    def sender(self) -> str:
        return self.held.sender

    @property
    def channel(self) -> str:
        return self.held.channel


class Door:
    """Over one database, for one process; safe to use from several threads."""

    def __init__(self, database_url: str, seal: Seal, words: Words, journal: Path = JOURNAL) -> None:
        self._engine = lasting_engine(database_url)
        self._seal = seal
        self._words = words
        self.repeatable: set[str] = set()
        """Channels that know a letter which comes twice."""
        self._worker = Worker()
        self._journal = Journal(journal, self._worker.name)

    def receive(self, arrival: Arrival, now: datetime) -> bool:
        """Store it; False when it had arrived before. Only after this may the channel be told."""
        return self.receive_all([arrival], now)[0]

    def receive_all(self, arrivals: Sequence[Arrival], now: datetime) -> list[bool]:
        """Several in one transaction of two statements, which costs hardly more than one."""
        people = [self._met(arrival) for arrival in arrivals]
        events = [self._arrived(one, met.sender) for one, met in zip(arrivals, people, strict=True)]
        with Writing(self._engine, urgent=True) as uow:
            if self._seal.has_former:
                self._know_again(uow, arrivals, now)
            senders.meet(uow.session, people, now)
            new = inbox.add(uow.session, events, now)
            uow.commit()
        return new

    def claim(self, channels: Collection[str], limit: int, now: datetime) -> list[Visit]:
        """Conversations that have something to do, now this worker's until `HOLD` is over or they are done."""
        with UnitOfWork(self._engine) as uow:
            if not senders.is_due(uow.session, channels, now):
                return []
        with Writing(self._engine) as uow:
            name = self._worker.claim()
            held = senders.claim(uow.session, channels, name, now + HOLD, now, limit)
            uow.commit()
        return [self._visit(one) for one in held]

    def step(
        self, visit: Visit, outcome: Optional[Outcome], now: datetime, more: bool = True
    ) -> Optional[Job]:
        """Write what came of the last job and take the next; None when there is none and the visit is over.

        Without `more`, what is left to do is left to the next worker.
        """
        with Writing(self._engine) as uow:
            held = senders.still_held(uow.session, visit.held, now + HOLD)
            if isinstance(outcome, Sent) or (held and isinstance(outcome, Refused)):
                letters.settle(uow, outcome, now, self._words)
            elif held and isinstance(outcome, Answered):
                events.settle(uow, visit.sender, outcome, now)
            job = self._next(uow, visit, now) if held and more else None
            if held and not more:
                senders.release(uow.session, visit.held, now)
            uow.commit()
        if isinstance(outcome, (Sent, Refused)):
            self._journal.is_settled(outcome.letter.by or "", outcome.letter.id)
        if not held:
            logger.warning("%s was taken over by another worker", visit.sender)
        return job

    def departs(self, letter: Letter) -> None:
        """To be called right before the letter's request; no database in between. Raises OSError."""
        self._journal.departs(letter.id)

    def renew(self, visits: Collection[Visit], now: datetime) -> None:
        """A sign of life for these."""
        with Writing(self._engine) as uow:
            senders.renew(uow.session, [visit.held for visit in visits], now + HOLD)
            uow.commit()

    def let_go_of_the_gone(self) -> None:
        """What workers held whose process has ended can be taken up at once."""
        with UnitOfWork(self._engine) as uow:
            gone = [holder for holder in senders.holders(uow.session) if is_gone(holder)]
        if gone:
            with Writing(self._engine) as uow:
                senders.let_go(uow.session, gone)
                uow.commit()

    def pressed(self, sender: str, button: str, now: datetime) -> Optional[Button]:
        with UnitOfWork(self._engine) as uow:
            return buttons.pressed(uow.session, sender, button, now)

    def chosen(self, sender: str, number: int, now: datetime, just_now: bool = False) -> Optional[Button]:
        """The choice of that number among those last offered to the person; `just_now`: by the very last letter."""
        with UnitOfWork(self._engine) as uow:
            offer = outbox.last_offer(uow.session, sender, *([1] if just_now else []))
            button = by_number(*offer, number)
            return buttons.pressed(uow.session, sender, button, now) if button else None

    def forget(self, sender: str, now: datetime) -> None:
        """Everything of the conversation goes, the address once what is under way is finished."""
        with Writing(self._engine) as uow:
            senders.erase(uow.session, sender)
            senders.mark_leaving(uow.session, sender)
            senders.wake(uow.session, sender, now)
            uow.commit()

    def return_unanswered(self, patience: timedelta, now: datetime) -> None:
        """Whoever an officer leaves without an answer for so much working time waits again; see `handoff`."""
        with UnitOfWork(self._engine) as uow:
            if not handoffs.open_ones(uow.session):
                return
        with Writing(self._engine) as uow:
            for number in handoff.return_unanswered(uow, patience, now):
                logger.warning("hand-over %d went back into the queue: its officer was silent", number)
            uow.commit()

    def tidy(self, now: datetime, terms: Terms = TERMS) -> None:
        """What has had its time goes, a batch at a time: nobody who writes waits for long."""
        retention.tidy(self._engine, now, terms)
        self._journal.tidy()

    def _know_again(self, uow: UnitOfWork, arrivals: Sequence[Arrival], now: datetime) -> None:
        """Who was met under a former secret keeps his talk, and what he may want deleted. All in one order."""
        names = {
            former: self._seal.sender(one.channel, one.person)
            for one in arrivals
            for former in self._seal.formerly(one.channel, one.person)
        }
        for former, name in sorted(names.items()):
            renaming.rename(uow.session, former, name, now)

    def _met(self, arrival: Arrival) -> Met:
        sender = self._seal.sender(arrival.channel, arrival.person)
        return Met(sender, arrival.channel, self._seal.close(arrival.address))

    def _arrived(self, arrival: Arrival, sender: str) -> Arrived:
        # PostgreSQL stores no zero character, and no text at all with half a surrogate pair.
        key = arrival.key.encode("unicode_escape").decode("ascii")
        return Arrived(arrival.channel, key, sender, self._seal.close(arrival.body))

    def _next(self, uow: UnitOfWork, visit: Visit, now: datetime) -> Optional[Job]:
        session, sender = uow.session, visit.sender
        letter = letters.next_letter(uow, sender, now, visit.repeatable, self._words, self._journal)
        if letter is not None:
            return letter
        event = inbox.take(session, sender)
        if event is not None:
            return self._task(uow, sender, event, now)
        waiting = outbox.first(session, sender)
        if waiting is None and senders.is_leaving(session, sender):
            senders.forget_letters(session, sender)
            senders.forget_address(session, sender)
        else:
            senders.release(session, visit.held, waiting.due if waiting else None)
        return None

    def _task(self, uow: UnitOfWork, sender: str, event: Event, now: datetime) -> Task:
        wish = handoffs.current(uow.session, sender)
        is_open = wish is not None and wish.state == "open"
        return Task(
            event.id,
            self._opened(event.body),
            event.attempts,
            talks.load(uow.session, sender, now - TALK_LASTS),
            is_open or pauses.until(uow.session, sender, now) is not None,
            wish.state if wish else None,
            event.key,
            turns.latest(uow.session, sender),
            event.at,
        )

    def _visit(self, held: Held) -> Visit:
        address = self._opened(held.address)
        return Visit(held, address if isinstance(address, str) else "", held.channel in self.repeatable)

    def _opened(self, sealed: str) -> Any:
        try:
            return self._seal.open(sealed)
        except Unreadable as error:
            logger.error("%s", error)
            return {}
