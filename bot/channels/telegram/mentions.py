"""Whether a message is meant for us: in a group only when it answers us, names us, or carries our command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.fields import child, number, text_of

# With the name of the bot that it is for: '/help@motcua_bot'.
COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w{1,64}))?(?:\s+|$)")


@dataclass(frozen=True)
class Me:
    """Our bot. The name is unknown until Telegram has told it; its id stands in the token."""

    id: int
    username: str = ""

    def is_called(self, name: str) -> bool:
        return bool(self.username) and name.lower() == self.username.lower()


def addresses(message: dict[str, Any], me: Me) -> bool:
    """Whether a message in a group is meant for us: an answer to ours, our name, a command with our name."""
    if number(child(child(message, "reply_to_message"), "from"), "id") == me.id:
        return True
    command = COMMAND.match(text_of(message))
    return bool(command and me.is_called(command[2] or "")) or any(_mentions(message, me))


def _mentions(message: dict[str, Any], me: Me) -> Iterator[tuple[int, int]]:
    """Where we are named, in bytes of UTF-16."""
    units = text_of(message).encode("utf-16-le")
    for entity in message.get("entities") or message.get("caption_entities") or ():
        offset, length = number(entity, "offset"), number(entity, "length")
        if offset is None or length is None or offset < 0 or length < 0:
            continue
        begin, end = 2 * offset, 2 * (offset + length)
        name = units[begin:end].decode("utf-16-le", "ignore")
        named = entity.get("type") == "mention" and me.is_called(name[1:])
        if named or number(child(entity, "user"), "id") == me.id:
            yield begin, end


def without_mentions(message: dict[str, Any], me: Me) -> str:
    units = text_of(message).encode("utf-16-le")
    for begin, end in sorted(_mentions(message, me), reverse=True):
        units = units[:begin] + units[end:]
    return units.decode("utf-16-le", "ignore").strip()
