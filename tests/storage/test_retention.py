"""What has had its time goes, kind by kind and in batches; what figures are counted from stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from bot.feedback import indicators
from bot.feedback.periods import period
from bot.storage import retention, tables
from bot.storage.audit import record
from bot.storage.database import UnitOfWork, engine
from bot.storage.desk_tables import callback, handoff, line
from bot.storage.feedback_tables import feedback, rating, survey
from bot.storage.pauses import pause
from bot.storage.petition_tables import petition, petition_step
from bot.storage.retention import Count, Terms
from bot.storage.staff_tables import audit, sign_in_attempt, staff, staff_session
from bot.storage.tables import NOBODY
from tests.storage.test_forgetting import filled

NOW = datetime(2026, 11, 27, 5, tzinfo=timezone.utc)
TERMS = Terms()
DAY = timedelta(days=1)
AN = "web:an"


def put(url: str, table: Any, **values: Any) -> None:
    with engine(url).begin() as connection:
        connection.execute(insert(table).values(**{**filled(table), **values}))


def rows(url: str, table: Any) -> list[dict[str, Any]]:
    with engine(url).connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def tidy(url: str, now: datetime = NOW) -> None:
    retention.tidy(engine(url), now, TERMS)


def counts(url: str, now: datetime = NOW) -> dict[str, Count]:
    with UnitOfWork(engine(url)) as uow:
        return {kind.name: retention.count(uow.session, kind) for kind in retention.kinds(now, TERMS)}


# --- What goes as a row -----------------------------------------------------------------------------------


ROWS: tuple[tuple[Any, str, timedelta, dict[str, Any]], ...] = (
    (tables.button, "expires", timedelta(), {}),
    (pause, "until", timedelta(), {}),
    (tables.talk, "at", TERMS.talks, {}),
    (tables.inbox, "at", TERMS.keys, {"state": "done"}),
    (tables.outbox, "at", TERMS.keep, {"state": "sent"}),
    (petition, "at", TERMS.drafts, {"state": "draft"}),
    (sign_in_attempt, "at", TERMS.attempts, {}),
)


def test_a_row_goes_when_its_time_is_over_and_not_before(database_url: str) -> None:
    for table, column, lasts, more in ROWS:
        for name, second in (("young", 1), ("old", -1)):
            own = next(iter(table.primary_key)).name
            key = {own: second + 2 if own == "id" and table is not tables.button else name}
            unique = {one: name for one in ("key", "code") if one in table.c}
            at = {column: NOW - lasts + timedelta(seconds=second)}
            put(database_url, table, **{**unique, **more, **key, **at})
    tidy(database_url)
    for table, column, lasts, _ in ROWS:
        left = [row[column] for row in rows(database_url, table)]
        assert left == [NOW - lasts + timedelta(seconds=1)], table.name


def test_lines_go_by_age_and_those_of_somebody_who_has_gone_within_hours(database_url: str) -> None:
    put(database_url, tables.sender, sender=AN, seen=NOW)
    put(database_url, line, number=1, sender=AN, at=NOW - 29 * DAY)
    put(database_url, line, number=2, sender=AN, at=NOW - 31 * DAY)
    put(database_url, line, number=3, sender="web:gone", at=NOW - 2 * TERMS.last_words)
    tidy(database_url)
    assert [row["number"] for row in rows(database_url, line)] == [1]


def test_sessions_of_staff_end(database_url: str) -> None:
    put(database_url, staff, id=1)
    for number, hours in ((1, 11), (2, 13)):
        began = NOW - timedelta(hours=hours)
        put(database_url, staff_session, id=number, token=str(number), staff_id=1, began=began)
    tidy(database_url)
    assert [row["id"] for row in rows(database_url, staff_session)] == [1]


def test_what_is_still_to_be_done_stays_whatever_its_age(database_url: str) -> None:
    long_ago = NOW - 4000 * DAY
    put(database_url, tables.inbox, state="new", at=long_ago)
    put(database_url, tables.outbox, state="waiting", at=long_ago)
    put(database_url, handoff, state="waiting", asked=long_ago, closed=None)
    put(database_url, petition, state="received", at=long_ago, done=None)
    before = [rows(database_url, table) for table in (tables.inbox, tables.outbox, handoff, petition)]
    tidy(database_url)
    assert [rows(database_url, table) for table in (tables.inbox, tables.outbox, handoff, petition)] == before


# --- What stays as a figure -------------------------------------------------------------------------------


def test_who_has_not_been_heard_of_is_forgotten_unless_an_answer_is_under_way(database_url: str) -> None:
    for who, state in (("web:idle", "closed"), ("web:waits", "accepted")):
        put(database_url, tables.sender, sender=who, seen=NOW - 31 * DAY, due=None)
        put(database_url, petition, id=len(who), code=who, sender=who, state=state, at=NOW, done=None)
    tidy(database_url)
    assert [row["sender"] for row in rows(database_url, tables.sender)] == ["web:waits"]


def test_contacts_of_a_petition_go_first_and_its_words_later(database_url: str) -> None:
    put(database_url, petition, id=1, state="closed", done=NOW)
    put(database_url, petition_step, id=1, petition=1, step="closed")
    tidy(database_url, NOW + TERMS.keep + DAY)
    (row,) = rows(database_url, petition)
    assert (row["contact"], row["sender"], row["text"]) == (None, None, "text ?")
    tidy(database_url, NOW + TERMS.petitions + DAY)
    (row,) = rows(database_url, petition)
    assert (row["text"], row["answer"], row["state"], row["kind"]) == ("", None, "closed", "kind ?")
    assert rows(database_url, petition_step)[0]["detail"] is None


def test_of_hand_overs_and_call_backs_the_figures_stay(database_url: str) -> None:
    put(database_url, handoff, state="closed", closed=NOW - 31 * DAY)
    put(database_url, callback, state="new", at=NOW - 31 * DAY)
    tidy(database_url)
    (wish,), (wanted,) = rows(database_url, handoff), rows(database_url, callback)
    assert (wish["sender"], wish["subject"], wish["note"], wish["waited"]) == (None, None, None, 1)
    assert (wanted["sender"], wanted["phone"], wanted["state"], wanted["tries"]) == (
        *(None, None),
        *("cancelled", 1),
    )


_OF_PEOPLE = (tables.turn, tables.unanswered, rating, survey, feedback)


def test_somebody_who_comes_every_day_is_not_followed_for_longer_than_is_told(database_url: str) -> None:
    put(database_url, tables.sender, sender=AN, seen=NOW)
    for table in _OF_PEOPLE:
        for number, days in ((1, 29), (2, 32)):
            unique = {name: f"{name} {number}" for name in ("key",) if name in table.c}
            unique |= {name: number for name in ("turn", "handoff") if name in table.c}
            put(database_url, table, id=number, sender=AN, at=NOW - days * DAY, **unique)
    tidy(database_url)
    for table in _OF_PEOPLE:
        of = {row["id"]: row["sender"] for row in rows(database_url, table)}
        assert of == {1: AN, 2: None if table is tables.unanswered else NOBODY}, table.name


@pytest.fixture
def said(database_url: str) -> str:
    """Questions, ratings and comments of long ago and of today."""
    for number, at in ((1, NOW - TERMS.words - DAY), (2, NOW - DAY)):
        put(database_url, tables.turn, id=number, at=at, sender=AN, outcome="unknown")
        put(database_url, tables.unanswered, id=number, at=at)
        put(database_url, rating, id=number, turn=number, at=at, asked=True, satisfied=False)
        put(database_url, survey, id=number, handoff=number, key=f"s{number}", at=at)
        put(database_url, feedback, id=number, key=f"f{number}", at=at)
    return database_url


def test_what_was_written_long_ago_goes_and_what_it_counts_for_stays(said: str) -> None:
    since, until = NOW - TERMS.words - 2 * DAY, NOW

    def figures() -> list[Any]:
        within = (tables.turn.c.at >= since, tables.turn.c.at < until)
        by_outcome = (
            select(tables.turn.c.outcome, func.count()).where(*within).group_by(tables.turn.c.outcome)
        )
        rated = select(rating.c.satisfied, rating.c.reason, rating.c.field, func.count()).group_by(
            rating.c.satisfied, rating.c.reason, rating.c.field
        )
        with engine(said).connect() as connection:
            return [sorted(map(tuple, connection.execute(one))) for one in (by_outcome, rated)]

    before = figures()
    tidy(said)
    for table, name, nothing in (
        *((tables.turn, "text", ""), (tables.turn, "plain", ""), (tables.unanswered, "text", "")),
        *((rating, "comment", None), (survey, "comment", None), (feedback, "comment", None)),
    ):
        kept = {row["id"]: row[name] for row in rows(said, table)}
        assert (kept[1], bool(kept[2])) == (nothing, True), (table.name, name)
    assert figures() == before


@pytest.mark.parametrize("name", ["2021", "2026"])
def test_the_indicators_of_a_period_are_the_same_before_and_after(said: str, name: str) -> None:
    def told() -> list[Any]:
        with UnitOfWork(engine(said)) as uow:
            return indicators.measured(uow, period(name), "agency ?", NOW.date(), 180)

    before = told()
    assert any(getattr(one, "denominator", 0) for one in before)
    tidy(said)
    assert told() == before


def test_the_log_of_staff_is_never_shortened(database_url: str) -> None:
    with UnitOfWork(engine(database_url)) as uow:
        record(uow.session, "lan", "review")
        uow.commit()
    assert counts(database_url, NOW + 9000 * DAY)["audit"].due == 0
    tidy(database_url, NOW + 9000 * DAY)
    assert len(rows(database_url, audit)) == 1


# --- Counted, and in batches ------------------------------------------------------------------------------


def test_what_is_counted_is_what_goes_and_counting_changes_nothing(said: str) -> None:
    put(said, tables.talk, at=NOW - DAY)
    first = counts(said)
    assert counts(said) == first or [vars(one) for one in counts(said).values()]
    assert (first["talks"].held, first["talks"].due, first["talks"].oldest) == (1, 1, NOW - DAY)
    assert (first["questions"].held, first["questions"].due) == (2, 1)
    assert (first["turns"].held, first["turns"].due) == (2, 1)
    tidy(said)
    after = counts(said)
    assert {name for name, one in after.items() if one.due} == set()
    assert (after["questions"].held, after["turns"].held, after["talks"].held) == (1, 1, 0)


def many(url: str, count: int) -> Iterator[int]:
    with engine(url).begin() as connection:
        usual = filled(tables.talk) | {"at": NOW - DAY}
        connection.execute(
            insert(tables.talk), [{**usual, "sender": f"web:{number}"} for number in range(count)]
        )
    (kind,) = (one for one in retention.kinds(NOW, TERMS) if one.name == "talks")
    return retention.carry_out(engine(url), kind)


def test_each_batch_is_a_transaction_of_its_own(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    gone = many(database_url, 5)
    assert next(gone) == 2
    # Another one can write meanwhile, and what is done is done.
    put(database_url, tables.talk, sender="web:new", at=NOW)
    assert len(rows(database_url, tables.talk)) == 4
    assert list(gone) == [2, 1]
    assert [row["sender"] for row in rows(database_url, tables.talk)] == ["web:new"]


def test_a_run_that_was_broken_off_is_gone_on_with(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    next(many(database_url, 5))
    tidy(database_url)
    assert rows(database_url, tables.talk) == []


def test_who_comes_back_in_that_moment_is_not_forgotten(database_url: str) -> None:
    put(database_url, tables.sender, sender=AN, seen=NOW - 31 * DAY, due=None)
    (kind,) = (one for one in retention.kinds(NOW, TERMS) if one.name == "people")
    found = retention._next(engine(database_url), kind, None)
    with engine(database_url).begin() as connection:
        connection.execute(tables.sender.update().values(seen=NOW))
    with UnitOfWork(engine(database_url)) as uow:
        kind.act(uow.session, (kind.key.in_(found), *kind.due))
        uow.commit()
    assert [row["sender"] for row in rows(database_url, tables.sender)] == [AN]
