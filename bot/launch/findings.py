"""What `bot doctor` finds: what was looked at, whether it is right, and the cure where it is not."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = ("good", "doubtful", "wrong")


@dataclass(frozen=True)
class Finding:
    """`level`: one of LEVELS. 'doubtful' works and should be seen to; 'wrong' keeps something from working."""

    level: str
    what: str
    cure: str = ""


def good(what: str) -> Finding:
    return Finding("good", what)


def doubtful(what: str, cure: str) -> Finding:
    return Finding("doubtful", what, cure)


def wrong(what: str, cure: str) -> Finding:
    return Finding("wrong", what, cure)
