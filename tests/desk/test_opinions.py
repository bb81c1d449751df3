"""A comment or a question: where one was asked for and the other may come."""

from __future__ import annotations

import pytest

from bot.desk.invitation import sentences
from bot.desk.opinions import Opinions, is_question
from bot.desk.wishes import Asker
from bot.feedback.model import FACTORS, REASONS, SCORES
from bot.storage.tables import now

OPINIONS = Opinions("dong-nai-kcn")
ASKER = Asker("a", "web")


@pytest.mark.parametrize(
    "text",
    ["Lệ phí bao nhiêu?", "lệ phí bao nhiêu", "le phi bao nhieu a", "nộp ở đâu vậy ạ", "mất mấy ngày thế ad?",
     "làm online được không", "(thế còn hộ chiếu?)", "giấy tờ gì"],
)  # fmt: skip
def test_a_question_is_known_by_its_mark_or_its_end(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    ["rất tốt", "trả lời chậm", "nên ghi rõ lệ phí bao nhiêu để dân biết", "", "!", "câu trả lời thiếu mẫu đơn",
     "cần nói rõ nộp ở đâu, giờ nào làm việc", "tốt lắm ạ"],
)  # fmt: skip
def test_a_comment_is_not_taken_for_one(text: str) -> None:
    assert not is_question(text)


def test_there_are_words_for_every_reason_factor_and_score() -> None:
    own = sentences()
    assert (tuple(own["reasons"]), tuple(own["factors"])) == (REASONS, FACTORS)
    assert len(own["scores"]) == len(SCORES)


@pytest.mark.parametrize("payload", ["/roi", "/gap-can-bo", "/thoi", "/gio buổi sáng"])
def test_buttons_of_the_desk_are_not_ours(payload: str) -> None:
    assert OPINIONS.pressed(payload, ASKER, now()) is None


@pytest.mark.parametrize("waits", ["phone", "best", "message"])
def test_what_the_desk_waits_for_is_not_ours(waits: str) -> None:
    assert OPINIONS.typed(waits, "0912345678", ASKER, now()) is None


def test_a_comment_is_cut_to_a_length_that_staff_read() -> None:
    waits = f"comment 0 {now().timestamp() + 60:.0f}"
    told = OPINIONS.typed(waits, "rất tốt " * 1000, ASKER, now())
    assert told is not None
    assert len(told.buttons[0][1]) <= 1000
