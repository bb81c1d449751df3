"""Lines for machines."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from bot import logs
from bot.errors import SettingError
from bot.settings import Settings


def line(message: str, *values: object, raised: bool = False) -> dict[str, str]:
    record = logging.LogRecord("bot.x", logging.WARNING, __file__, 1, message, values, None)
    if raised:
        try:
            raise ValueError("why")
        except ValueError:
            record.exc_info = sys.exc_info()
    return dict(json.loads(logs.Lines().format(record)))


def test_a_line_is_one_object_with_time_level_and_words() -> None:
    told = line("%d rows, mười dòng", 10)
    assert told["time"].endswith("+00:00")
    assert {name: told[name] for name in ("level", "logger", "message")} == {
        "level": "warning", "logger": "bot.x", "message": "10 rows, mười dòng",
    }  # fmt: skip


def test_the_turn_stands_in_every_line_of_its_context() -> None:
    token = logs.turn.set("318")
    assert line("x")["turn"] == "318"
    logs.turn.reset(token)
    assert "turn" not in line("x")


def test_several_lines_and_what_was_raised_stay_one_line() -> None:
    told = line("first\nsecond", raised=True)
    assert told["message"] == "first\nsecond"
    assert "ValueError: why" in told["raised"]


def test_of_rasas_own_lines_the_event_is_kept_and_not_what_people_said() -> None:
    assert (
        line('{"event": "processor.message.parse", "text": "Lan hỏi"}')["message"]
        == "processor.message.parse"
    )


@pytest.mark.parametrize("message", ["{", "{1}", '{"text": 1}', "{}", "[]"])
def test_what_only_looks_like_it_is_written_as_it_is(message: str) -> None:
    assert line(message)["message"] == message


def test_another_form_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(SettingError, match="text hoặc json"):
        Settings.from_env({"MOTCUA_LOG": "xml"})
