"""Examples that staff have accepted, as a file of Rasa's training data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from bot.heldout import is_held_out
from bot.launch.fingerprint import ACCEPTED
from bot.storage import lessons, schema
from bot.storage.database import UnitOfWork, engine
from bot.text.writing import plain

_HEAD = "# Made by `bot train` from what staff have accepted in the console; changes here are overwritten.\n"
# Rasa reads '[…](…' as an entity.
_ENTITY = re.compile(r"\](?=[({])")


def write(url: str, project: Path) -> int:
    """How many examples count now; without any there is no file. The file stays as it is when nothing has changed.

    Nothing is written, and no database made, where there is none.
    """
    rows = _rows(url) if schema.exists(url) else []
    path = project / ACCEPTED
    if not rows:
        path.unlink(missing_ok=True)
        return 0
    text = _HEAD + yaml.safe_dump(_data(rows), allow_unicode=True, sort_keys=False)
    if not path.exists() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.with_suffix(".part")
        whole.write_text(text, "utf-8")
        whole.replace(path)
    return len(rows)


def _rows(url: str) -> list[Any]:
    """Each wording once, the last decision about it; never one that is measured with."""
    schema.upgrade(url)
    with UnitOfWork(engine(url)) as uow:
        found = uow.session.execute(lessons.active("example")).mappings().all()
    last = {plain(row["text"]): row for row in found if not is_held_out(row["text"])}
    return sorted(last.values(), key=lambda row: int(row["id"]))


def _data(rows: list[Any]) -> dict[str, Any]:
    """An example has the intent of its first aspect; all of them and the procedure are its metadata."""
    by_intent: dict[str, list[Any]] = {}
    for row in rows:
        aspects = list(row["aspects"])
        example = {
            "text": _ENTITY.sub("] ", row["text"]),
            "metadata": {"aspects": aspects, "procedure": row["procedure"]},
        }
        by_intent.setdefault(f"ask_{aspects[0]}", []).append(example)
    return {
        "version": "3.1",
        "nlu": [{"intent": intent, "examples": by_intent[intent]} for intent in sorted(by_intent)],
    }
