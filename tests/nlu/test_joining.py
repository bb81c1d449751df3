"""More questions made from those we have."""

from __future__ import annotations

from bot.nlu.joining import joined, named

TEXTS = [
    "hồ sơ gia hạn gplđ gồm gì?",
    "mất mấy ngày",
    "lệ phí bao nhiêu",
    "làm sao",
    "xin chào",
    "báo trễ hẹn ở đâu",
]
WANTED = [{"ask_dossier"}, {"ask_time_limit"}, {"ask_fee"}, {"ask_overview"}, {"greet"}, {"ask_complaint"}]
NAMING = [True, False, False, False, False, False]


def test_every_run_joins_alike() -> None:
    assert joined(TEXTS, WANTED, NAMING, 30) == joined(TEXTS, WANTED, NAMING, 30)
    assert named(["cấp C/O"], TEXTS, WANTED, NAMING, 30) == named(["cấp C/O"], TEXTS, WANTED, NAMING, 30)


def test_joined_questions_ask_both() -> None:
    for text, intents, names in joined(TEXTS, WANTED, NAMING, 50):
        parts = [at for at, part in enumerate(TEXTS) if part.rstrip("?. ") in text]
        assert set().union(*(WANTED[at] for at in parts)) >= intents
        assert len(intents) == 2
        assert names == ("gplđ" in text)


def test_small_talk_is_not_joined_and_an_overview_is_not_said_in_passing() -> None:
    pairs = joined(TEXTS, WANTED, NAMING, 200)
    assert not any("xin chào" in text for text, _, _ in pairs)
    assert not any(text.endswith("làm sao") for text, _, _ in pairs)


def test_named_questions_ask_the_same_of_a_procedure() -> None:
    made = named(["cấp C/O", "gia hạn thẻ"], TEXTS, WANTED, NAMING, 40)
    assert len(made) == 40
    for text, intents, names in made:
        assert names
        assert intents in ({"ask_time_limit"}, {"ask_fee"})
        assert "cấp C/O" in text or "gia hạn thẻ" in text


def test_with_nothing_to_join_nothing_is_made() -> None:
    assert joined([], [], [], 10) == []
    assert joined(["xin chào"], [{"greet"}], [False], 10) == []
    assert named([], TEXTS, WANTED, NAMING, 10) == []
    assert named(["cấp C/O"], ["làm sao"], [{"ask_overview"}], [False], 10) == []
