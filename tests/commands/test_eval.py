"""bot eval: labelled questions in, a table out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import bot
from bot.commands import assistant as made

GOOD = {"text": "lệ phí nội quy lao động", "procedure": "2.001955", "aspects": ["fee"], "group": "gọn"}


@dataclass
class Turn:
    text: str
    aspects: list[str]
    procedure: str
    candidates: list[Any]
    outcome: str
    milliseconds: float


class Knowing:
    """Answers every question as one about labour rules."""

    async def ask(self, text: str, conversation: str) -> Turn:
        return Turn(text, ["fee"], "2.001955", [], "answered", 12.5)


@pytest.fixture(autouse=True)
def _knowing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "assistant", Knowing)


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(bot, ["eval", str(path), *options])


def write(path: Path, *lines: Any) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n", "utf-8")
    return path


def test_the_table_has_a_row_for_each_group_and_the_whole(tmp_path: Path) -> None:
    other = {**GOOD, "procedure": None, "group": "ngoài"}
    shown = run(write(tmp_path / "q.jsonl", GOOD, other)).stdout.splitlines()
    assert [line.split()[0] for line in shown] == ["nhóm", "gọn", "ngoài", "tất"]
    assert "100.0% (21%–100%)" in shown[1]
    assert "12.5" in shown[1]


def test_json_holds_the_same_numbers(tmp_path: Path) -> None:
    (row,) = json.loads(run(write(tmp_path / "q.jsonl", GOOD), "--json").stdout)
    assert row["group"] == "gọn"
    assert row["both"]["value"] == 1.0
    assert row["declined_rightly"] is None
    assert (row["p50"], row["p95"]) == (12.5, 12.5)


def test_errors_are_written_with_label_and_outcome(tmp_path: Path) -> None:
    wrong = {**GOOD, "text": "lệ phí gplđ", "procedure": "1.014199"}
    out = tmp_path / "errors.jsonl"
    run(write(tmp_path / "q.jsonl", GOOD, wrong), "--errors", str(out))
    (error,) = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert (error["text"], error["expected"], error["procedure"]) == ("lệ phí gplđ", ["1.014199"], "2.001955")


def test_several_right_codes_none_and_no_group_are_accepted(tmp_path: Path) -> None:
    lines = [
        {**GOOD, "procedure": ["1.014199", "2.001955"]},
        {**GOOD, "procedure": None},
        {**GOOD, "group": ""},
    ]
    assert run(write(tmp_path / "q.jsonl", *lines)).exit_code == 0


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "q.jsonl", GOOD, "", "   ", GOOD)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (row,) = json.loads(run(path, "--json").stdout)
    assert row["questions"] == 2


def test_a_separator_inside_a_question_is_no_new_line(tmp_path: Path) -> None:
    path = write(tmp_path / "q.jsonl", {**GOOD, "text": "lệ phí\u2028nội quy\x85"}, "{")
    result = run(path)
    assert "dòng 2" in result.stderr
    assert "dòng 3" not in result.stderr


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "không phải JSON",
        "[]",
        "1",
        "null",
        '"text"',
        {"text": "thiếu nhãn"},
        {**GOOD, "text": 5},
        {**GOOD, "procedure": 5},
        {**GOOD, "aspects": "fee"},
        {**GOOD, "aspects": None},
        "[" * 100_000,
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_its_number(tmp_path: Path, line: Any) -> None:
    path = write(tmp_path / "q.jsonl", GOOD, line, GOOD)
    result = run(path)
    assert result.exit_code == 2
    assert f"{path}, dòng 2: cần một đối tượng JSON" in result.stderr
    assert "Traceback" not in result.stderr


def test_all_bad_lines_are_named_at_once(tmp_path: Path) -> None:
    result = run(write(tmp_path / "q.jsonl", "{", GOOD, "}"))
    assert "dòng 1" in result.stderr
    assert "dòng 3" in result.stderr


def test_bytes_that_are_not_utf_8_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b'\n{"text": "\xff"}\n')
    assert "dòng 2" in run(path).stderr


def test_an_empty_file_is_an_empty_table(tmp_path: Path) -> None:
    result = run(write(tmp_path / "q.jsonl"))
    assert result.exit_code == 0
    assert "0.0%" not in result.stdout


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = run(tmp_path / "none.jsonl")
    assert result.exit_code == 2
    assert "none.jsonl" in result.stderr
