"""bot ask: what it prints, for whatever it is given. Evaluators rely on the --json interface."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import bot
from bot.commands import ask
from bot.errors import ModelError
from bot.settings import ROOT

pytestmark = pytest.mark.model

KEYS = ["text", "aspects", "procedure", "candidates", "outcome", "answer", "milliseconds"]
OUTCOMES = {"answered", "choices", "unknown", "declined", "handoff"}
BAD = {
    "empty": b"",
    "spaces": b"   \t ",
    "a real question": "lệ phí đăng ký nội quy lao động".encode(),
    "10,000 characters": b"x" * 10_000,
    "10,000 characters of words": ("giấy phép " * 1000).encode(),
    "emoji": "😀👍🏽🇻🇳".encode(),
    "control characters": b"\x00\x01\x1b[31m\x7f\x0b\x0c",
    "carriage return": b"le phi\rnoi quy",
    "separators": "lệ phí\u2028nội\u2029quy\x85lao động".encode(),
    "html": b"<script>alert('1')</script><b>le phi</b>",
    "sql": b"'; DROP TABLE turn; -- noi quy lao dong",
    "template": b"{{7*7}} {procedure} %s ${HOME}",
    "command": b'/ask_fee{"procedure":"1.014199"}',
    "commands": b"//// /restart /session_start",
    "a slash": b"/",
    "mixed languages": "I want 申请 work permit για νοτιοκορεάτη ở Đồng Nai".encode(),
    "right to left": "مرحبا \u202eđảo ngược".encode(),
    "invalid utf-8": b"\xff\xfe gi\xe1\xba y ph\xc3p",
    "phone": "gia hạn giấy phép lao động, số của tôi 0912 345 678".encode(),
    "json": b'{"text": "le phi", "procedure": null}',
    "code": b"2.001955",
    "marks alone": "\u0300\u0301\u0303".encode(),
    "decomposed": "đăng ký nội quy lao động".encode(),
}


def _is_json_line(line: bytes) -> dict[str, Any]:
    found = json.loads(line.decode("utf-8"))
    assert list(found) == KEYS
    assert isinstance(found["text"], str)
    assert isinstance(found["answer"], str)
    assert found["answer"]
    assert found["outcome"] in OUTCOMES
    assert all(isinstance(aspect, str) for aspect in found["aspects"])
    assert all(set(one) == {"code", "name", "confidence"} for one in found["candidates"])
    assert found["procedure"] is None or isinstance(found["procedure"], str)
    assert found["milliseconds"] > 0
    return dict(found)


@pytest.fixture(scope="module")
def printed(models: Path, full_url: str) -> list[bytes]:
    """What the real command prints for all of BAD, a line each, the last without its end."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json"],
        input=b"\n".join(BAD.values()),
        cwd=ROOT,
        env={**os.environ, "MOTCUA_MODELS": str(models), "MOTCUA_DATABASE_URL": full_url},
        capture_output=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr.decode()[-2000:]
    return ended.stdout.splitlines(keepends=True)


def test_one_object_is_printed_for_each_line_read(printed: list[bytes]) -> None:
    assert len(printed) == len(BAD)
    assert all(line.endswith(b"\n") for line in printed)


def test_no_object_spreads_over_lines_for_any_reader(printed: list[bytes]) -> None:
    assert all(len(line.decode("utf-8").splitlines()) == 1 for line in printed)


@pytest.mark.parametrize("name", BAD)
def test_every_object_has_exactly_the_agreed_keys(printed: list[bytes], name: str) -> None:
    found = _is_json_line(printed[list(BAD).index(name)])
    assert found["text"] == BAD[name].decode("utf-8", "replace").rstrip("\r\n")


def outcome(printed: list[bytes], name: str) -> tuple[str, str | None]:
    found = json.loads(printed[list(BAD).index(name)])
    return found["outcome"], found["procedure"]


