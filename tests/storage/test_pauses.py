from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.storage import pauses, senders
from bot.storage.database import UnitOfWork

NOON = datetime(2026, 11, 25, 5, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def test_a_pause_lasts_until_its_end(uow: UnitOfWork) -> None:
    pauses.begin(uow.session, "zalo:an", NOON + HOUR)
    assert pauses.until(uow.session, "zalo:an", NOON) == NOON + HOUR
    assert pauses.until(uow.session, "zalo:an", NOON + HOUR) is None
    assert pauses.until(uow.session, "zalo:binh", NOON) is None


def test_a_pause_is_lengthened_and_never_shortened(uow: UnitOfWork) -> None:
    for hours in (1, 3, 2):
        pauses.begin(uow.session, "zalo:an", NOON + hours * HOUR)
    assert pauses.until(uow.session, "zalo:an", NOON) == NOON + 3 * HOUR


def test_a_pause_ends_when_it_is_ended_or_the_person_is_forgotten(uow: UnitOfWork) -> None:
    for forget in (pauses.end, senders.forget_words):
        pauses.begin(uow.session, "zalo:an", NOON + HOUR)
        forget(uow.session, "zalo:an")
        assert pauses.until(uow.session, "zalo:an", NOON) is None
