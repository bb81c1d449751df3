"""One turn of a conversation in any channel: a question into Rasa, and what is shown of its answers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from sanic import Sanic

from bot import logs
from bot.channels.words import words
from bot.settings import Settings
from bot.storage.database import UnitOfWork, engine
from bot.storage.turns import Turn, record

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
Messages = list[dict[str, Any]]


class Collected(CollectingOutputChannel):
    """Collects answers; named so that a response in domain.yml may have a form for this channel."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:  # type: ignore[override]
        return self._channel


async def ask(on_new_message: OnNewMessage, channel: str, sender: str, text: str) -> Messages:
    """What Rasa says to it: text and buttons of each message. Raises whatever the turn raises."""
    output = Collected(channel)
    # The action server, another process, tells the same number in its lines.
    metadata = {"turn": logs.turn.get()}
    await on_new_message(UserMessage(text, output, sender, input_channel=channel, metadata=metadata))
    return [message for message in map(shown, output.messages) if message]


def shown(message: dict[str, Any]) -> dict[str, Any]:
    """Text and buttons; a picture or attachment as its address."""
    text = message.get("text") or message.get("image") or message.get("attachment")
    buttons = [
        {"title": str(button["title"]), "payload": str(button.get("payload") or button["title"])}
        for button in message.get("buttons") or ()
        if button.get("title")
    ]
    kept: dict[str, Any] = {"text": text} if isinstance(text, str) else {}
    return kept | ({"buttons": buttons} if buttons else {})


def apology(app: Sanic) -> str:
    """In the words of domain.yml where they need no facts filled in."""
    domain = getattr(getattr(app.ctx, "agent", None), "domain", None)
    for variation in domain.responses.get("utter_apology", []) if domain else []:
        if variation.get("text") and "{" not in variation["text"]:
            return str(variation["text"])
    return str(words()["apology"])


def keep_unanswered(channel: str, sender: str, text: str) -> None:
    """The question for staff to look at: it went unanswered through no fault of its own."""
    logger.error("a question went unanswered")
    try:
        with UnitOfWork(engine(Settings.from_env().database_url)) as uow:
            record(uow.session, Turn(sender, channel, text, [], "unknown"))
            uow.commit()
    except Exception:
        # Whoever asked is answered all the same.
        logger.exception("question not kept")
