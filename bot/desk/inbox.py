"""Events and what came of them: replies, slots and the end of the event are written together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional

from bot.desk.outbox import BUTTONS_LAST, send_again
from bot.storage import buttons, inbox, outbox, pauses, senders, talks
from bot.storage.buttons import Button
from bot.storage.database import UnitOfWork

# Rasa's session of an hour: see session_config in domain.yml.
TALK_LASTS = timedelta(minutes=60)
# An event that ended its process twice is answered with an apology: it would end the next one, too.
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Arrival:
    """One verified event. `key` is unique within its channel; person and address are never stored as they are."""

    channel: str
    key: str
    person: str
    address: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Task:
    """An event to be answered, with what the conversation remembers."""

    event: int
    body: dict[str, Any]
    attempts: int
    slots: talks.Slots
    silent: bool = False
    """An officer is answering this person: nothing is said for now."""

    @property
    def exhausted(self) -> bool:
        return self.attempts >= MOST_ATTEMPTS


@dataclass(frozen=True)
class Draft:
    """One message of a reply: its text, title and id of its buttons."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answered:
    """What came of an event. `slots` None: the conversation remembers what it did before."""

    event: int
    drafts: tuple[Draft, ...] = ()
    offered: tuple[Button, ...] = ()
    slots: Optional[talks.Slots] = None
    again: Optional[int] = None
    """The number of a letter to be sent once more."""
    leaving: bool = False
    """The conversation goes when the drafts are sent."""
    silent_until: Optional[datetime] = None
    """An officer has answered: the assistant keeps silent until then."""


def settle(uow: UnitOfWork, sender: str, outcome: Answered, now: datetime) -> None:
    """All of it, or nothing when the event was finished before."""
    if not inbox.finish(uow.session, outcome.event):
        return
    if outcome.silent_until is not None:
        pauses.begin(uow.session, sender, outcome.silent_until)
    if outcome.leaving:
        senders.forget_words(uow.session, sender)
        senders.mark_leaving(uow.session, sender)
    elif outcome.slots is not None:
        talks.save(uow.session, sender, outcome.slots, now)
    if outcome.again is not None:
        send_again(uow, sender, outcome.again, outcome.event, now)
    buttons.offer(uow.session, sender, outcome.offered, now + BUTTONS_LAST)
    for draft in outcome.drafts:
        outbox.add(uow.session, sender, draft.text, now, draft.buttons, outcome.event)
