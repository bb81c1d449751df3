"""What staff do with a petition: each step is written, told to the person in his channel, and kept in its history.

Every function is part of the caller's unit of work (`Writing`), which commits. All raise Over when somebody else was
faster (`row` is as the caller saw it) or the step is not possible (any more).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Optional

import regex

from bot.catalogue.working import VIETNAM
from bot.desk.callbacks import hidden, number_in
from bot.desk.notices import say
from bot.desk.petition_words import day, rating, sentences
from bot.desk.seal import Seal
from bot.errors import Over
from bot.storage import petitions, senders
from bot.storage.database import UnitOfWork
from bot.storage.petition_tables import OPEN
from bot.text.privacy import mask

DONE = ("answered", "closed")
_EMAIL = regex.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")


def accept(uow: UnitOfWork, row: Any, staff: str, now: datetime) -> None:
    """An officer sees to it himself."""
    text = sentences()["accepted"].format(code=row["code"], due=day(row["due"]))
    values = {"state": "accepted", "officer": staff}
    _step(uow, row, "accepted", ("received",), values, staff, None, text, now)


def forward(uow: UnitOfWork, row: Any, staff: str, unit: str, note: str, now: datetime) -> None:
    """To a unit that sees to it; again when it was the wrong one. `note` is for colleagues."""
    values = {"state": "forwarded", "unit": unit, "officer": staff}
    text = sentences()["forwarded"].format(code=row["code"], unit=unit, due=day(row["due"]))
    _step(uow, row, "forwarded", OPEN, values, staff, _detail(unit, note), text, now)


def extend(
    uow: UnitOfWork, row: Any, staff: str, due: date, latest: date, reason: str, now: datetime
) -> None:
    """Once, before the last day is over, and no longer than `latest`, which the authority's limit gives."""
    is_late = now.astimezone(VIETNAM).date() > row["due"]
    if row["first_due"] is not None or is_late or not row["due"] < due <= latest:
        raise Over
    values = {"due": due, "first_due": row["due"]}
    text = sentences()["extended"].format(code=row["code"], due=day(due), reason=reason)
    _step(uow, row, "extended", OPEN, values, staff, _detail(day(due), reason), text, now)


def answer(uow: UnitOfWork, row: Any, staff: str, answer: str, now: datetime) -> None:
    """The person reads it word by word, and is asked what he thinks."""
    values = {"state": "answered", "answer": answer, "officer": staff, "done": now}
    text = sentences()["answered"].format(code=row["code"], answer=answer)
    _step(uow, row, "answered", OPEN, values, staff, answer, text, now, rating(row["id"]))


def close(uow: UnitOfWork, row: Any, staff: str, cause: str, reason: str, now: datetime) -> None:
    """Without a solution: `cause` is one of CAUSES, for the figures; `reason` says it to the person."""
    values = {"state": "closed", "cause": cause, "answer": reason, "officer": staff, "done": now}
    text = sentences()["closed"].format(code=row["code"], reason=reason)
    _step(uow, row, "closed", OPEN, values, staff, reason, text, now, rating(row["id"]))


def publish(uow: UnitOfWork, row: Any, staff: str, matter: str, answer: str, now: datetime) -> None:
    """In words of its own; the person is told the first time."""
    values = {"published_matter": matter, "published_answer": answer, "published": now}
    text = "" if row["published"] else sentences()["published"].format(code=row["code"])
    _step(uow, row, "published", DONE, values, staff, None, text, now)


def unpublish(uow: UnitOfWork, row: Any, staff: str, now: datetime) -> None:
    """The words stay for the next try."""
    if row["published"] is None:
        raise Over
    _step(uow, row, "unpublished", DONE, {"published": None}, staff, None, "", now)


def rate(number: int, satisfied: bool, uow: UnitOfWork, sender: str, now: datetime) -> None:
    """The person's own; the last counts."""
    if petitions.rate(uow.session, number, sender, satisfied):
        petitions.add_step(uow.session, number, "rated", now, detail=str(int(satisfied)))


def personal(text: str) -> bool:
    """Whether it holds numbers or addresses of people. Names only a reader finds."""
    return mask(text) != text


def contact_in(text: str) -> Optional[dict[str, str]]:
    """{'phone': …} or {'email': …}; None when there is neither."""
    found = _EMAIL.search(text)
    if found:
        return {"email": found[0]}
    number = number_in(text)
    return {"phone": number} if number else None


def contact(seal: Seal, sealed: Optional[str]) -> Optional[str]:
    """In plain, for the officer who asks for it. Raises Unreadable."""
    return next(iter(seal.open(sealed).values()), None) if sealed else None


def hidden_contact(given: dict[str, str]) -> str:
    """Enough for its owner to know it again."""
    if "phone" in given:
        return hidden(given["phone"])
    name, _, host = given["email"].partition("@")
    return f"{name[:1]}***@{host}"


def _step(
    uow: UnitOfWork,
    row: Any,
    step: str,
    was: Sequence[str],
    values: dict[str, Any],
    staff: str,
    detail: Optional[str],
    text: str,
    now: datetime,
    ways: Sequence[tuple[str, str]] = (),
) -> None:
    # The sender's row first, as whoever works at his events locks it.
    there = bool(row["sender"]) and senders.wake(uow.session, row["sender"], now)
    if not petitions.change(uow.session, row["id"], row["version"], was, **values):
        raise Over
    if there and text:
        say(uow, row["sender"], text, now, ways, staff)
    petitions.add_step(uow.session, row["id"], step, now, staff, detail, there and bool(text))


def _detail(*parts: str) -> str:
    return "\n".join(filter(None, parts))
