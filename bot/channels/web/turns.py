"""One turn of a conversation: the question into Rasa, and whatever comes of it answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from sanic import Sanic

from bot.channels.web.sessions import Messages, Session
from bot.channels.web.words import words
from bot.settings import Settings
from bot.storage.database import UnitOfWork, engine
from bot.storage.turns import Turn, record

logger = logging.getLogger(__name__)

CHANNEL = "web"
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class WebOutput(CollectingOutputChannel):
    """Collects answers; named so that a response in domain.yml may have a form for this channel."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL


async def take_turn(app: Sanic, on_new_message: OnNewMessage, session: Session, text: str) -> Messages:
    """Rasa's answers to the question, or an apology. One at a time and in order within a session."""
    async with session.turn:
        output = WebOutput()
        try:
            await on_new_message(UserMessage(text, output, session.sender, input_channel=CHANNEL))
        except Exception:
            logger.exception("turn failed")
        excuse = {"text": apology(app)}
        messages = [message for message in map(_shown, output.messages) if message] or [excuse]
        # Rasa excuses itself in the same words when the action server is away.
        if messages == [excuse]:
            await asyncio.to_thread(_keep, session.sender, text)
        session.offer(button["payload"] for message in messages for button in message.get("buttons", ()))
        return messages


def apology(app: Sanic) -> str:
    """In the words of domain.yml where they need no facts filled in."""
    domain = getattr(getattr(app.ctx, "agent", None), "domain", None)
    for variation in domain.responses.get("utter_apology", []) if domain else []:
        if variation.get("text") and "{" not in variation["text"]:
            return str(variation["text"])
    return str(words()["apology"])


def _keep(sender: str, text: str) -> None:
    """The question for staff to look at: it went unanswered through no fault of its own."""
    logger.error("no answer to %r", text)
    try:
        with UnitOfWork(engine(Settings.from_env().database_url)) as uow:
            record(uow.session, Turn(sender, CHANNEL, text, [], "unknown"))
            uow.commit()
    except Exception:
        # Whoever asked is answered all the same, and the line above has the question.
        logger.exception("question not kept")


def _shown(message: dict[str, Any]) -> dict[str, Any]:
    """Text and buttons; a picture or attachment as its address."""
    text = message.get("text") or message.get("image") or message.get("attachment")
    buttons = [
        {"title": str(button["title"]), "payload": str(button.get("payload") or button["title"])}
        for button in message.get("buttons") or ()
        if button.get("title")
    ]
    # A list of choices is not said twice: here every choice is a button.
    repeated = isinstance(text, str) and text.splitlines() == [button["title"] for button in buttons]
    shown: dict[str, Any] = {"text": text} if isinstance(text, str) and not repeated else {}
    return shown | ({"buttons": buttons} if buttons else {})
