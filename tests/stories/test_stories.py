"""The stories beside this file, as `rasa test core --stories tests/stories` runs them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.model

FOLDER = Path(__file__).parent


def test_every_story_is_predicted_to_its_end(assistant: Any, tmp_path: Path) -> None:
    from rasa.core.test import test as run_stories

    report = asyncio.run(
        run_stories(str(FOLDER), assistant._agent, out_directory=str(tmp_path), disable_plotting=True)
    )
    accuracy = report["report"]["conversation_accuracy"]
    assert accuracy["correct"] == accuracy["total"] > 0


def test_every_text_is_understood_as_its_story_says(assistant: Any) -> None:
    said = [
        (step["user"], step["intent"])
        for path in FOLDER.glob("test_*.yml")
        for story in yaml.safe_load(path.read_text("utf-8"))["stories"]
        for step in story["steps"]
        if "user" in step
    ]

    async def understood() -> list[tuple[str, str]]:
        return [(text, (await assistant._agent.parse_message(text))["intent"]["name"]) for text, _ in said]

    assert asyncio.run(understood()) == said
