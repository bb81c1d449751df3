"""The aims of the five authorities against what we can measure."""

from __future__ import annotations

import pytest

from bot.catalogue import agency
from bot.catalogue.agency import Target
from bot.feedback.figures import FEW, Figure, known, share
from bot.feedback.indicators import indicators
from bot.feedback.targets import VERDICTS, Judged, judged, verdict
from bot.settings import Settings

AGENCIES = agency.available(Settings().agencies)


def target(code: str = "hai_long_giai_quyet_tthc", aim: float | None = 90, **more: object) -> Target:
    return Target(code, "kế hoạch", **{"unit": "%", "comparison": ">=", "year": 2025, **more}, value=aim)  # type: ignore[arg-type]


def judge(one: Target, *results: Figure, year: int = 2026) -> Judged:
    (told,) = judged([one], results, year)
    return told


@pytest.mark.parametrize("name", AGENCIES)
def test_every_aim_of_a_plan_has_a_name_and_a_verdict_or_a_reason(name: str) -> None:
    targets = agency.load(Settings().agencies, name).targets
    told = judged(targets, [share(code, 95, 100) for code in indicators()], 2026)
    assert [one.target for one in told] == list(targets)
    assert {one.verdict for one in told} <= set(VERDICTS)
    assert [one.target.code for one in told if one.name == one.target.code or not one.note] == []


def test_few_answers_allow_no_verdict() -> None:
    all_satisfied = share("satisfaction", FEW - 1, FEW - 1)
    assert judge(target(aim=50), all_satisfied).verdict == "too_few"
    assert judge(target(aim=50), share("satisfaction", FEW, FEW)).verdict == "met"


def test_an_aim_within_the_interval_allows_none_either() -> None:
    assert judge(target(aim=90), share("satisfaction", 91, 100)).verdict == "too_few"
    assert judge(target(aim=90), share("satisfaction", 9100, 10000)).verdict == "met"
    assert judge(target(aim=90), share("satisfaction", 80, 100)).verdict == "not_met"


@pytest.mark.parametrize(
    ("comparison", "told"), [(">=", "met"), ("=", "met"), (None, "met"), (">", "not_met"), ("<=", "met")]
)
def test_exactly_what_was_aimed_at_is_enough_unless_more_was(comparison: str | None, told: str) -> None:
    exactly = Figure("online_full", 45, 50, low=0.9, high=0.9)
    assert verdict(exactly, target(aim=90, comparison=comparison)) == told


def test_a_catalogue_of_unknown_levels_says_neither() -> None:
    one = target("dvctt_muc_4", 100)
    assert judge(one, known("online_full", 0, 0, 201)).verdict == "too_few"
    assert judge(one, known("online_full", 40, 40, 0)).verdict == "met"


@pytest.mark.parametrize(
    "one",
    [
        target("par_index_hang", 20, unit="thứ hạng"),
        target("thoi_gian_cho", 15, unit="phút/lượt giao dịch"),
        target("cong_bo_766", None, unit="văn bản"),
        target("giao_dich_tttt", 30),
    ],
)
def test_what_nothing_of_ours_measures_is_not_comparable_and_says_why(one: Target) -> None:
    told = judge(one, share("satisfaction", 95, 100))
    assert (told.verdict, told.figure) == ("not_comparable", None)
    assert told.note


def test_a_comparison_says_that_it_is_an_estimate() -> None:
    assert "Ước tính" in judge(target(), share("satisfaction", 95, 100)).note


def test_an_aim_for_a_later_year_is_not_due() -> None:
    assert judge(target(year=2026)).due
    assert not judge(target(year=2030)).due
    assert judge(target(year=None)).due


def test_parts_are_not_taken_for_the_whole() -> None:
    assert judge(target(), share("satisfaction", 95, 100, "channel", "web")).verdict == "not_comparable"
