"""A likely candidate is not told when a close one fits what is said as well, or better."""

from __future__ import annotations

from bot.desk.talk import State
from tests.desk.desks import Person, desk

NEW, AGAIN, LONGER = "1.014199", "1.014200", "1.014201"  # work permit: first, lost, extended
BIG, SMALL = "1.013236", "1.013225"  # building permits
EXPIRING = "gplđ cho chuyên gia còn 1 tháng hết hạn, cần làm gì"


def _asks(text: str, near: dict[str, float], relatives: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
    return Person(desk(relatives=relatives), State()).says(text, "ask_overview", "overview", maybe=near)


def test_a_close_relative_whose_step_is_spoken_of_is_offered_first() -> None:
    reply = _asks(EXPIRING, {NEW: 0.86, LONGER: 0.12}, (NEW, AGAIN, LONGER))
    assert (reply.outcome, reply.state.choices) == ("choices", (LONGER, NEW))


def test_a_relative_that_is_far_behind_raises_no_doubt() -> None:
    reply = _asks(EXPIRING, {NEW: 0.97, LONGER: 0.01}, (NEW, AGAIN, LONGER))
    assert (reply.outcome, reply.procedure) == ("answered", NEW)


def test_what_is_no_relative_raises_no_doubt_by_its_step() -> None:
    reply = _asks(EXPIRING, {NEW: 0.86, LONGER: 0.12}, (NEW, AGAIN))
    assert (reply.outcome, reply.procedure) == ("answered", NEW)


def test_a_word_with_other_marks_is_not_the_step() -> None:
    reply = _asks("xin gplđ cho chuyên gia Hàn Quốc thì làm gì", {NEW: 0.86, LONGER: 0.12}, (NEW, LONGER))
    assert (reply.outcome, reply.procedure) == ("answered", NEW)


def test_a_step_is_heard_without_marks_as_well() -> None:
    reply = _asks("gpld cua chuyen gia con 1 thang het han lam gi", {NEW: 0.86, LONGER: 0.12}, (NEW, LONGER))
    assert reply.state.choices == (LONGER, NEW)


def test_the_class_of_a_building_is_asked_for_when_nothing_tells_it() -> None:
    reply = _asks("công ty muốn xin giấy phép xây dựng cho nhà kho mới thì làm gì", {BIG: 0.8, SMALL: 0.15})
    assert (reply.outcome, reply.state.choices) == ("choices", (BIG, SMALL))


def test_a_word_that_only_one_case_has_settles_it() -> None:
    reply = _asks("xin phép xây nhà ở cho công nhân thuê", {SMALL: 0.8, BIG: 0.15})
    assert (reply.outcome, reply.procedure) == ("answered", SMALL)


def test_a_class_written_as_a_number_settles_it() -> None:
    reply = _asks("xin phép xây công trình cấp 2", {BIG: 0.8, SMALL: 0.15})
    assert (reply.outcome, reply.procedure) == ("answered", BIG)
