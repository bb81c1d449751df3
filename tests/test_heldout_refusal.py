"""What is measured with is not taught: the console judges as tests/test_heldout.py does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.heldout import is_held_out


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "eval").mkdir()
    rows = [{"text": "Gia hạn giấy phép lao động cần những giấy tờ gì"}, {"text": "xin chào"}]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "eval" / "questions.jsonl").write_text(lines, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        "Gia hạn giấy phép lao động cần những giấy tờ gì",
        "gia han giay phep lao dong can nhung giay to gi a",
        "gia hạn giấy phép lao động cần giấy tờ gì",
    ],
)
def test_a_question_that_is_nearly_measured_with_is_noticed(data: Path, text: str) -> None:
    assert is_held_out(text, data)


@pytest.mark.parametrize("text", ["gia hạn giấy phép lao động mất bao lâu", "xin chào", ""])
def test_another_question_and_a_greeting_are_free(data: Path, text: str) -> None:
    assert not is_held_out(text, data)


def test_where_nothing_is_measured_everything_is_free(tmp_path: Path) -> None:
    assert not is_held_out("gia hạn giấy phép lao động cần giấy tờ gì", tmp_path)
