"""What a person did, as a question for Rasa or as a wish that is answered without it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Optional

from bot.channels.driver import Driver, Incoming
from bot.channels.heard import hear
from bot.channels.words import words
from bot.desk.door import Door
from bot.desk.inbox import Task
from bot.desk.notices import LEAVE
from bot.desk.petition_words import PETITION
from bot.desk.survey import COMMENT
from bot.desk.wishes import OFFICER, leaves
from bot.storage.buttons import Button
from bot.storage.tables import now
from bot.text.privacy import mask
from bot.text.writing import clean

# Asking for one's data to be deleted, and the answers. Nobody types these: typed texts lose their '/'.
FORGET, FORGET_NOW, KEEP = "/xoadulieu", "/xoa-du-lieu", "/giu-du-lieu"
# What the commands mean that are more than a question.
_WISHES = {"xoadulieu": FORGET, "canbo": OFFICER, "roi": LEAVE, "gopy": COMMENT, "phananh": PETITION}


@dataclass(frozen=True)
class Question:
    """`text` enters Rasa; `said` is the person's line in the transcript. Neither holds personal data."""

    said: str
    text: str = ""
    notices: tuple[str, ...] = ()
    again: Optional[int] = None
    wish: str = ""
    """A payload that is no question: '/roi'."""
    typed: str = field(default="", repr=False)
    """As it was typed, personal data and all: looked at and never kept."""


async def meaning(door: Door, sender: str, task: Task, did: Incoming, driver: Driver) -> Question:
    own = words()
    if did.kind == "attachment":
        kind = did.text if did.text in own["attachment"] else "other"
        return Question(own["sent"].get(did.text, own["sent"]["other"]), notices=(own["attachment"][kind],))
    if did.kind == "callback":
        return Question(" ".join(filter(None, (own["sent"]["callback"], mask(clean(did.text))))))
    if did.kind == "button":
        button = await asyncio.to_thread(door.pressed, sender, did.button, now())
        title = mask(clean(did.text)) or own["sent"]["button"]
        return _meant(button) if button else Question(title, notices=(own["expired"],))
    if did.kind == "command" and (did.text in _WISHES or did.text in own["commands"]):
        asked = own["commands"].get(did.text, "")
        return Question(asked or own["said"][did.text], asked, wish=_WISHES.get(did.text, ""))
    return await _typed(door, sender, task, did.text, driver)


async def _typed(door: Door, sender: str, task: Task, text: str, driver: Driver) -> Question:
    if task.handoff and leaves(text):
        return Question(mask(clean(text)), wish=LEAVE)
    number = text.strip().rstrip(".")
    # Where choices are shown as a numbered list. What is said to an officer chooses only among what was offered
    # by the very last message.
    if getattr(driver, "numbered", False) and len(number) <= 2 and number.isdecimal():
        button = await asyncio.to_thread(door.chosen, sender, int(number), now(), task.silent)
        if button:
            return _meant(button)
    heard = hear(text)
    if not heard.text:
        return Question(words()["sent"]["other"], notices=(words()["empty"],))
    return Question(heard.text, heard.text, (words()["cut"],) if heard.cut else (), typed=text)


def _meant(button: Button) -> Question:
    if button.payload == KEEP:
        return Question(button.title, notices=(words()["kept"],))
    if button.payload.startswith("/"):
        return Question(button.title, wish=button.payload)
    return Question(button.title, button.payload, again=button.letter)


def really() -> dict[str, Any]:
    """Nothing is deleted by a slip of the finger."""
    own = words()
    buttons = [
        {"title": own["forget_yes"], "payload": FORGET_NOW},
        {"title": own["forget_no"], "payload": KEEP},
    ]
    return {"text": own["forget"], "buttons": buttons}
