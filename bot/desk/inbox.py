"""Events and what came of them: replies, slots and the end of the event are written together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Optional

from bot.desk.forms import Attachment
from bot.desk.outbox import BUTTONS_LAST, send_again
from bot.feedback.model import Asking
from bot.storage import buttons, handoffs, inbox, lines, outbox, pauses, ratings, senders, talks, turns
from bot.storage.buttons import Button
from bot.storage.database import UnitOfWork
from bot.storage.lines import Line

# Rasa's session of an hour: see session_config in domain.yml.
TALK_LASTS = timedelta(minutes=60)
# An event that ended its process twice is answered with an apology: it would end the next one, too.
MOST_ATTEMPTS = 3

# A step at the desk that belongs to an event, as part of its transaction: of the sender, at that time.
Step = Callable[[UnitOfWork, str, datetime], object]


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
    handoff: Optional[str] = None
    """'waiting' or 'open' when the person has asked for an officer."""
    key: str = ""
    """Under which the channel sent it."""
    asked_before: int = 0
    """The row of `turn` that was the person's last one when this event's turn came."""
    at: Optional[datetime] = None
    """When it arrived."""

    @property
    def exhausted(self) -> bool:
        return self.attempts >= MOST_ATTEMPTS


@dataclass(frozen=True)
class Draft:
    """One message of a reply: its text, title and id of its buttons."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    attachment: Optional[Attachment] = None
    """A form, of which the text is the caption."""

    @property
    def stored(self) -> Optional[dict[str, str]]:
        return asdict(self.attachment) if self.attachment else None


@dataclass(frozen=True)
class Spoken:
    """A line of the transcript: what the person said, or one message of the reply as it was before it was split."""

    author: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    rating: tuple[tuple[str, str], ...] = ()
    of_turn: bool = True
    """Whether it belongs to the question that was recorded, if one was."""


@dataclass(frozen=True)
class Rates:
    """The answer is shown with buttons that rate it. Which turn it answers is known when it is written: until then
    the buttons' payloads have a hole for it, and `asking` says 0."""

    buttons: tuple[Button, ...]
    asking: Asking


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
    lines: tuple[Spoken, ...] = ()
    key: str = ""
    """Of the person's line; see `Task`."""
    asked_before: Optional[int] = None
    """See `Task`; None when nothing was asked that is recorded."""
    then: Optional[Step] = None
    rates: Optional[Rates] = None


def settle(uow: UnitOfWork, sender: str, outcome: Answered, now: datetime) -> None:
    """All of it, or nothing when the event was finished before."""
    if not inbox.finish(uow.session, outcome.event):
        return
    if outcome.silent_until is not None:
        pauses.begin(uow.session, sender, outcome.silent_until)
    if outcome.leaving:
        senders.erase(uow.session, sender)
        senders.mark_leaving(uow.session, sender)
    elif outcome.slots is not None:
        talks.save(uow.session, sender, outcome.slots, now)
    if outcome.again is not None:
        send_again(uow, sender, outcome.again, outcome.event, now)
    for draft in outcome.drafts:
        outbox.add(
            uow.session, sender, draft.text, now, draft.buttons, outcome.event, attachment=draft.stored
        )
    turn = _turn(uow, sender, outcome)
    rating = _asks_to_rate(uow, sender, outcome.rates, turn, now)
    buttons.offer(uow.session, sender, (*outcome.offered, *rating), now + BUTTONS_LAST)
    _write_lines(uow, sender, outcome, turn, now)
    if outcome.then is not None:
        outcome.then(uow, sender, now)


def _turn(uow: UnitOfWork, sender: str, outcome: Answered) -> Optional[int]:
    """The row of the question that was asked; None when none was recorded."""
    if outcome.asked_before is None:
        return None
    latest = turns.latest(uow.session, sender)
    return latest if latest > outcome.asked_before else None


def _asks_to_rate(
    uow: UnitOfWork, sender: str, rates: Optional[Rates], turn: Optional[int], now: datetime
) -> list[Button]:
    """The buttons of an answer that was recorded."""
    if rates is None or turn is None:
        return []
    ratings.ask(uow.session, sender, replace(rates.asking, turn=turn), now)
    return [replace(one, payload=one.payload.format(turn=turn)) for one in rates.buttons]


def _write_lines(uow: UnitOfWork, sender: str, outcome: Answered, turn: Optional[int], now: datetime) -> None:
    said = [
        Line(
            0,
            sender,
            now,
            one.author,
            one.text,
            buttons=one.buttons,
            rating=one.rating,
            turn=turn if one.of_turn else None,
            key=(outcome.key or None) if one.author == "person" else None,
        )
        for one in outcome.lines
    ]
    lines.add_all(uow.session, said)
    if any(one.author == "person" for one in outcome.lines):
        handoffs.heard(uow.session, sender, now)
