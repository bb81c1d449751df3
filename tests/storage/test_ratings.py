"""Ratings and surveys as they are kept."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import insert, select

from bot.feedback.model import Asking, Opinion, Response
from bot.storage import ratings, senders, surveys
from bot.storage.catalogue import replace_all
from bot.storage.database import UnitOfWork
from bot.storage.desk_tables import handoff
from bot.storage.feedback_tables import rating, survey, survey_answer
from tests.real import dozen

NOW = datetime(2026, 8, 3, 2, 0, tzinfo=timezone.utc)
LATER = NOW + timedelta(minutes=5)
ASKING = Asking(7, "zalo", "answered", "dong-nai-kcn", "1.013239", ("fee",))


def said(turn: int | None = 7, **more: Any) -> Opinion:
    return Opinion(turn, "zalo", "dong-nai-kcn", **more)


def rows(uow: UnitOfWork, table: Any = rating) -> list[dict[str, Any]]:
    return [dict(row) for row in uow.session.execute(select(table).order_by(table.c.id)).mappings()]


def test_an_answer_that_asks_has_a_row_before_anybody_has_rated_it(uow: UnitOfWork) -> None:
    ratings.ask(uow.session, "a", ASKING, NOW)
    (row,) = rows(uow)
    assert (row["asked"], row["satisfied"], row["changed"], row["at"]) == (True, None, None, NOW)
    assert (row["sender"], row["turn"], row["aspects"], row["respondent"]) == ("a", 7, ["fee"], "unknown")


def test_it_carries_field_and_online_level_of_its_procedure(uow: UnitOfWork) -> None:
    procedures = dozen()
    procedures[0].online_level = "partial"
    replace_all(uow.session, procedures, "tests")
    first = procedures[0]
    ratings.ask(uow.session, "a", Asking(1, "web", "answered", "x", first.code), NOW)
    ratings.ask(uow.session, "a", Asking(2, "web", "answered", "x", "9.999999"), NOW)
    told = [(row["field"], row["online_level"]) for row in rows(uow)]
    assert told == [(first.field, "partial"), (None, None)]


def test_of_several_ratings_the_last_counts_and_there_is_one_row(uow: UnitOfWork) -> None:
    ratings.ask(uow.session, "a", ASKING, NOW)
    ratings.note(uow.session, "a", said(satisfied=False), NOW)
    ratings.note(uow.session, "a", said(reason="unclear"), NOW)
    ratings.note(uow.session, "a", said(comment="chưa rõ"), NOW)
    ratings.note(uow.session, "a", said(satisfied=True), LATER)
    (row,) = rows(uow)
    assert (row["satisfied"], row["reason"], row["comment"]) == (True, None, "chưa rõ")
    assert (row["at"], row["changed"]) == (NOW, LATER)


def test_a_reason_means_that_it_did_not_satisfy(uow: UnitOfWork) -> None:
    ratings.ask(uow.session, "a", ASKING, NOW)
    ratings.note(uow.session, "a", said(satisfied=True), NOW)
    ratings.note(uow.session, "a", said(reason="wrong_facts"), LATER)
    (row,) = rows(uow)
    assert (row["satisfied"], row["reason"]) == (False, "wrong_facts")


def test_nobody_rates_the_answer_to_somebody_else(uow: UnitOfWork) -> None:
    ratings.ask(uow.session, "a", ASKING, NOW)
    assert not ratings.note(uow.session, "b", said(satisfied=False), NOW)
    assert [row["satisfied"] for row in rows(uow)] == [None]


def test_a_comment_that_nobody_asked_for_is_no_answer_to_a_question(uow: UnitOfWork) -> None:
    assert ratings.note(uow.session, "a", said(None, comment="trang dễ dùng"), NOW)
    (row,) = rows(uow)
    assert (row["asked"], row["satisfied"], row["comment"]) == (False, None, "trang dễ dùng")


def test_the_answer_last_asked_about_is_known(uow: UnitOfWork) -> None:
    assert ratings.last_asked(uow.session, "a", NOW) is None
    for turn in (7, 8):
        ratings.ask(uow.session, "a", Asking(turn, "web", "answered", "x"), NOW)
    assert ratings.last_asked(uow.session, "a", NOW) == 8
    assert ratings.last_asked(uow.session, "a", LATER) is None


def test_deleting_a_conversation_keeps_what_was_rated_and_not_whose_it_was(uow: UnitOfWork) -> None:
    for turn in (7, 8):
        ratings.ask(uow.session, "a", Asking(turn, "web", "answered", "x"), NOW)
    ratings.note(uow.session, "a", said(satisfied=True, comment="tôi là …"), NOW)
    number = _talk(uow, "a")
    surveys.offer(uow.session, number, "x", NOW)
    ratings.erase_comments(uow.session, "a")
    surveys.erase_comments(uow.session, "a")
    senders.forget_words(uow.session, "a")
    assert {row["sender"] for row in rows(uow) + rows(uow, survey)} == {"forgotten"}
    assert [(row["satisfied"], row["comment"]) for row in rows(uow)] == [(True, None), (None, None)]


def _talk(uow: UnitOfWork, sender: str | None) -> int:
    row = {"sender": sender, "channel": "web", "state": "closed", "outcome": "solved", "asked": NOW}
    return int(uow.session.execute(insert(handoff).values(**row)).inserted_primary_key[0])


def test_a_survey_is_offered_once_and_to_one_person_once_in_thirty_days(uow: UnitOfWork) -> None:
    first, second = _talk(uow, "a"), _talk(uow, "a")
    assert surveys.offer(uow.session, first, "x", NOW)
    assert surveys.offer(uow.session, first, "x", NOW + timedelta(days=60)) is None
    assert surveys.offer(uow.session, second, "x", NOW + timedelta(days=29)) is None
    assert surveys.offer(uow.session, second, "x", NOW + timedelta(days=30))
    assert surveys.offer(uow.session, _talk(uow, "b"), "x", NOW)


def test_nobody_is_surveyed_whose_data_are_deleted(uow: UnitOfWork) -> None:
    assert surveys.offer(uow.session, _talk(uow, None), "x", NOW) is None


def test_of_several_scores_for_a_factor_the_last_counts_and_a_skipped_one_has_none(uow: UnitOfWork) -> None:
    number = surveys.offer(uow.session, _talk(uow, "a"), "x", NOW) or 0
    for response in (
        Response(number, consents=True),
        Response(number, respondent="enterprise"),
        Response(number, factor="access", score=2),
        Response(number, factor="access", score=5),
        Response(number, factor="result", score=3),
        Response(number, factor="result"),
    ):
        assert surveys.note(uow.session, "a", response, LATER)
    assert not surveys.note(uow.session, "b", Response(number, factor="access", score=1), LATER)
    (row,) = rows(uow, survey)
    assert (row["consented"], row["respondent"], row["outcome"]) == (True, "enterprise", "solved")
    assert [(one["factor"], one["score"]) for one in rows(uow, survey_answer)] == [("access", 5)]
