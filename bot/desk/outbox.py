"""Letters on their way: which is next, and what becomes of one that was sent, refused or cut off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Optional

from bot.desk.journal import Journal
from bot.storage import buttons, outbox
from bot.storage.buttons import Button
from bot.storage.database import UnitOfWork
from bot.storage.outbox import Letter

# Seconds until the next try, by how often it was tried: some two hours in all, then it is given up. Whatever was away
# for less than ten minutes is noticed within half a minute of its return.
BACKOFF = (2, 5, 10, 20, *(25,) * 22, 120, 600, 1800, 3600)
BUTTONS_LAST = timedelta(days=7)
# Marks the buttons that rate an answer: a channel keeps them in use, whatever else of the message was pressed.
RATES = "*"
CUT_OFF = "cut off while sending: unknown whether it arrived"


@dataclass(frozen=True)
class Sent:
    letter: Letter
    message: str


@dataclass(frozen=True)
class Refused:
    """`uncertain`: it may have arrived all the same."""

    letter: Letter
    reason: str
    permanent: bool = False
    retry_after: Optional[float] = None
    uncertain: bool = False

    @property
    def is_final(self) -> bool:
        """Not to be tried again."""
        return self.permanent or self.letter.attempts > len(BACKOFF)


@dataclass(frozen=True)
class Words:
    """What is said when nobody knows whether a letter arrived, and the button that sends it once more."""

    cut_off: str
    again: str


def new_button(mark: str = "") -> str:
    """An id of 12 characters that nobody guesses; with a mark, which says what kind of button it is, 13."""
    return mark + token_urlsafe(9)


def next_letter(
    uow: UnitOfWork, sender: str, now: datetime, repeatable: bool, words: Words, journal: Journal
) -> Optional[Letter]:
    """The sender's next letter if it may go now, marked as being sent. Others wait behind it.

    One whose sending was cut off goes again only where it surely had not left, or where the channel knows
    a letter that comes twice.
    """
    letter = outbox.first(uow.session, sender)
    cut_off = letter is not None and letter.state == "sending"
    if letter and cut_off and not (repeatable or journal.never_left(letter.by or "", letter.id)):
        _doubt(uow, letter, CUT_OFF, now, words)
        letter = outbox.first(uow.session, sender)
    if letter is None or (letter.due is not None and letter.due > now):
        return None
    taken = replace(letter, state="sending", attempts=letter.attempts + 1, due=None, by=journal.name)
    outbox.mark(uow.session, taken.id, taken.state, attempts=taken.attempts, due=None, by=taken.by)
    return taken


def settle(uow: UnitOfWork, outcome: Sent | Refused, now: datetime, words: Words) -> None:
    letter = outcome.letter
    if isinstance(outcome, Sent):
        outbox.mark(uow.session, letter.id, "sent", message=outcome.message, reason=None)
    elif outcome.uncertain:
        _doubt(uow, letter, outcome.reason, now, words)
    elif outcome.is_final:
        outbox.mark(uow.session, letter.id, "refused", reason=outcome.reason)
    else:
        wait = max(BACKOFF[letter.attempts - 1], outcome.retry_after or 0)
        outbox.mark(
            uow.session, letter.id, "waiting", reason=outcome.reason, due=now + timedelta(seconds=wait)
        )


def send_again(uow: UnitOfWork, sender: str, number: int, event: int, now: datetime) -> bool:
    """A letter that perhaps never arrived, at the person's own wish; False when it is no more."""
    letter = outbox.find(uow.session, number, sender)
    if letter is not None:
        outbox.add(uow.session, sender, letter.text, now, letter.buttons, event, attachment=letter.attachment)
    return letter is not None


def _doubt(uow: UnitOfWork, letter: Letter, reason: str, now: datetime, words: Words) -> None:
    """Nobody is told twice unasked, nobody is left in silence: the person may have it sent again."""
    outbox.mark(uow.session, letter.id, "unsure", reason=reason)
    if letter.notice:
        return
    again = Button(new_button(), words.again, "", letter.id)
    buttons.offer(uow.session, letter.sender, [again], now + BUTTONS_LAST)
    outbox.add(uow.session, letter.sender, words.cut_off, now, [(again.title, again.id)], notice=True)
