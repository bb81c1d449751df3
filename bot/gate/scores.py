"""How well a model answers the frozen questions, kept beside it until the questions or the software change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.evaluation import Judged
from bot.launch import live
from bot.settings import ROOT, Settings

QUESTIONS = ROOT / "data" / "eval"
# Questions about none of the catalogue's procedures.
OUTSIDE = "outside"


@dataclass(frozen=True)
class Scores:
    """Of each question, in the order of the files: its field (or OUTSIDE), and whether it was answered rightly.

    `key` names the questions and the software, `catalogue` the version of the catalogue that they were answered with.
    """

    key: str
    catalogue: int
    fields: tuple[str, ...]
    right: tuple[bool, ...]


def key(settings: Settings, project: Path = ROOT, questions: Path = QUESTIONS) -> str:
    """The questions and the software of now: what is measured under another key tells nothing any more."""
    digest = sha256(live.base(project, settings.catalogue).encode())
    for path in sorted(questions.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def judge(judged: Sequence[Judged], field_of: Mapping[str, str], key: str, catalogue: int) -> Scores:
    """Right is what `bot eval` counts as good: procedure and all aspects, or held back where nothing is known."""
    fields = tuple(
        next((field_of[code] for code in one.expected if code in field_of), OUTSIDE) for one in judged
    )
    return Scores(key, catalogue, fields, tuple(one.good for one in judged))


def keep(model: Path, scores: Scores) -> None:
    told = {
        "key": scores.key,
        "catalogue": scores.catalogue,
        "fields": scores.fields,
        "right": [int(one) for one in scores.right],
    }
    live.scores_of(model).write_text(json.dumps(told), "utf-8")


def kept(model: Path, key: str) -> Scores | None:
    """None when it was never measured, or under another key."""
    try:
        told = json.loads(live.scores_of(model).read_text("utf-8"))
        scores = Scores(
            told["key"], int(told["catalogue"]), tuple(told["fields"]), tuple(map(bool, told["right"]))
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return scores if scores.key == key else None
