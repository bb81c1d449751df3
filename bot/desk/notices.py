"""Telling a person something that answers no question: a line of the transcript, and a letter to his channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Optional

import yaml

from bot.desk.outbox import BUTTONS_LAST, new_button
from bot.storage import buttons, lines, outbox
from bot.storage.buttons import Button
from bot.storage.database import UnitOfWork

# What a button means by which a person leaves the queue or the officer. Nobody types it: typed texts lose
# their '/'.
LEAVE = "/roi"

Ways = Sequence[tuple[str, str]]


@cache
def sentences() -> dict[str, Any]:
    return dict(yaml.safe_load(files("bot.desk").joinpath("notices.yml").read_text("utf-8")))


def say(
    uow: UnitOfWork, sender: str, text: str, now: datetime, ways: Ways, officer: Optional[str] = None
) -> None:
    """With buttons, pairs of title and payload. Needs the sender's row locked."""
    offered = [Button(new_button(), title, payload) for title, payload in ways]
    buttons.offer(uow.session, sender, offered, now + BUTTONS_LAST)
    shown = [(button.title, button.id) for button in offered]
    lines.add(uow.session, sender, "notice", text, now, staff=officer, buttons=shown)
    outbox.add(uow.session, sender, text, now, shown)


def tell(
    uow: UnitOfWork,
    sender: str,
    text: str,
    now: datetime,
    officer: Optional[str] = None,
    leave: Optional[str] = None,
) -> None:
    """Needs the sender's row locked. `officer` is the account it speaks of, `leave` the title of a button to go."""
    say(uow, sender, text, now, [(leave, LEAVE)] if leave else [], officer)
