"""After a talk with an officer: whether the person would say how it was. What follows is in `bot.desk.survey`."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.desk.notices import say
from bot.settings import Settings
from bot.storage import surveys
from bot.storage.database import UnitOfWork

# '/khao-sat <number> <step> <answer>'. Nobody types it: typed texts lose their '/'.
SURVEY, CONSENT = "/khao-sat", "consent"


@cache
def sentences() -> dict[str, Any]:
    """What is said and asked about opinions."""
    return dict(yaml.safe_load(files("bot.desk").joinpath("opinions.yml").read_text("utf-8")))


def invite(uow: UnitOfWork, sender: str, handoff: int, now: datetime) -> None:
    """After a hand-over that is closed; nobody is asked twice, or again within thirty days."""
    number = surveys.offer(uow.session, handoff, Settings.from_env().agency, now)
    if number is not None:
        own = sentences()
        ways = (own["accept"], payload(number, CONSENT, "1")), (own["refuse"], payload(number, CONSENT, "0"))
        say(uow, sender, own["invite"], now, ways)


def payload(number: int, step: str, answer: str) -> str:
    return f"{SURVEY} {number} {step} {answer}"
