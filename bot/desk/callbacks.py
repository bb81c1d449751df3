"""People who want to be called: their number checked, kept encrypted, shown to officers only, deleted in time.

Every function is part of the caller's unit of work (`Writing`), which commits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Optional

import regex

from bot.desk.notices import sentences, tell
from bot.desk.seal import Seal
from bot.errors import Over, PhoneError
from bot.storage import callbacks, senders
from bot.storage.callbacks import PENDING, Callback
from bot.storage.database import UnitOfWork
from bot.text.privacy import PHONES, mask

# Mobile numbers have ten digits, fixed ones eleven with their area's.
_NUMBER = regex.compile(r"0(?:[35789]\d{8}|2\d{9})")
_SHOWN = 3
_LONGEST_BEST = 200


def number_in(text: str) -> Optional[str]:
    """The first telephone number that the text holds, as 0912345678; None when there is none."""
    for pattern in PHONES:
        for found in pattern.finditer(text):
            digits = regex.sub(r"\D", "", found[0])
            number = regex.sub(r"\A840?", "0", digits)
            if _NUMBER.fullmatch(number):
                return str(number)
    return None


def hidden(number: str) -> str:
    """'*******678': enough for its owner to know it again."""
    return "*" * (len(number) - _SHOWN) + number[-_SHOWN:]


def ask(
    uow: UnitOfWork,
    seal: Seal,
    sender: str,
    channel: str,
    phone: str,
    best: Optional[str],
    now: datetime,
    subject: Optional[str] = None,
    procedure: Optional[str] = None,
) -> int:
    """Its id. Whoever asks again before he was called has one request still, with the new number and time.

    Raises PhoneError, and Over when the conversation is gone. `best` is in the person's own words.
    """
    number = number_in(phone)
    if number is None:
        raise PhoneError
    if not senders.wake(uow.session, sender, now):
        raise Over
    values = {"phone": seal.close(number), "best": _masked(best), "subject": subject, "procedure": procedure}
    known = callbacks.pending(uow.session, sender)
    if known is None:
        return callbacks.add(uow.session, sender, channel, now, **values)
    kept = {name: value for name, value in values.items() if value is not None}
    callbacks.change(uow.session, known.id, PENDING, state="new", updated=now, **kept)
    return known.id


def prefer(uow: UnitOfWork, sender: str, best: str, now: datetime) -> Optional[Callback]:
    """When the person likes to be called, told after the number; None when he waits for no call."""
    known = callbacks.pending(uow.session, sender)
    if known is not None:
        callbacks.change(uow.session, known.id, PENDING, best=_masked(best), updated=now)
    return known


def phone(seal: Seal, row: Callback) -> Optional[str]:
    """The number in plain, for the officer who calls; None once it is deleted. Raises Unreadable."""
    return str(seal.open(row.phone)) if row.phone else None


def tried(uow: UnitOfWork, number: int, officer: str, reached: bool, now: datetime, note: str = "") -> None:
    """An officer has called. Who was not reached is told so in his channel. Raises Over."""
    row = _pending(uow, number, now)
    state = "reached" if reached else "not_reached"
    values = {"state": state, "tries": row.tries + 1, "officer": officer, "updated": now}
    callbacks.change(uow.session, number, PENDING, note=note or row.note, **values)
    if not reached and row.sender and senders.wake(uow.session, row.sender, now):
        tell(uow, row.sender, sentences()["not_reached"], now)


def cancel(
    uow: UnitOfWork, number: int, now: datetime, officer: Optional[str] = None, note: str = ""
) -> None:
    """Nobody calls any more; the number is deleted at once and the person is told. Raises Over."""
    row = _pending(uow, number, now)
    values = {"state": "cancelled", "phone": None, "updated": now, "officer": officer or row.officer}
    callbacks.change(uow.session, number, PENDING, note=note or row.note, **values)
    if row.sender and senders.wake(uow.session, row.sender, now):
        tell(uow, row.sender, sentences()["callback_cancelled"], now)


def withdraw(uow: UnitOfWork, sender: str, now: datetime) -> bool:
    """The person himself wants no call any more; False when he waited for none."""
    known = callbacks.pending(uow.session, sender)
    if known is not None:
        cancel(uow, known.id, now)
    return known is not None


def _pending(uow: UnitOfWork, number: int, now: datetime) -> Callback:
    """As it is while its sender's row is locked, if that is still there."""
    seen = callbacks.find(uow.session, number)
    if seen is not None and seen.sender:
        senders.wake(uow.session, seen.sender, now)
    row = callbacks.find(uow.session, number)
    if row is None or row.state not in PENDING:
        raise Over
    return row


def _masked(best: Optional[str]) -> Optional[str]:
    return mask(best.strip())[:_LONGEST_BEST] or None if best else None
