"""An officer takes over: asked for, claimed, answered, transferred, handed back, closed or left.

Every function is part of the caller's unit of work (`Writing`), which commits. What concerns the person is
written as a line of the transcript and as a letter, so it reaches every channel. The sender's row is locked
before the hand-over's, here and in the gateway alike: two that meet wait for one another and never dead-lock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, Optional

from bot.desk.hours import hours_here
from bot.desk.invitation import invite
from bot.desk.notices import sentences, tell
from bot.errors import Over, Taken
from bot.storage import handoffs, lines, outbox, senders, staff
from bot.storage.database import UnitOfWork
from bot.storage.desk_tables import HANDOFF_OUTCOMES
from bot.storage.handoffs import Handoff

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# Of so many people the time must have been measured before anybody is told how long it usually takes.
ENOUGH = 5
MEASURED = timedelta(days=30)
# Shorter than a message of any channel.
LONGEST_LETTER = 1800


def ask(
    uow: UnitOfWork,
    sender: str,
    channel: str,
    now: datetime,
    subject: Optional[str] = None,
    procedure: Optional[str] = None,
) -> Handoff:
    """The person's hand-over that waits or is open, or a new one at the end of the queue. `subject` is masked."""
    if not senders.wake(uow.session, sender, now):
        raise Over
    known = handoffs.current(uow.session, sender)
    if known is not None:
        return known
    about = {"subject": subject, "procedure": procedure, "person_at": now}
    return _found(uow, handoffs.add(uow.session, sender, channel, now, **about))


def claim(uow: UnitOfWork, number: int, officer: str, title: str, now: datetime) -> Handoff:
    """The officer's from now on; the assistant keeps silent. Raises Taken when another was faster, Over."""
    was = _alive(uow, number, now)
    if was.state == "open":
        if was.officer != officer:
            raise Taken(was.officer)
        return was
    waited = hours_here().between(was.asked, now)
    values: dict[str, Any] = {"state": "open", "officer": officer, "claimed": now}
    if was.waited is None:
        values["waited"] = round(waited.total_seconds())
    _change(uow, was, **values)
    button = sentences()["leave"]
    said = sentences()["joined"].format(officer=title, leave=button)
    tell(uow, _sender(was), said, now, officer, button)
    return _found(uow, number)


def reply(uow: UnitOfWork, number: int, officer: str, text: str, now: datetime) -> int:
    """The officer's words to the person; the number of their line. Raises Taken, Over, ValueError (no words)."""
    if not text.strip():
        raise ValueError("an empty reply")
    was = _of(uow, number, officer, now)
    _change(uow, was, officer_at=now, replied=was.replied or now)
    for part in pieces(text.strip()):
        outbox.add(uow.session, _sender(was), part, now)
    return lines.add(uow.session, _sender(was), "officer", text.strip(), now, staff=officer)


def transfer(
    uow: UnitOfWork,
    number: int,
    officer: str,
    now: datetime,
    unit: Optional[str] = None,
    colleague: Optional[str] = None,
    note: str = "",
) -> Handoff:
    """Back into the queue, in front, for a unit (its name) or a colleague (an account). `note` is for staff."""
    if (unit is None) == (colleague is None):
        raise ValueError("either a unit or a colleague")
    was = _of(uow, number, officer, now)
    values = {"state": "waiting", "officer": None, "unit": unit, "wanted": colleague}
    _change(uow, was, note=note or was.note, **values)
    own = sentences()
    tell(uow, _sender(was), own["to_unit"].format(unit=unit) if unit else own["to_colleague"], now)
    return _found(uow, number)


def hand_back(uow: UnitOfWork, number: int, officer: str, now: datetime) -> None:
    """The assistant answers again."""
    _close(uow, _of(uow, number, officer, now), "returned", sentences()["returned"], now)


def close(uow: UnitOfWork, number: int, officer: str, outcome: str, now: datetime, note: str = "") -> None:
    """Done, with one of HANDOFF_OUTCOMES. One that still waits may be closed by any officer."""
    if outcome not in HANDOFF_OUTCOMES:
        raise ValueError(outcome)
    was = _alive(uow, number, now)
    if was.state == "open" and was.officer != officer:
        raise Taken(was.officer)
    said = sentences()["closed" if was.state == "open" else "closed_waiting"]
    _close(uow, was, outcome, said, now, officer=officer, note=note or was.note)
    if outcome != "no_reply":
        _ask_how_it_was(uow, was, now)


