from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.storage import senders, zalo
from bot.storage.database import UnitOfWork
from bot.storage.zalo import StoredPair

NOON = datetime(2026, 11, 25, 5, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def pair(number: int, **more: object) -> StoredPair:
    return StoredPair(  # type: ignore[arg-type]
        **{
            "app_id": "360",
            "access": f"a{number}",
            "refresh": f"r{number}",
            "obtained": NOON + number * HOUR,
            "expires": NOON,
            **more,
        }
    )


def test_a_pair_is_kept_and_replaced_by_another_that_is_brought(uow: UnitOfWork) -> None:
    assert zalo.pair(uow.session, "360") is None
    zalo.keep(uow.session, pair(1, failure="dead", failed=NOON))
    zalo.keep(uow.session, pair(2))
    assert zalo.pair(uow.session, "360") == pair(2)


def test_the_next_pair_follows_the_one_it_came_from_only(uow: UnitOfWork) -> None:
    zalo.keep(uow.session, pair(1))
    assert zalo.rotate(uow.session, pair(1), pair(2))
    assert not zalo.rotate(uow.session, pair(1), pair(3))
    assert zalo.pair(uow.session, "360") == pair(2)


def test_a_failure_is_noted_and_goes_with_the_next_pair(uow: UnitOfWork) -> None:
    zalo.keep(uow.session, pair(1))
    zalo.fail(uow.session, "360", "-14014", NOON)
    failed = zalo.pair(uow.session, "360")
    assert failed == pair(1, failure="-14014", failed=NOON)
    assert zalo.rotate(uow.session, pair(1), pair(2))
    assert zalo.pair(uow.session, "360") == pair(2)


@pytest.fixture
def met(uow: UnitOfWork) -> UnitOfWork:
    senders.meet(uow.session, [senders.Met("zalo:an", "zalo", "closed")], NOON)
    return uow


def test_the_latest_interaction_counts_in_whatever_order_they_come(met: UnitOfWork) -> None:
    assert zalo.last_interaction(met.session, "zalo:an") is None
    for at in (NOON, NOON + HOUR, NOON - HOUR):
        zalo.interact(met.session, "zalo:an", at)
    assert zalo.last_interaction(met.session, "zalo:an") == NOON + HOUR


def test_an_interaction_goes_with_the_conversation(met: UnitOfWork) -> None:
    zalo.interact(met.session, "zalo:an", NOON)
    senders.forget_address(met.session, "zalo:an")
    assert zalo.last_interaction(met.session, "zalo:an") is None
