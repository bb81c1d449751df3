"""Which side of paying or complaining a question is about, by the words people use for it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from bot.text.writing import plain

_CUES = Path(__file__).parent / "templates" / "topics.yml"


@cache
def _cues() -> dict[str, dict[str, re.Pattern[str]]]:
    given = yaml.safe_load(_CUES.read_text("utf-8"))
    return {
        aspect: {topic: re.compile(rf"\b({'|'.join(cues)})\b") for topic, cues in topics.items()}
        for aspect, topics in given.items()
    }


def topic(text: str, aspect: str) -> str | None:
    """'nộp tiền rồi mà báo lỗi', payment → hung; None when nothing narrows the question."""
    spoken = plain(text)
    return next((name for name, cue in _cues().get(aspect, {}).items() if cue.search(spoken)), None)
