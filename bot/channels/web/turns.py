"""One turn of a conversation on the page: the question into Rasa, and whatever comes of it answered."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sanic import Sanic

from bot.channels.turns import OnNewMessage, apology, ask, keep_unanswered
from bot.channels.web.sessions import Messages, Session

logger = logging.getLogger(__name__)

CHANNEL = "web"


async def take_turn(app: Sanic, on_new_message: OnNewMessage, session: Session, text: str) -> Messages:
    """Rasa's answers to the question, or an apology. One at a time and in order within a session."""
    async with session.turn:
        answers: Messages = []
        try:
            answers = await ask(on_new_message, CHANNEL, session.sender, text)
        except Exception:
            logger.exception("turn failed")
        excuse = {"text": apology(app)}
        messages = [message for message in map(_once, answers) if message] or [excuse]
        # Rasa excuses itself in the same words when the action server is away.
        if messages == [excuse]:
            await asyncio.to_thread(keep_unanswered, CHANNEL, session.sender, text)
        session.offer(button["payload"] for message in messages for button in message.get("buttons", ()))
        return messages


def _once(message: dict[str, Any]) -> dict[str, Any]:
    """A list of choices is not said twice: here every choice is a button."""
    titles = [button["title"] for button in message.get("buttons", ())]
    repeated = message.get("text", "").splitlines() == titles
    return {name: value for name, value in message.items() if not (repeated and name == "text")}
