"""Opinions gathered a row for each person and day, alike on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from bot.feedback.model import FORGOTTEN, PAGE, Asking, Opinion, Response, Sheet
from bot.storage import feedback, ratings, surveys
from bot.storage.database import UnitOfWork
from bot.storage.desk_tables import handoff
from bot.storage.feedback import Wanted
from tests.storage.tidying import TERMS, tidy

# Half an hour before midnight in Vietnam.
NOW = datetime(2026, 8, 3, 16, 30, tzinfo=timezone.utc)


def rate(uow: UnitOfWork, turn: int, at: datetime = NOW, sender: str = "a", **said: Any) -> None:
    ratings.ask(uow.session, sender, Asking(turn, "web", "answered", "x"), at)
    ratings.note(uow.session, sender, Opinion(turn, "web", "x", **said), at)


def rows(uow: UnitOfWork, **wanted: Any) -> list[Any]:
    return list(uow.session.execute(feedback.listed(Wanted(**wanted))).mappings())


def test_a_day_ends_at_midnight_in_vietnam(uow: UnitOfWork) -> None:
    rate(uow, 1, satisfied=True)
    rate(uow, 2, NOW + timedelta(hours=1), satisfied=True)
    assert len(rows(uow)) == 2


def test_a_late_change_goes_to_the_day_of_its_answer(uow: UnitOfWork) -> None:
    rate(uow, 1, satisfied=True)
    ratings.note(uow.session, "a", Opinion(1, "web", "x", satisfied=False), NOW + timedelta(days=3))
    (row,) = rows(uow)
    assert (row["satisfied"], row["at"]) == (False, NOW + timedelta(days=3))


def test_a_survey_belongs_to_it_with_its_mean_and_comment(uow: UnitOfWork) -> None:
    talk = {"sender": "a", "channel": "web", "state": "closed", "asked": NOW, "outcome": "solved"}
    number = int(uow.session.execute(insert(handoff).values(**talk)).inserted_primary_key[0])
    offered = surveys.offer(uow.session, number, "x", NOW)
    assert offered is not None
    assert rows(uow) == []
    surveys.note(uow.session, "a", Response(offered, consents=True), NOW)
    for factor, score in (("access", 5), ("result", 2)):
        surveys.note(uow.session, "a", Response(offered, factor=factor, score=score), NOW)
    surveys.comment(uow.session, "a", offered, "cảm ơn", NOW)
    (row,) = rows(uow, text="CAM ON")
    assert (row["score"], row["comment"], row["satisfied"]) == (3.5, "cảm ơn", None)


def test_sheets_of_the_page_are_one_a_person_a_day_and_a_place(uow: UnitOfWork) -> None:
    def fill_in(access: int, at: datetime = NOW, **about: str) -> None:
        surveys.fill_in(uow.session, "a", Sheet("x", {"access": access}, **about), at)

    fill_in(1, counter="1")
    fill_in(5, counter="1")
    fill_in(3, counter="2")
    fill_in(4, NOW + timedelta(hours=1), counter="1")
    found = [(row["counter"], row["score"]) for row in rows(uow)]
    assert found == [("1", 4.0), ("2", 4.0)]
    assert surveys.has_filled_in(uow.session, "a", "1", None, NOW)
    assert not surveys.has_filled_in(uow.session, "a", None, None, NOW)
    assert not surveys.has_filled_in(uow.session, "b", "1", None, NOW)


def test_whose_a_sheet_of_the_page_was_is_forgotten_in_time(uow: UnitOfWork) -> None:
    for days in (0, 2):
        sheet = Sheet("x", {"access": 5}, comment="ghế cứng")
        surveys.fill_in(uow.session, f"{PAGE}:a", sheet, NOW + timedelta(days=days))
    tidy(uow, NOW + timedelta(days=2) + TERMS.keep)
    assert [row["sender"] for row in rows(uow)] == [f"{PAGE}:a", FORGOTTEN]
    assert [row["comment"] for row in rows(uow)] == ["ghế cứng"] * 2
    assert not surveys.has_filled_in(uow.session, f"{PAGE}:a", None, None, NOW)
    assert surveys.has_filled_in(uow.session, f"{PAGE}:a", None, None, NOW + timedelta(days=2))


def test_whoever_reviews_second_writes_nothing(uow: UnitOfWork) -> None:
    rate(uow, 1, satisfied=True)
    number = rows(uow)[0]["id"]
    assert feedback.review(uow.session, number, None, NOW, state="read")
    assert not feedback.review(uow.session, number, None, NOW, state="closed")
    assert rows(uow)[0]["state"] == "read"


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from([None, True, False]), st.booleans()), max_size=8)
)
def test_the_row_says_what_the_ratings_say_in_whatever_order_they_come(
    uow: UnitOfWork, taps: list[tuple[int, bool | None, bool]]
) -> None:
    uow.rollback()
    asked: set[int] = set()
    for turn, satisfied, comments in taps:
        if turn not in asked:
            ratings.ask(uow.session, "a", Asking(turn, "web", "answered", "x"), NOW)
            asked.add(turn)
        said = {"satisfied": satisfied, "comment": f"lời {turn}" if comments else None}
        ratings.note(uow.session, "a", Opinion(turn, "web", "x", **said), NOW)  # type: ignore[arg-type]
    table = ratings.rating
    kept = list(uow.session.execute(select(table.c.satisfied, table.c.comment)).all())
    rated = [one for one, _ in kept if one is not None]
    found = rows(uow)
    assert bool(found) == any(one is not None or comment for one, comment in kept)
    if found:
        assert (found[0]["rated"], found[0]["unsatisfied"]) == (len(rated), rated.count(False))
        assert found[0]["satisfied"] == (all(rated) if rated else None)
