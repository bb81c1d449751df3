"""When the desk is open: days as in Vietnam, lunch, holidays, and what an authority says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.agency import load
from bot.catalogue.working import VIETNAM, spell
from bot.desk.clock import lasting, moment, week
from bot.desk.hours import Hours
from bot.settings import Settings

AGENCY = load(Settings().agencies, "dong-nai-kcn")
HOURS = Hours.of(AGENCY)
HOUR = timedelta(hours=1)
NOTHING = timedelta()


def at(day: str, clock: str = "00:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), VIETNAM)


# Three years with their Tết, and times of any zone.
moments = st.datetimes(
    datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.sampled_from([VIETNAM, timezone.utc])
)
spans = st.timedeltas(NOTHING, timedelta(days=40))


@pytest.mark.parametrize(
    ("clock", "is_open"),
    [("07:29", False), ("07:30", True), ("11:29", True), ("11:30", False), ("13:30", True), ("17:00", False)],
)
def test_the_desk_is_open_in_the_morning_and_in_the_afternoon(clock: str, is_open: bool) -> None:
    assert HOURS.is_open(at("2026-11-26", clock)) is is_open


def test_a_day_begins_in_vietnam() -> None:
    midnight = datetime(2026, 11, 26, tzinfo=timezone.utc)
    assert not HOURS.is_open(midnight + timedelta(minutes=29))
    assert HOURS.is_open(midnight + timedelta(minutes=30))


def test_lunch_is_no_working_time() -> None:
    assert HOURS.between(at("2026-11-26", "11:00"), at("2026-11-26", "14:00")) == HOUR
    assert HOURS.next_opening(at("2026-11-26", "12:00")) == at("2026-11-26", "13:30")


def test_a_day_of_work_has_seven_and_a_half_hours_and_a_weekend_none() -> None:
    assert HOURS.between(at("2026-11-26"), at("2026-11-27")) == 7.5 * HOUR
    assert HOURS.between(at("2026-11-28"), at("2026-11-30")) == NOTHING


def test_a_desk_may_be_open_around_the_clock() -> None:
    working = replace(
        AGENCY.working,
        days=tuple(range(7)),
        spells=(spell("00:00-24:00"),),
        open=frozenset([date(2026, 11, 27)]),
    )
    hours = Hours(working)
    assert hours.is_open(at("2026-11-26", "23:59:59.999999"))
    assert hours.closing(at("2026-11-26", "23:59")) == at("2026-11-27")
    assert hours.between(at("2026-11-26", "20:00"), at("2026-11-27", "04:00")) == 8 * HOUR
    assert "00:00–24:00" in week(working)


def test_before_tet_the_desk_opens_next_after_tet() -> None:
    # 2026: from 16 February, the eve, to the weekend that follows.
    assert HOURS.next_opening(at("2026-02-13", "17:00")) == at("2026-02-23", "07:30")
    assert HOURS.between(at("2026-02-13", "16:00"), at("2026-02-23", "08:30")) == 2 * HOUR


def test_a_holiday_on_a_sunday_is_taken_on_the_monday() -> None:
    # The kings' day of 2026 is Sunday, 26 April.
    assert not HOURS.is_open(at("2026-04-27", "09:00"))
    assert HOURS.is_open(at("2026-04-28", "09:00"))


def test_a_quarter_ends_without_a_gap() -> None:
    for first, last in (
        ("2026-03-31", "2026-04-01"),
        ("2026-06-30", "2026-07-01"),
        ("2026-09-30", "2026-10-01"),
    ):
        assert HOURS.between(at(first, "16:00"), at(last, "08:30")) == 2 * HOUR
    # New Year is a holiday between two quarters.
    assert HOURS.next_opening(at("2026-12-31", "17:00")) == at("2027-01-04", "07:30")


def test_an_authority_may_close_and_open_on_days_of_its_own() -> None:
    working = replace(
        AGENCY.working,
        closed=frozenset([date(2026, 11, 26)]),
        open=frozenset([date(2026, 11, 28), date(2027, 1, 1)]),
    )
    hours = Hours(working)
    assert not hours.is_open(at("2026-11-26", "09:00"))
    assert hours.is_open(at("2026-11-28", "09:00"))
    assert hours.is_open(at("2027-01-01", "09:00"))


def test_an_authority_that_never_opens_is_an_error() -> None:
    with pytest.raises(LookupError):
        Hours(replace(AGENCY.working, spells=())).next_opening(at("2026-11-26"))


@given(moments, spans, spans)
def test_working_time_adds_up(begin: datetime, first: timedelta, second: timedelta) -> None:
    middle, end = begin + first, begin + first + second
    assert HOURS.between(begin, middle) + HOURS.between(middle, end) == HOURS.between(begin, end)


@given(moments, spans)
def test_working_time_is_never_more_than_time_and_never_runs_backwards(
    begin: datetime, span: timedelta
) -> None:
    assert NOTHING <= HOURS.between(begin, begin + span) <= span
    assert HOURS.between(begin + span, begin) == NOTHING


@given(moments)
def test_until_the_next_opening_nobody_works_and_then_the_desk_is_open(begin: datetime) -> None:
    opens = HOURS.next_opening(begin)
    assert opens >= begin
    assert HOURS.is_open(opens)
    assert HOURS.between(begin, opens) == NOTHING


@given(moments, spans)
def test_the_next_opening_of_a_later_moment_is_not_earlier(begin: datetime, span: timedelta) -> None:
    assert HOURS.next_opening(begin) <= HOURS.next_opening(begin + span)


@given(moments)
def test_while_the_desk_is_open_all_time_until_it_closes_counts(begin: datetime) -> None:
    opens = HOURS.next_opening(begin)
    closes = HOURS.closing(opens)
    assert closes is not None
    assert HOURS.between(opens, closes) == closes - opens
    assert not HOURS.is_open(closes)


def test_times_are_told_as_people_say_them() -> None:
    now = at("2026-11-26", "18:00")
    assert moment(at("2026-11-26", "18:30"), now) == "18:30 hôm nay"
    assert moment(at("2026-11-27", "07:30"), now) == "07:30 ngày mai (thứ Sáu, 27/11/2026)"
    assert moment(at("2026-11-29", "07:30").astimezone(timezone.utc), now) == "07:30 Chủ nhật, 29/11/2026"
    assert [lasting(timedelta(seconds=s)) for s in (20, 60, 3600, 4800)] == [
        "chưa đến 1 phút",
        "1 phút",
        "1 giờ",
        "1 giờ 20 phút",
    ]


def test_the_week_is_told_with_its_lunch_break() -> None:
    told = "thứ Hai đến thứ Sáu, 07:30–11:30 và 13:30–17:00, trừ ngày lễ, Tết"
    assert week(AGENCY.working) == told
    assert week(replace(AGENCY.working, days=(0, 2, 5))).startswith("thứ Hai, thứ Tư, thứ Bảy, ")
