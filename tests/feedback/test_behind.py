"""Every figure counted again from the rows it leads to, on both databases and for rows of every kind."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from bot.catalogue.model import Fee, Procedure
from bot.feedback.figures import Mean, Wait
from bot.feedback.indicators import NAMED_FIELDS, SMALL_TALK, indicators, measured, overdue_from
from bot.feedback.model import FACTORS, REASONS
from bot.feedback.periods import period
from bot.storage import behind, catalogue, questions
from bot.storage.behind import DENOMINATOR, NUMERATOR, Of
from bot.storage.database import UnitOfWork
from bot.storage.petition_tables import CAUSES, KINDS
from bot.storage.tallies import Span
from tests.feedback.rows import AGENCY, asked, called, filled_in, petitioned, rated, surveyed, waited

QUARTER = period("2026-Q3")
SPAN = Span(QUARTER.since, QUARTER.until, AGENCY)
AS_OF = date(2026, 9, 30)
AFTER = date(2026, 10, 5)


def strew(uow: UnitOfWork, seed: int) -> None:
    """Rows within the quarter, before and after it, of this authority and of another."""
    chance = random.Random(seed)
    for number in range(120):
        at = QUARTER.since + timedelta(hours=chance.randint(-300, 2500))
        satisfied = chance.choice((True, True, False, None))
        rated(
            uow, chance.randint(1, 3), satisfied, at,
            reason=chance.choice(REASONS) if satisfied is False else None,
            field=chance.choice((None, "", "dat_dai", "xay_dung", "lao_dong")),
            procedure=chance.choice((None, "A", "B")), channel=chance.choice(("web", "zalo")),
            online_level=chance.choice((None, "full", "partial")), asked=chance.random() < 0.9,
            outcome=chance.choice((None, "answered", "unknown")), agency=chance.choice((AGENCY, "other")),
        )  # fmt: skip
        factors = {factor: chance.randint(1, 5) for factor in FACTORS if chance.random() < 0.6}
        surveyed(uow, number, factors if chance.random() < 0.7 else {}, at)
        place = chance.choice(({}, {"counter": "1"}, {"counter": "2"}, {"procedure": "A"}))
        filled_in(uow, f"{number}", factors, at, **place)
        aspects = chance.choice(([], ["fee"], ["chitchat"], ["feedback", "chitchat"], ["chitchat", "fee"]))
        outcome = chance.choice(("answered", "choices", "unknown", "declined", "handoff"))
        asked(uow, 1, outcome, aspects, chance.choice(("web", "ask")), at)
        waited(uow, chance.choice((None, number)), at)
        called(uow, chance.choice(("new", "reached", "cancelled")), at)
        petitioned(
            uow, 1, chance.choice(KINDS), at.date() + timedelta(days=chance.randint(0, 20)),
            chance.choice((None, at + timedelta(hours=chance.randint(1, 500)))), at, satisfied,
            agency=chance.choice((AGENCY, AGENCY, "other")), cause=chance.choice((None, *CAUSES)),
        )  # fmt: skip
    catalogue.replace_all(uow.session, [_procedure(chance, number) for number in range(40)], "tests")


def _procedure(chance: random.Random, number: int) -> Procedure:
    fees = [
        Fee("fee", chance.choice(("known", "free", "provincial")), online_amount=chance.choice((None, 0)))
    ]
    return Procedure(
        f"{number}", f"Thủ tục {number}", "lao_dong", fees=fees * chance.randint(0, 2),
        online_level=chance.choice((None, "full", "partial", "none")),
        checked=chance.choice((None, AS_OF, AS_OF - timedelta(days=180), AS_OF - timedelta(days=181))),
        state=chance.choice(("in_force", "in_force", "abolished")),
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_the_rows_behind_every_figure_are_as_many_as_it_says(uow: UnitOfWork, seed: int) -> None:
    strew(uow, seed)

    def count(one: object, part: str) -> int:
        dimension, group = getattr(one, "dimension", None), getattr(one, "group", None)
        checked, overdue = AS_OF - timedelta(days=180), overdue_from(QUARTER, AFTER)
        of = Of(one.indicator, part, dimension, group, checked, overdue)  # type: ignore[attr-defined]
        rows = behind.behind(uow.session, SPAN, of, NAMED_FIELDS, SMALL_TALK)
        return int(uow.session.execute(questions.how_many(rows)).scalar_one())

    results = measured(uow, QUARTER, AGENCY, AFTER, 180)
    assert {one.indicator for one in results} == set(indicators())
    for one in results:
        if isinstance(one, Wait):
            assert count(one, DENOMINATOR) == one.count, one
        elif isinstance(one, Mean):
            assert count(one, DENOMINATOR) == one.people, one
        else:
            assert (count(one, NUMERATOR), count(one, DENOMINATOR)) == (one.numerator, one.denominator), one
            assert one.denominator


def test_every_indicator_has_rows_of_some_kind() -> None:
    assert {code for code in indicators() if behind.kind_of(code) in behind.KINDS} == set(indicators())
    assert behind.kind_of("nothing") is None


def test_waits_are_listed_by_length_so_that_the_rank_can_be_counted_off(uow: UnitOfWork) -> None:
    for seconds in (300, 60, 6000, None):
        waited(uow, seconds)
    rows = behind.behind(uow.session, SPAN, Of("wait_p90", DENOMINATOR), NAMED_FIELDS, SMALL_TALK)
    assert [row["waited"] for row in uow.session.execute(rows).mappings()] == [60, 300, 6000]
