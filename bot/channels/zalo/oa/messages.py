"""Messages to people as the OpenAPI takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.channels.driver import Outgoing
from bot.channels.zalo.text import numbered, pieces, plain, shortened, with_number
from bot.desk.numbering import numbers

MOST_BUTTONS = 5
LONGEST_TITLE = 100
# Before a button's id in the payload that comes back as the text of a message. The sign keeps it alive under
# the console's switch that lets only texts with # through.
BUTTON = "#b:"

_ANONYMOUS = "anonymous:"


@dataclass(frozen=True)
class Anonymous:
    """A visitor of the account's web chat who has not signed in: reached by two ids."""

    visitor: str
    conversation: str

    @property
    def address(self) -> str:
        return f"{_ANONYMOUS}{self.visitor}:{self.conversation}"

    @property
    def person(self) -> str:
        return f"{_ANONYMOUS}{self.visitor}"

    @classmethod
    def at(cls, address: str) -> Anonymous | None:
        if not address.startswith(_ANONYMOUS):
            return None
        visitor, _, conversation = address[len(_ANONYMOUS) :].partition(":")
        return cls(visitor, conversation)

    @property
    def recipient(self) -> dict[str, str]:
        return {"anonymous_id": self.visitor, "conversation_id": self.conversation}


def split(message: Outgoing) -> list[Outgoing]:
    """Parts of one request each, in plain text; buttons on the last.

    More choices than buttons fit, or longer ones, are written out as a numbered list. They stay on the last
    part all the same: a number typed finds its choice there.
    """
    titles = [title for title, _ in message.buttons]
    text = plain(message.text)
    buttons = message.buttons
    if len(titles) > MOST_BUTTONS:
        text = numbered(text, titles)
    elif any(len(title) > LONGEST_TITLE for title in titles):
        counted = zip(numbers(text, titles), message.buttons, strict=True)
        buttons = tuple((with_number(number, title), id) for number, (title, id) in counted)
        text = numbered(text, titles, hint=False)
    *before, last = pieces(text) or [""]
    short = tuple((shortened(title, LONGEST_TITLE), id) for title, id in buttons)
    return [*map(Outgoing, before), Outgoing(last, short)]


def text_body(recipient: dict[str, str], message: Outgoing, template_type: str = "") -> dict[str, Any]:
    """The body of a message with text and buttons. `template_type` is named only when one is set."""
    content: dict[str, Any] = {"text": message.text}
    if 0 < len(message.buttons) <= MOST_BUTTONS:
        payload: dict[str, Any] = {"template_type": template_type} if template_type else {}
        # 'hide' shows no bubble with the id in it.
        payload["buttons"] = [
            {"title": title, "type": "oa.query.hide", "payload": f"{BUTTON}{id}"}
            for title, id in message.buttons
        ]
        content["attachment"] = {"type": "template", "payload": payload}
    return {"recipient": recipient, "message": content}


def image_body(user: str, attachment: str, text: str) -> dict[str, Any]:
    payload = {
        "template_type": "media",
        "elements": [{"media_type": "image", "attachment_id": attachment}],
    }
    return {
        "recipient": {"user_id": user},
        "message": {"text": text, "attachment": {"type": "template", "payload": payload}},
    }


def file_body(user: str, token: str, key: str) -> dict[str, Any]:
    """`key`: 'token' in the documents, 'attachment_id' in reports of what works."""
    return {
        "recipient": {"user_id": user},
        "message": {"attachment": {"type": "file", "payload": {key: token}}},
    }
