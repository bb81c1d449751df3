"""Rows of feedback for tests, put straight into the tables."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

from sqlalchemy import insert

from bot.feedback.model import PAGE, Sheet
from bot.storage import surveys
from bot.storage.database import UnitOfWork
from bot.storage.desk_tables import callback, handoff
from bot.storage.feedback_tables import rating, survey, survey_answer
from bot.storage.petition_tables import petition
from bot.storage.tables import turn

AGENCY = "dong-nai-kcn"
AUGUST = datetime(2026, 8, 10, 3, 0, tzinfo=timezone.utc)


def rated(uow: UnitOfWork, count: int, satisfied: bool | None, at: datetime = AUGUST, **more: Any) -> None:
    """So many answers that asked, with one opinion; None: nobody said anything."""
    usual = {"channel": "web", "agency": AGENCY, "asked": True, "aspects": [], "outcome": "answered"}
    row = {"procedure": None, "field": None, "reason": None, **usual, **more, "satisfied": satisfied}
    rows = [{**row, "at": at, "sender": "a"} for _ in range(count)]
    if rows:
        uow.session.execute(insert(rating), rows)


def surveyed(uow: UnitOfWork, number: int, scores: dict[str, int], at: datetime = AUGUST) -> None:
    """One person who was asked; without scores he answered nothing."""
    row = {"channel": "web", "agency": AGENCY, "handoff": number, "sender": f"s{number}"}
    made = uow.session.execute(insert(survey).values(**row, at=at, consented=bool(scores) or None))
    key = made.inserted_primary_key[0]
    for factor, score in scores.items():
        uow.session.execute(insert(survey_answer).values(survey=key, factor=factor, score=score))


def filled_in(
    uow: UnitOfWork, person: str, scores: dict[str, int], at: datetime = AUGUST, **more: Any
) -> None:
    """A sheet of the survey page, which nobody was asked for."""
    surveys.fill_in(uow.session, f"{PAGE}:{person}", Sheet(AGENCY, scores, **more), at)


def asked(
    uow: UnitOfWork, count: int, outcome: str, aspects: list[str], channel: str = "web", at: datetime = AUGUST
) -> None:
    row = {"at": at, "sender": "a", "channel": channel, "text": "?", "outcome": outcome, "aspects": aspects}
    if count:
        uow.session.execute(insert(turn), [row] * count)


def waited(uow: UnitOfWork, seconds: int | None, at: datetime = AUGUST) -> None:
    """A wish for an officer; None: none came."""
    claimed = at if seconds is not None else None
    row = {"sender": "a", "channel": "web", "state": "closed", "asked": at}
    uow.session.execute(insert(handoff).values(**row, claimed=claimed, waited=seconds))


def called(uow: UnitOfWork, state: str, at: datetime = AUGUST) -> None:
    uow.session.execute(insert(callback).values(channel="web", at=at, state=state))


def petitioned(
    uow: UnitOfWork,
    count: int,
    kind: str,
    due: date,
    done: datetime | None,
    at: datetime = AUGUST,
    satisfied: bool | None = None,
    **more: Any,
) -> None:
    """So many petitions, answered when `done` says."""
    usual = {"channel": "web", "agency": AGENCY, "text": "?", "attachments": []}
    row = {"state": "answered" if done else "received", **usual, **more}
    row |= {"kind": kind, "due": due, "done": done, "at": at, "satisfied": satisfied}
    if count:
        uow.session.execute(insert(petition), [row] * count)
