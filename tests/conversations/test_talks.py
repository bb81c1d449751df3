"""Whole talks, said to the trained model and the real actions.

A talk is `talk` (a sentence) and `turns`, each with `says` and what must come of it: `outcome`, `procedure`,
`aspects`, fragments of the `answer`, fragments that `never` stand in it, how many are `offered`, and for
`presses`, the beginning of a button's title, what that button says. `open: why` marks what we do not do yet.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.model

FOLDER = Path(__file__).parent
KEYS = {"says", "presses", "outcome", "procedure", "aspects", "answer", "never", "offered"}
TALKS = [talk for path in sorted(FOLDER.glob("*.yml")) for talk in yaml.safe_load(path.read_text("utf-8"))]


def _parameters() -> list[Any]:
    return [
        pytest.param(
            talk["turns"],
            id=talk["talk"],
            marks=pytest.mark.xfail(reason=talk["open"], strict=False) if "open" in talk else (),
        )
        for talk in TALKS
    ]


@pytest.mark.parametrize("turns", _parameters())
def test_the_talk_goes_as_written(
    assistant: Any, turns: list[dict[str, Any]], request: pytest.FixtureRequest
) -> None:
    asyncio.run(_talk(assistant, turns, request.node.name))


async def _talk(assistant: Any, turns: list[dict[str, Any]], name: str) -> None:
    buttons: list[dict[str, str]] = []
    for expected in turns:
        assert set(expected) <= KEYS, expected
        text = expected["says"] if "says" in expected else _pressed(buttons, expected["presses"])
        turn = await assistant.ask(text, name)
        _check(expected, turn, text)
        buttons = turn.buttons


def _pressed(buttons: list[dict[str, str]], title: str) -> str:
    found = [button["payload"] for button in buttons if button["title"].startswith(title)]
    assert len(found) == 1, f"{title!r} among {[button['title'] for button in buttons]}"
    return found[0]


def _check(expected: dict[str, Any], turn: Any, text: str) -> None:
    happened = f"{text!r}: {turn.outcome} {turn.procedure} {turn.aspects}\n{turn.answer}"
    assert turn.answer, happened
    for name in ("outcome", "procedure"):
        if name in expected:
            assert getattr(turn, name) == expected[name], happened
    if "aspects" in expected:
        assert set(turn.aspects) == set(expected["aspects"]), happened
    for fragment in expected.get("answer", ()):
        assert fragment in turn.answer, f"{fragment!r} missing in {happened}"
    for fragment in expected.get("never", ()):
        assert fragment not in turn.answer, f"{fragment!r} in {happened}"
    if "offered" in expected:
        assert len(turn.buttons) == expected["offered"], happened
