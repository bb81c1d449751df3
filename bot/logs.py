"""What servers write for machines: one JSON object a line, with the number of the turn that it belongs to.

The number is that of the event in the inbox; channel, Rasa's process, action server and outbox tell the same one.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import datetime, timezone

turn: ContextVar[str] = ContextVar("turn", default="")
# Steps of turns. Too many for somebody who reads along; on where machines do.
steps = logging.getLogger("motcua.turn")
steps.setLevel(logging.WARNING)


class Lines(logging.Formatter):
    """time (UTC), level, logger, message; turn where there is one, and what was raised."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, timezone.utc)
        told = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _event(record.getMessage()),
        }
        if number := turn.get():
            told["turn"] = number
        if record.exc_info:
            told["raised"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def _event(message: str) -> str:
    """Of a line that is JSON already, as Rasa's are, its event: the rest of those may quote what people said."""
    if not message.startswith("{"):
        return message
    try:
        return str(json.loads(message)["event"])
    except (ValueError, KeyError):
        return message


def install(form: str) -> None:
    """From now on in this form, 'text' or 'json', wherever the process writes."""
    if form != "json":
        return
    logging.basicConfig(level=logging.INFO)
    steps.setLevel(logging.INFO)
    named = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    for logger in (logging.root, *named):
        for handler in logger.handlers:
            handler.setFormatter(Lines())
