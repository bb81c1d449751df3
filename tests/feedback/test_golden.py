"""One quarter, computed by hand in README.md, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from bot.catalogue.agency import Target
from bot.catalogue.model import Fee, Procedure
from bot.catalogue.working import VIETNAM
from bot.feedback.figures import Figure, Mean, Wait
from bot.feedback.indicators import Result, indicators, measured
from bot.feedback.model import FACTORS
from bot.feedback.periods import period
from bot.feedback.targets import verdict
from bot.storage import catalogue
from bot.storage.database import UnitOfWork
from bot.storage.petition_tables import CAUSES, OUTSIDE
from tests.feedback.rows import AGENCY, asked, called, filled_in, petitioned, rated, surveyed, waited

QUARTER = period("2026-Q3")
LABOUR = {"field": "lao_dong", "procedure": "A"}
BUILDING = {"field": "xay_dung", "procedure": "B", "channel": "zalo"}
# In per cent; the interval is from 71.56 to 93.12.
AIMS = {
    70: "met", 71.5: "met", 71.6: "too_few", 85: "too_few", 93.1: "too_few", 93.2: "not_met", 95: "not_met"
}  # fmt: skip
MIDNIGHT = datetime(2026, 10, 1, tzinfo=VIETNAM)


@pytest.fixture
def results(uow: UnitOfWork) -> list[Result]:
    return laid_on(uow)


def laid_on(uow: UnitOfWork) -> list[Result]:
    """The quarter of README.md, and what is computed of it."""
    _ratings(uow)
    _surveys(uow)
    _questions(uow)
    for seconds in (6000, 60, 540, 120, 480, 180, 420, 240, 360, 300, None, None):
        waited(uow, seconds)
    for state in ("reached", "reached", "reached", "not_reached", "new", "cancelled"):
        called(uow, state)
    _petitions(uow)
    catalogue.replace_all(uow.session, _procedures(), "tests")
    return measured(uow, QUARTER, AGENCY, date(2026, 10, 5), 180)


def _ratings(uow: UnitOfWork) -> None:
    rated(uow, 20, True, **LABOUR)
    rated(uow, 3, False, reason="unclear", **LABOUR)
    rated(uow, 1, False, **LABOUR)
    rated(uow, 10, True, **BUILDING)
    rated(uow, 2, False, reason="wrong_facts", **BUILDING)
    rated(uow, 4, True, channel="telegram")
    rated(uow, 10, None, **LABOUR)
    rated(uow, 1, True, MIDNIGHT - timedelta(seconds=1), **LABOUR)
    rated(uow, 1, True, MIDNIGHT, **LABOUR)
    rated(uow, 1, True, agency="kon-tum", **LABOUR)
    rated(uow, 1, None, asked=False, outcome=None, comment="dễ dùng")


def _surveys(uow: UnitOfWork) -> None:
    people: list[dict[str, int]] = [{}] * 10
    people += [{"access": 5, "procedure": 4, "officers": 5, "result": 4, "opinions": 5}] * 24
    people += [{"access": 3, "procedure": 4, "officers": 5, "result": 2}] * 3
    people += [{"access": 2, "procedure": 1, "officers": 4}] * 3
    for number, scores in enumerate(people):
        surveyed(uow, number, scores)


def _questions(uow: UnitOfWork) -> None:
    for count, outcome, aspects in (
        (60, "answered", ["fee"]),
        (20, "choices", ["dossier"]),
        (8, "unknown", ["overview"]),
        (7, "declined", ["out_of_scope"]),
        (5, "handoff", ["handoff"]),
        (12, "answered", ["chitchat"]),
        (3, "answered", ["feedback"]),
        (2, "answered", ["chitchat", "fee"]),
    ):
        asked(uow, count, outcome, aspects)
    asked(uow, 9, "answered", ["fee"], "ask")


def _petitions(uow: UnitOfWork) -> None:
    noon = datetime(2026, 8, 3, 12, tzinfo=VIETNAM)
    tenth, eleventh = date(2026, 8, 10), datetime(2026, 8, 11, tzinfo=VIETNAM)
    for count, satisfied in ((6, True), (1, False), (5, None)):
        petitioned(uow, count, "conduct", tenth, eleventh - timedelta(seconds=1), noon, satisfied)
    for count, satisfied in ((1, True), (1, False), (2, None)):
        petitioned(uow, count, "conduct", tenth, eleventh, noon, satisfied)
    september = datetime(2026, 9, 1, 9, tzinfo=VIETNAM)
    for count, state in ((8, "answered"), (2, "closed")):
        done = datetime(2026, 9, 8, 9, tzinfo=VIETNAM)
        petitioned(uow, count, "regulation", date(2026, 9, 15), done, september, state=state)
    petitioned(uow, 3, "proposal", date(2026, 9, 30), None, september)
    petitioned(uow, 5, "conduct", date(2026, 10, 2), None, datetime(2026, 9, 25, 9, tzinfo=VIETNAM))
    june, july = datetime(2026, 6, 20, 9, tzinfo=VIETNAM), datetime(2026, 7, 2, 9, tzinfo=VIETNAM)
    petitioned(uow, 2, "proposal", date(2026, 7, 3), july, june)
    petitioned(uow, 1, "conduct", tenth, None, noon, state="draft")
    petitioned(uow, 1, "conduct", tenth, eleventh, noon, agency="kon-tum")
    for cause in ("elsewhere", "complaint"):
        petitioned(uow, 2, "conduct", tenth, eleventh, noon, False, state="closed", cause=cause)


def _procedures() -> list[Procedure]:
    levels = ["full"] * 3 + ["partial"] * 2 + ["information"] + [None] * 4
    days = [date(2026, 4, 3)] + [date(2026, 8, 1)] * 5 + [date(2026, 4, 2), date(2025, 1, 1), None, None]
    fees = {
        0: [Fee(state="known", amount=10, online_amount=5)],
        1: [Fee(state="known", amount=10), Fee(state="known", amount=20)],
        2: [Fee(state="provincial")],
        3: [Fee(state="free", amount=0, online_amount=0)],
    }
    known = [
        Procedure(f"P{n}", f"Thủ tục {n}", "lao_dong", online_level=level, checked=day, fees=fees.get(n, []))
        for n, (level, day) in enumerate(zip(levels, days, strict=True))
    ]
    old = Procedure("P10", "Cũ", "lao_dong", online_level="full", state="superseded", checked=days[0])
    return [*known, old]


def shares(results: list[Result], indicator: str, dimension: str | None = None) -> dict[str, tuple[int, int]]:
    return {
        one.group or "": (one.numerator, one.denominator)
        for one in results
        if isinstance(one, Figure) and (one.indicator, one.dimension) == (indicator, dimension)
    }


def test_the_quarter_comes_out_as_by_hand(results: list[Result]) -> None:
    whole = {
        one.indicator: (one.numerator, one.denominator)
        for one in results
        if isinstance(one, Figure) and one.dimension is None
    }
    assert whole == {
        "satisfaction": (35, 41),
        "satisfaction_named_fields": (10, 12),
        "response_rate": (41, 51),
        "survey_response": (30, 40),
        "survey_unasked": (0, 30),
        "survey_page": (0, 0),
        "answered": (62, 102),
        "asked_back": (20, 102),
        "unknown": (8, 102),
        "declined": (7, 102),
        "handed_over": (5, 102),
        "officer_came": (10, 12),
        "callback_reached": (3, 5),
        "petition_handled": (26, 34),
        "petition_in_time": (24, 31),
        "petition_content": (23, 31),
        "petition_satisfied": (7, 9),
        "online_full": (3, 6),
        "online_offered": (5, 6),
        "online_fee_known": (1, 3),
        "checked_in_time": (6, 10),
    }


def test_its_parts_come_out_as_by_hand(results: list[Result]) -> None:
    assert shares(results, "satisfaction", "field") == {
        "": (4, 4),
        "lao_dong": (21, 25),
        "xay_dung": (10, 12),
    }
    assert shares(results, "satisfaction", "procedure") == {"": (4, 4), "A": (21, 25), "B": (10, 12)}
    assert shares(results, "satisfaction", "channel") == {
        "telegram": (4, 4),
        "web": (21, 25),
        "zalo": (10, 12),
    }
    assert shares(results, "reason", "reason") == {
        "wrong_procedure": (0, 5), "wrong_facts": (2, 5), "unclear": (3, 5), "off_question": (0, 5), "other": (0, 5)
    }  # fmt: skip
    assert shares(results, "factor", "factor") == {
        "access": (24, 30), "procedure": (27, 30), "officers": (30, 30), "result": (24, 27), "opinions": (24, 24)
    }  # fmt: skip


def test_petitions_by_kind_come_out_as_by_hand(results: list[Result]) -> None:
    assert shares(results, "petition_in_time", "petition_kind") == {
        "conduct": (12, 16), "regulation": (10, 10), "proposal": (2, 5)
    }  # fmt: skip


def test_what_ended_in_the_quarter_is_told_by_its_end(uow: UnitOfWork) -> None:
    due, done = date(2026, 9, 10), datetime(2026, 9, 8, 9, tzinfo=VIETNAM)
    petitioned(uow, 5, "conduct", due, done)
    for count, cause in ((3, "repeated"), (4, "elsewhere"), (1, "complaint"), (2, None)):
        petitioned(uow, count, "conduct", due, done, state="closed", cause=cause)
    petitioned(uow, 1, "conduct", due, MIDNIGHT)
    petitioned(uow, 1, "conduct", due, None)
    found = measured(uow, QUARTER, AGENCY, date(2026, 10, 5), 180)
    assert shares(found, "petition_end", "petition_end") == {
        "answered": (5, 15), "elsewhere": (4, 15), "complaint": (1, 15), "repeated": (3, 15), "none": (2, 15)
    }  # fmt: skip


def test_a_petition_is_late_only_when_its_last_day_is_over(uow: UnitOfWork) -> None:
    petitioned(uow, 1, "conduct", date(2026, 9, 14), None)
    petitioned(uow, 1, "conduct", date(2026, 9, 15), None)
    petitioned(uow, 1, "conduct", date(2026, 9, 16), datetime(2026, 9, 1, tzinfo=VIETNAM))
    for day, counts in ((14, (1, 1)), (15, (1, 2)), (16, (1, 3)), (30, (1, 3))):
        found = measured(uow, QUARTER, AGENCY, date(2026, 9, day), 180)
        assert shares(found, "petition_in_time") == {"": counts}, day


def test_on_the_last_day_of_a_period_nothing_that_is_due_that_day_is_late(uow: UnitOfWork) -> None:
    petitioned(uow, 1, "conduct", date(2026, 9, 29), None)
    petitioned(uow, 1, "conduct", date(2026, 9, 30), None)
    for today, counts in ((date(2026, 9, 30), (0, 1)), (date(2026, 10, 1), (0, 2))):
        found = measured(uow, QUARTER, AGENCY, today, 180)
        assert shares(found, "petition_in_time") == {"": counts}, today


@pytest.mark.parametrize("cause", CAUSES)
def test_what_is_outside_the_competence_does_not_count_and_what_ended_otherwise_does(
    uow: UnitOfWork, cause: str
) -> None:
    done = datetime(2026, 9, 8, 9, tzinfo=VIETNAM)
    petitioned(uow, 1, "conduct", date(2026, 9, 14), done, state="closed", cause=cause)
    found = measured(uow, QUARTER, AGENCY, date(2026, 10, 1), 180)
    counts = (0, 0) if cause in OUTSIDE else (1, 1)
    assert shares(found, "petition_in_time")[""] == counts
    assert shares(found, "petition_content")[""] == counts


def test_its_intervals_come_out_as_by_hand(results: list[Result]) -> None:
    bounds = {
        one.indicator: (one.low, one.high)
        for one in results
        if not isinstance(one, Wait) and not (isinstance(one, Figure) and one.dimension)
    }
    assert bounds["satisfaction"] == pytest.approx((0.7156, 0.9312), abs=5e-5)
    assert bounds["survey_satisfaction"] == pytest.approx((0.7664, 0.9743), abs=5e-5)
    assert bounds["petition_in_time"] == pytest.approx((0.6019, 0.8860), abs=5e-5)
    assert bounds["online_full"] == (0.3, 0.7)
    assert bounds["online_offered"] == (0.5, 0.9)


def test_the_mean_of_the_factors_and_the_waits_come_out_as_by_hand(results: list[Result]) -> None:
    (survey,) = [one for one in results if isinstance(one, Mean)]
    assert (survey.share, survey.people) == (Fraction(413, 450), 30)
    waits = {one.indicator: (one.count, one.seconds) for one in results if isinstance(one, Wait)}
    assert waits == {"wait_p50": (10, 300), "wait_p90": (10, 540)}


def test_the_page_s_sheets_count_with_the_others_as_by_hand(uow: UnitOfWork) -> None:
    _surveys(uow)
    filled_in(uow, "a", dict.fromkeys(FACTORS, 5), counter="1")
    filled_in(uow, "b", {"access": 4, "officers": 3}, counter="1")
    filled_in(uow, "c", dict.fromkeys(FACTORS, 4), counter="2")
    filled_in(uow, "d", {"access": 2, "procedure": 5, "officers": 5, "opinions": 5}, procedure="A")
    filled_in(uow, "e", {"access": 1})
    filled_in(uow, "f", {}, comment="cần thêm ghế")
    filled_in(uow, "g", {"access": 5}, MIDNIGHT)
    results = measured(uow, QUARTER, AGENCY, date(2026, 10, 5), 180)
    assert shares(results, "factor", "factor") == {
        "access": (27, 35), "procedure": (30, 33), "officers": (33, 34), "result": (26, 29), "opinions": (27, 27)
    }  # fmt: skip
    assert shares(results, "survey_response") == {"": (30, 40)}
    assert shares(results, "survey_unasked") == {"": (5, 35)}
    assert shares(results, "survey_page") == {"": (3, 5)}
    assert shares(results, "survey_page", "counter") == {"1": (1, 2), "2": (1, 1)}
    assert shares(results, "survey_page", "surveyed_procedure") == {"A": (1, 1)}
    (mean,) = [one for one in results if isinstance(one, Mean)]
    assert (mean.people, float(mean.share or 0)) == (35, pytest.approx(0.909532, abs=5e-7))


def test_every_indicator_is_computed_and_everything_computed_is_defined(results: list[Result]) -> None:
    assert {one.indicator for one in results} == set(indicators())


def test_against_an_aim_the_interval_speaks(results: list[Result]) -> None:
    overall = next(one for one in results if isinstance(one, Figure) and one.indicator == "satisfaction")
    told = {aim: verdict(overall, Target("x", "kế hoạch", "%", ">=", aim)) for aim in AIMS}
    assert told == AIMS