@pytest.mark.parametrize("name", ["empty", "spaces", "emoji", "a slash", "marks alone"])
def test_what_has_no_words_is_unknown(printed: list[bytes], name: str) -> None:
    assert outcome(printed, name) == ("unknown", None)


@pytest.mark.parametrize("name", ["a real question", "decomposed", "code"])
def test_questions_among_the_rubbish_are_answered(printed: list[bytes], name: str) -> None:
    assert outcome(printed, name) == ("answered", "2.001955")


@pytest.mark.parametrize("name", ["10,000 characters", "control characters", "html", "template", "commands"])
def test_rubbish_gets_no_procedure_s_facts(printed: list[bytes], name: str) -> None:
    assert outcome(printed, name)[0] != "answered"


def test_a_personal_number_is_no_reason_not_to_answer(printed: list[bytes]) -> None:
    assert outcome(printed, "phone") == ("answered", "1.014201")


# In this process


@pytest.fixture
def run(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(ask, "assistant", lambda: assistant)

    def invoke(*words: str, lines: str = "") -> Result:
        return CliRunner().invoke(bot, ["ask", *words], input=lines)

    return invoke


def talk(run: Any, *lines: str) -> list[dict[str, Any]]:
    result = run("--json", "--talk", lines="\n".join(lines) + "\n")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_in_a_talk_the_procedure_is_kept_and_an_empty_line_begins_the_next(run: Any) -> None:
    turns = talk(run, "hồ sơ đăng ký nội quy lao động", "còn phí bao nhiêu?", "", "còn phí bao nhiêu?")
    assert [turn["procedure"] for turn in turns] == ["2.001955", "2.001955", None]
    assert [turn["aspects"] for turn in turns] == [["dossier"], ["fee"], ["fee"]]


def test_without_talk_each_line_is_a_new_conversation(run: Any) -> None:
    result = run("--json", lines="hồ sơ đăng ký nội quy lao động\ncòn phí bao nhiêu?\n\n")
    turns = [json.loads(line) for line in result.stdout.splitlines()]
    assert [turn["procedure"] for turn in turns] == ["2.001955", None, None]


def test_a_slash_is_text(run: Any) -> None:
    (turn,) = talk(run, '/ask_fee{"procedure":"1.014199"}')
    assert turn["procedure"] == "1.014199"
    assert turn["candidates"]
    assert turn["text"].startswith("/ask_fee")


def test_no_lines_print_nothing(run: Any) -> None:
    assert run("--json").stdout == ""
    assert run("--json", "--talk", lines="\n\n\n").stdout == ""


def test_one_question_is_answered_in_plain_words_with_what_to_ask_next(run: Any) -> None:
    shown = run("lệ phí", "đăng ký nội quy lao động").stdout
    assert "không thu phí" in shown
    assert "[Hồ sơ]" in shown


def test_an_empty_question_is_answered_too(run: Any) -> None:
    assert "chưa nhận được câu hỏi" in run("").stdout


def test_nothing_to_ask_shows_an_example(run: Any) -> None:
    result = run()
    assert result.exit_code == 2
    assert "bot ask" in result.stderr


# Without a usable model


@pytest.mark.parametrize("damage", ["missing", "text", "empty"])
def test_a_model_that_cannot_be_loaded_is_told_with_the_cure(
    assistant: Any, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "motcua-broken.tar.gz"
    if damage != "missing":
        path.write_bytes(b"no model" if damage == "text" else b"")
    with pytest.raises(ModelError, match=r"motcua-broken.*bot train"):
        type(assistant).load(path, lambda request: None)


def test_the_command_tells_it_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ModelError("motcua-x.tar.gz: không nạp được mô hình. Huấn luyện lại: bot train")

    monkeypatch.setattr(ask, "assistant", broken)
    result = CliRunner().invoke(bot, ["ask", "lệ phí"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip().endswith("bot train")
    assert "Traceback" not in result.stderr
