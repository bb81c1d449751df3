"""Hours of UTC become days of Vietnam, and days become bars."""

from __future__ import annotations

from datetime import date

from bot.console import figures
from bot.storage.tables import OUTCOMES

TODAY = date(2026, 11, 25)


def test_an_evening_of_utc_is_the_next_day_in_vietnam() -> None:
    days = figures.by_day([("2026-11-24 16", "answered", 3), ("2026-11-24 17", "answered", 5)])
    assert days == {date(2026, 11, 24): {"answered": 3}, date(2026, 11, 25): {"answered": 5}}


def test_hours_of_one_day_add_up_by_outcome() -> None:
    days = figures.by_day(
        [("2026-11-25 01", "answered", 1), ("2026-11-25 02", "answered", 2), ("2026-11-25 02", "choices", 4)]
    )
    assert days == {TODAY: {"answered": 3, "choices": 4}}


def test_a_month_counts_from_its_first_day_and_names_every_outcome() -> None:
    days = {date(2026, 10, 31): {"answered": 9}, date(2026, 11, 1): {"answered": 1}, TODAY: {"unknown": 2}}
    assert figures.since(date(2026, 11, 1), days) == {
        **dict.fromkeys(OUTCOMES, 0),
        "answered": 1,
        "unknown": 2,
    }


def test_the_highest_bar_fills_the_height_and_days_without_questions_have_none() -> None:
    bars = figures.bars(
        {TODAY: {"answered": 2, "choices": 1, "unknown": 1}, date(2026, 11, 24): {"declined": 1}}, TODAY
    )
    assert len(bars) == figures.DAYS
    assert [bar.total for bar in bars[-3:]] == [0, 1, 4]
    last, before = bars[-1], bars[-2]
    assert (last.height, last.helped_height) == (figures.HEIGHT, figures.HEIGHT * 3 / 4)
    assert (before.height, before.helped_height) == (figures.HEIGHT / 4, 0)
    assert last.x + last.width <= figures.WIDTH


def test_no_questions_at_all_give_flat_bars() -> None:
    assert {bar.height for bar in figures.bars({}, TODAY)} == {0}
