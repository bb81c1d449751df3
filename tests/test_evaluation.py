"""What counts as right, and how sure the shares are."""

from __future__ import annotations

from typing import Any

import pytest

from bot.evaluation import Judged, judge, scores, share

CODES = ("1.000001", "1.000002", "1.000003", "1.000004")
ONE, TWO, THREE, FOUR = CODES


def judged(
    label: str | list[str] | None = ONE,
    told: str | None = ONE,
    outcome: str = "answered",
    candidates: tuple[str, ...] = CODES,
    asked: tuple[str, ...] = ("fee",),
    aspects: tuple[str, ...] = ("fee",),
    group: str | None = "g",
    milliseconds: float = 1.0,
) -> Judged:
    question: dict[str, Any] = {"text": "câu hỏi", "procedure": label, "aspects": list(asked)}
    if group:
        question["group"] = group
    return judge(
        question,
        {
            "procedure": told,
            "candidates": [{"code": code, "name": code, "confidence": 0.5} for code in candidates],
            "aspects": list(aspects),
            "outcome": outcome,
            "milliseconds": milliseconds,
        },
    )


# Wilson (1927), by hand: (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = 1.959964.
@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [
        (0, 1, 0.0000, 0.7935),
        (1, 1, 0.2065, 1.0000),
        (0, 10, 0.0000, 0.2775),
        (8, 10, 0.4902, 0.9433),
        (10, 10, 0.7225, 1.0000),
        (50, 100, 0.4038, 0.5962),
        (92, 100, 0.8500, 0.9589),
        (290, 300, 0.9397, 0.9818),
    ],
)
def test_the_interval_is_wilson_s(right: int, total: int, low: float, high: float) -> None:
    found = share([True] * right + [False] * (total - right))
    assert found is not None
    assert (found.right, found.total, found.value) == (right, total, right / total)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize("total", [1, 2, 3, 7, 50, 1000, 99999])
def test_the_share_lies_within_its_interval_and_the_interval_within_0_and_1(total: int) -> None:
    for right in {0, 1, total // 2, total}:
        found = share([True] * right + [False] * (total - right))
        assert found is not None
        assert 0 <= found.low <= found.value <= found.high <= 1


def test_no_questions_have_no_share() -> None:
    assert share([]) is None


def test_a_share_is_written_with_its_interval() -> None:
    found = share([True] * 8 + [False] * 2)
    assert found is not None
    assert found.text.strip() == "80.0% (49%–94%)"


def test_the_procedure_told_counts_first_and_then_the_candidates() -> None:
    assert judged(told=ONE, candidates=(TWO, ONE)).top1
    assert not judged(told=TWO, candidates=(ONE, TWO)).top1
    assert judged(told=None, outcome="unknown", candidates=(ONE, TWO)).top1


def test_the_first_three_are_the_one_told_and_the_next_candidates() -> None:
    assert judged(label=THREE).top3
    assert not judged(label=FOUR).top3
    assert judged(label=THREE, told=FOUR, candidates=(FOUR, ONE, THREE)).top3
    assert not judged(label=THREE, told=FOUR, candidates=(ONE, TWO, THREE)).top3


def test_any_of_several_labels_is_right() -> None:
    assert judged(label=[TWO, ONE], told=ONE).top1
    assert not judged(label=[TWO, THREE], told=ONE).top1


@pytest.mark.parametrize("label", [None, []])
def test_a_question_about_no_procedure_has_no_right_one(label: list[str] | None) -> None:
    one = judged(label=label)
    assert not one.top1
    assert not one.top3


def test_all_aspects_must_be_right_in_any_order() -> None:
    assert judged(asked=("fee", "dossier"), aspects=("dossier", "fee")).aspects_right
    assert not judged(asked=("fee", "dossier"), aspects=("fee",)).aspects_right
    assert not judged(asked=("fee",), aspects=("fee", "dossier")).aspects_right


def test_good_is_the_procedure_and_all_aspects() -> None:
    assert judged().good
    assert not judged(told=TWO).good
    assert not judged(aspects=("dossier",)).good


@pytest.mark.parametrize(
    ("outcome", "told", "wrong"),
    [
        ("answered", TWO, True),
        ("answered", ONE, False),
        ("answered", None, False),  # in general: no procedure's facts
        ("choices", TWO, False),
        ("unknown", None, False),
        ("declined", None, False),
        ("handoff", None, False),
    ],
)
def test_answered_wrongly_is_a_confident_answer_about_another_procedure(
    outcome: str, told: str | None, wrong: bool
) -> None:
    assert judged(outcome=outcome, told=told).answered_wrongly is wrong


@pytest.mark.parametrize(
    ("outcome", "told", "held_back"),
    [("declined", None, True), ("unknown", None, True), ("choices", ONE, True), ("answered", None, True),
     ("handoff", None, True), ("answered", ONE, False)],
)  # fmt: skip
def test_declined_rightly_is_every_end_but_a_procedure_s_facts(
    outcome: str, told: str | None, held_back: bool
) -> None:
    one = judged(label=None, outcome=outcome, told=told)
    assert one.held_back is held_back
    assert one.good is held_back


def test_each_group_is_a_row_in_order_of_appearance_and_the_whole_the_last() -> None:
    table = scores([judged(group="b"), judged(group="a"), judged(group="b")])
    assert [(row.group, row.questions) for row in table] == [("b", 2), ("a", 1), ("tất cả", 3)]


def test_a_single_group_is_the_whole() -> None:
    assert [row.group for row in scores([judged(), judged()])] == ["g"]
    assert [row.group for row in scores([judged(group=None)])] == ["–"]


def test_shares_about_a_procedure_and_about_none_count_their_own_questions() -> None:
    (row,) = scores(
        [judged(), judged(told=TWO), judged(label=None, told=None, outcome="declined", aspects=("overview",))]
    )
    assert row.top1 is not None
    assert (row.top1.right, row.top1.total) == (1, 2)
    assert row.answered_wrongly is not None
    assert (row.answered_wrongly.right, row.answered_wrongly.total) == (1, 2)
    assert row.declined_rightly is not None
    assert (row.declined_rightly.right, row.declined_rightly.total) == (1, 1)
    assert row.aspects is not None
    assert (row.aspects.right, row.aspects.total) == (2, 3)
    assert row.both is not None
    assert (row.both.right, row.both.total) == (1, 2)


def test_a_group_without_a_kind_of_question_leaves_its_share_empty() -> None:
    (outside,) = scores([judged(label=None, told=None, outcome="declined")])
    assert (outside.top1, outside.top3, outside.both, outside.answered_wrongly) == (None, None, None, None)
    (about,) = scores([judged()])
    assert about.declined_rightly is None


def test_no_questions_at_all_are_one_empty_row() -> None:
    (row,) = scores([])
    assert (row.questions, row.top1, row.p50, row.p95) == (0, None, 0.0, 0.0)


def test_times_are_told_by_their_middle_and_their_slow_end() -> None:
    (row,) = scores([judged(milliseconds=float(each)) for each in range(100, 0, -1)])
    assert row.p50 == pytest.approx(50, abs=1)
    assert row.p95 == pytest.approx(95, abs=1)
