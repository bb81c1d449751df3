"""A person wants an officer: the queue, and outside working hours a message or a call.

What the dialogue waits for is remembered with the talk ('phone', 'best', 'message'); a number itself never is.
Every method waits for the database: call it off the event loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

import regex

from bot.catalogue.agency import Agency
from bot.catalogue.authority import authority
from bot.desk import callbacks, handoff
from bot.desk.clock import lasting, moment, week
from bot.desk.hours import Hours
from bot.desk.inbox import TALK_LASTS, Step
from bot.desk.notices import LEAVE, sentences
from bot.desk.seal import Seal
from bot.desk.words import hotline
from bot.errors import PhoneError
from bot.settings import Settings
from bot.storage import handoffs, presence, turns
from bot.storage.callbacks import Callback
from bot.storage.callbacks import pending as pending_callback
from bot.storage.database import UnitOfWork, lasting_engine
from bot.storage.handoffs import Handoff
from bot.storage.writing import Writing
from bot.text.privacy import mask
from bot.text.writing import canonical, clean, is_marked, plain

# What the buttons mean. Nobody types these: typed texts lose their '/'.
OFFICER, CALL, MESSAGE, BEST, CANCEL, NEVER_MIND = (
    *("/gap-can-bo", "/goi-lai", "/loi-nhan", "/gio ", "/huy-goi-lai", "/thoi"),
)
_LONGEST_SUBJECT = 500
_LONGEST_TIME = 100
# Digits with little around them: somebody meant a number.
_NEARLY_A_NUMBER = regex.compile(r"\D{0,25}(?:\d[ .()+-]{0,2}){6,}\D{0,25}")
_CODE = regex.compile(r"\d\.\d{6}")


@dataclass(frozen=True)
class Asker:
    """Whose wish it is. `subject` and `procedure`: what he wants to speak about, masked."""

    sender: str
    channel: str
    subject: Optional[str] = None
    procedure: Optional[str] = None


@dataclass(frozen=True)
class Told:
    """What is said to it: one message. `buttons` are pairs of title and payload; `waits`: for what, next."""

    text: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    waits: Optional[str] = None
    then: Optional[Step] = None


class Wishes:
    """Over one database, for one authority; safe to use from several threads."""

    def __init__(self, settings: Settings, seal: Seal) -> None:
        self._engine = lasting_engine(settings.database_url)
        self._seal = seal
        self._authority = authority(settings)

    @property
    def _agency(self) -> Agency:
        return self._authority.agency

    @property
    def _hours(self) -> Hours:
        return Hours.of(self._agency)

    def officer(self, asker: Asker, now: datetime) -> Told:
        """Into the queue while the desk is open; else the choice between a call and a message."""
        with Writing(self._engine) as uow:
            known = handoffs.current(uow.session, asker.sender)
            if known is None and not self._hours.is_open(now):
                return self._off_hours(now)
            subject = self._asked(uow, asker, now) or asker.subject
            made = handoff.ask(uow, asker.sender, asker.channel, now, subject, asker.procedure)
            told = self._queued(uow, made, now)
            uow.commit()
        return told

    def pressed(self, payload: str, asker: Asker, now: datetime) -> Optional[Told]:
        """What a button means that is none of the questions; None when it is not one of ours."""
        own = sentences()
        if payload == OFFICER:
            return self.officer(asker, now)
        if payload == CALL:
            return Told(own["phone"], ((own["never_mind"], NEVER_MIND),), "phone")
        if payload == MESSAGE:
            text = own["message"].format(opens=self._opens(now))
            return Told(text, ((own["never_mind"], NEVER_MIND),), "message")
        if payload.startswith(BEST):
            return self._best(payload.removeprefix(BEST), asker, now)
        if payload == CANCEL:
            return Told(then=callbacks.withdraw) if self._waits_for_call(asker) else Told(own["dropped"])
        if payload == LEAVE:
            return Told(own["not_waiting"])
        return Told(own["dropped"]) if payload == NEVER_MIND else None

    def typed(self, waits: str, text: str, asker: Asker, now: datetime) -> Optional[Told]:
        """An answer to what the dialogue waits for; None when something else was said, which breaks it off."""
        if waits == "phone":
            if callbacks.number_in(text):
                return self.call(asker, text, None, now)
            wrong = _NEARLY_A_NUMBER.fullmatch(text.strip()) and not _CODE.search(text)
            return Told(sentences()["phone_wrong"], (), "phone") if wrong else None
        if waits == "best":
            return self._best(text, asker, now) if is_a_time(text) else None
        return self._message(text, asker, now) if waits == "message" else None

    def call(self, asker: Asker, phone: str, best: Optional[str], now: datetime) -> Told:
        """A number, typed or from a form; without `best` it is asked for, and any time will do till then."""
        with Writing(self._engine) as uow:
            about = asker.subject or self._asked(uow, asker, now), asker.procedure
            try:
                callbacks.ask(uow, self._seal, asker.sender, asker.channel, phone, best, now, *about)
            except PhoneError:
                return Told(sentences()["phone_wrong"], (), "phone")
            handoff.instead(uow, asker.sender, now)
            made = pending_callback(uow.session, asker.sender)
            uow.commit()
        if best:
            return self._kept(made)
        times = tuple((title, f"{BEST}{title.lower()}") for title in sentences()["best_times"])
        return Told(sentences()["best"].format(number=self._number(made)), times, "best")

    def _waits_for_call(self, asker: Asker) -> bool:
        with UnitOfWork(self._engine) as uow:
            return pending_callback(uow.session, asker.sender) is not None

    def _best(self, best: str, asker: Asker, now: datetime) -> Told:
        with Writing(self._engine) as uow:
            callbacks.prefer(uow, asker.sender, best, now)
            known = pending_callback(uow.session, asker.sender)
            uow.commit()
        return self._kept(known)

    def _message(self, text: str, asker: Asker, now: datetime) -> Told:
        """Into the queue, to be read when the desk opens. With a number in it, it is a wish to be called."""
        about = Asker(asker.sender, asker.channel, mask(clean(text))[:_LONGEST_SUBJECT], asker.procedure)
        if callbacks.number_in(text):
            return self.call(about, text, None, now)
        with Writing(self._engine) as uow:
            made = handoff.ask(uow, about.sender, about.channel, now, about.subject, about.procedure)
            told = self._queued(uow, made, now)
            uow.commit()
        return Told(f"{sentences()['message_kept']} {told.text}", told.buttons)

    def _queued(self, uow: Writing, made: Handoff, now: datetime) -> Told:
        own = sentences()
        usual = handoff.expected(uow.session, now)
        wait = own["wait_known"].format(time=lasting(usual)) if usual else own["wait_unknown"]
        here = presence.here(uow.session, now - presence.AWAY_AFTER)
        values = {
            "position": handoff.position(uow.session, made),
            "wait": wait if here else f"{wait} {own['nobody_here']}",
            "hotline": hotline(self._agency),
            "opens": self._opens(now),
        }
        text = own["queued" if self._hours.is_open(now) else "queued_until_open"].format(**values)
        return Told(text, ((own["stop_waiting"], LEAVE), (own["call_me"], CALL)))

    def _off_hours(self, now: datetime) -> Told:
        own = sentences()
        text = own["off_hours"].format(opens=self._opens(now), hotline=hotline(self._agency))
        return Told(text, ((own["call_me"], CALL), (own["leave_message"], MESSAGE)))

    def _kept(self, made: Optional[Callback]) -> Told:
        own = sentences()
        if made is None:
            return Told(own["phone"], ((own["never_mind"], NEVER_MIND),), "phone")
        values: dict[str, Any] = {
            "number": self._number(made),
            "hours": week(self._hours.working),
            "best": made.best or own["best_times"][-1].lower(),
        }
        return Told(own["callback_kept"].format(**values), ((own["callback_cancel"], CANCEL),))

    def _number(self, made: Optional[Callback]) -> str:
        return callbacks.hidden((callbacks.phone(self._seal, made) if made else None) or "")

    def _opens(self, now: datetime) -> str:
        return moment(self._hours.next_opening(now), now)

    def _asked(self, uow: Writing, asker: Asker, now: datetime) -> Optional[str]:
        """The last question before the wish, which says more than the wish."""
        asked = turns.last_question(uow.session, asker.sender, now - TALK_LASTS)
        return asked[:_LONGEST_SUBJECT] if asked else None


def is_a_time(text: str) -> bool:
    """Whether it says when, and asks nothing."""
    own = sentences()
    whole = clean(text)
    write = canonical if is_marked(whole) else plain
    said = write(whole)

    def holds(words: list[str]) -> bool:
        return any(regex.search(rf"(?<!\w){regex.escape(write(word))}(?!\w)", said) for word in words)

    times = [*own["times"], *(own["times_with_marks"] if is_marked(whole) else ())]
    return len(whole) <= _LONGEST_TIME and holds(times) and not holds(own["no_times"])


def leaves(text: str) -> bool:
    """Whether somebody types the command, or the words of a button by which one leaves. 'rồi' is an answer."""
    own = sentences()
    said = plain(clean(text)).strip(" .!“”\"'")
    return said in {LEAVE, plain(own["leave"]), plain(own["stop_waiting"])}