def leave(uow: UnitOfWork, sender: str, now: datetime) -> bool:
    """The person waits no longer, or is done with the officer; False when there was nothing to leave."""
    senders.wake(uow.session, sender, now)
    was = handoffs.current(uow.session, sender)
    if was is None:
        return False
    said = sentences()["left" if was.state == "open" else "left_queue"]
    _close(uow, was, "left", said, now)
    _ask_how_it_was(uow, was, now)
    return True


def instead(uow: UnitOfWork, sender: str, now: datetime) -> None:
    """Whoever is to be called waits no longer in the queue; one that an officer has open goes on."""
    was = handoffs.current(uow.session, sender)
    if was is not None and was.state == "waiting":
        handoffs.change(uow.session, was, state="closed", outcome="callback", closed=now)


def position(session: Session, handoff: Handoff) -> int:
    """1: next. Of one that does not wait: 0."""
    queue = [one.id for one in handoffs.waiting(session)]
    return queue.index(handoff.id) + 1 if handoff.id in queue else 0


def expected(session: Session, now: datetime) -> Optional[timedelta]:
    """How long people usually waited within working hours lately; None while too few were measured."""
    waits = handoffs.waits(session, now - MEASURED)
    return timedelta(seconds=round(median(waits))) if len(waits) >= ENOUGH else None


def return_unanswered(uow: UnitOfWork, patience: timedelta, now: datetime) -> list[int]:
    """Whoever an officer has left without an answer for so much working time waits in front of the queue again."""
    hours, returned = hours_here(), []
    for was in handoffs.open_ones(uow.session):
        since = waits_since(uow.session, was)
        if since is None or hours.between(since, now) < patience:
            continue
        if was.sender is None or not senders.wake(uow.session, was.sender, now):
            continue
        if handoffs.change(uow.session, was, state="waiting", officer=None, wanted=None):
            tell(uow, _sender(was), sentences()["silent"], now)
            returned.append(was.id)
    return returned


def waits_since(session: Session, handoff: Handoff) -> Optional[datetime]:
    """Since when the person waits for the officer's word; None when it is the officer who waits."""
    spoke, begun = handoff.officer_at, handoff.claimed
    if handoff.sender is None or begun is None or spoke is None or spoke < begun:
        return begun
    return lines.first_after(session, handoff.sender, "person", spoke)


def title_of(uow: UnitOfWork, officer: str) -> str:
    """How an officer is called towards people: his name as staff have entered it, else 'Cán bộ'."""
    row = uow.session.execute(staff.by_name(officer)).mappings().first()
    return str(row["full_name"]) if row and row["full_name"] else sentences()["officer"]


def pieces(text: str) -> list[str]:
    """Letters that every channel takes, cut between lines or words where possible."""
    rest, parts = text, []
    while len(rest) > LONGEST_LETTER:
        cut = max(rest.rfind("\n", 1, LONGEST_LETTER), 0) or rest.rfind(" ", 1, LONGEST_LETTER)
        cut = cut if cut > 0 else LONGEST_LETTER
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part]


def _alive(uow: UnitOfWork, number: int, now: datetime) -> Handoff:
    """As it is while its sender's row is locked."""
    seen = handoffs.find(uow.session, number)
    if seen is None or seen.sender is None or not senders.wake(uow.session, seen.sender, now):
        raise Over
    found = _found(uow, number)
    if found.state == "closed" or found.sender is None:
        raise Over
    return found


def _of(uow: UnitOfWork, number: int, officer: str, now: datetime) -> Handoff:
    found = _alive(uow, number, now)
    if found.state != "open" or found.officer != officer:
        raise Taken(found.officer)
    return found


def _found(uow: UnitOfWork, number: int) -> Handoff:
    found = handoffs.find(uow.session, number)
    assert found is not None
    return found


def _change(uow: UnitOfWork, was: Handoff, **values: Any) -> None:
    if not handoffs.change(uow.session, was, **values):
        raise Taken(_found(uow, was.id).officer)


def _close(uow: UnitOfWork, was: Handoff, outcome: str, said: str, now: datetime, **values: Any) -> None:
    _change(uow, was, state="closed", outcome=outcome, closed=now, **values)
    tell(uow, _sender(was), said, now)


def _ask_how_it_was(uow: UnitOfWork, was: Handoff, now: datetime) -> None:
    """Only who was spoken to can say."""
    if was.state == "open" and was.replied is not None:
        invite(uow, _sender(was), was.id, now)


def _sender(was: Handoff) -> str:
    assert was.sender is not None
    return was.sender
