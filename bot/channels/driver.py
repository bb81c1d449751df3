"""What the gateway and a channel know of each other. A channel is a Driver and a connector that feeds it.

The connector gives its driver to the gateway (`serve_with(routes, on_new_message, driver)` in `blueprint`),
verifies what arrives and hands it over: `await gateway_of(app).receive(driver.name, event)` returns once the
event is stored, and only then may the channel be told that it arrived. Everything after that (reading, turns,
order, retries) is the gateway's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Optional, Protocol

from bot.desk.forms import Attachment

Kind = Literal["text", "button", "command", "attachment", "callback", "officer", "gone", "ignored"]


@dataclass(frozen=True)
class Event:
    """One verified event as it arrived. Address and person are never logged."""

    key: str
    """Unique within the channel: an event that comes again under its key is not handled again."""
    address: str
    """What a reply needs (chat id, user id). Kept encrypted."""
    person: str
    """Stable id of the conversation in that channel; only its keyed hash is kept."""
    body: dict[str, Any] = field(default_factory=dict)
    """The raw event, JSON. Kept encrypted until it is finished."""


@dataclass(frozen=True)
class Incoming:
    """What a person did."""

    kind: Kind
    text: str = ""
    """Text typed; a command's name without slash ('start'); an attachment's kind: 'image', 'sticker', 'file',
    'location', 'voice', 'video', 'contact'; of a form that asks for a call, when the person likes to be called."""
    button: str = ""
    """Opaque id of a pressed button; the button's title, where the channel tells it, stands in `text`."""
    phone: str = ""
    """Of a form that asks for a call: the number as it was typed. Never stored or logged as it is."""


@dataclass(frozen=True)
class Outgoing:
    """One message to a person. Text is Markdown as in the catalogue's answers (**bold** only)."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    """(title, opaque id of at most 16 characters), in the order shown."""
    attachment: Optional[Attachment] = None
    """A file to be sent instead of a text, which is then its caption; its path is whole."""
    key: str = ""
    """Our number of it, the same whenever it is sent: for channels that know a message that comes twice."""
    departs: Callable[[], None] = field(default=lambda: None, compare=False, repr=False)
    """See `Driver`."""


class Undelivered(Exception):
    """The channel did not take a message. `reason` is for staff and carries no personal data.

    Raise it only when the channel surely has not taken it: refused by a documented code, or never
    connected. When that is unknown (the answer was lost on its way), set `uncertain`: such a message is
    not sent again, because nobody should be told twice. Any other exception counts as uncertain.
    """

    def __init__(
        self,
        reason: str,
        permanent: bool = False,
        retry_after: Optional[float] = None,
        uncertain: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.uncertain = uncertain


class Driver(Protocol):
    """A channel as the gateway uses it. Nothing here may block the event loop.

    A driver may also have `repeatable = True`: its channel shows a message that comes twice under the same
    `Outgoing.key` once. Then one whose sending was cut off is sent again without asking. With `numbered = True`
    it writes choices out as a numbered list: a number typed is then the choice of that number.

    A driver that sends files has `takes(attachment, size)`, which says whether its channel takes one of that kind,
    name and number of bytes; `send` then gets it as `Outgoing.attachment`.

    With `most_buttons`, an answer's suggestions are cut so that they and the two buttons that rate it fit together.

    Ids of buttons that rate begin with `bot.desk.outbox.RATES`: they stay in use, whatever else was pressed.

    A driver may have `tells_departure = True`: its `send` calls `message.departs()` right before the request is
    written, once connected. A letter cut off before that is sent again, since it surely did not arrive. Of
    other drivers every letter counts as departed when `send` is called.

    With `shows_notice = True` it shows the authority's notice itself; elsewhere the first answer of a talk
    begins with it.

    With `momentary = True` the channel is served without MOTCUA_SECRET, too: its conversations then end with the
    server's process, because nobody knows their names any more.
    """

    @property
    def name(self) -> str:
        """'telegram', 'zalo', …: the prefix of its senders and Rasa's input channel."""

    def read(self, body: dict[str, Any]) -> Incoming:
        """What the person did, from the stored event. 'gone': he left or withdrew, and is forgotten.
        'officer': somebody of the staff answered him in the channel's own tool, so the assistant keeps silent."""

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        """The message within the channel's limits, each part one request; buttons stay on the last."""

    async def taken(self, address: str, body: dict[str, Any]) -> None:
        """The event's turn begins: a pressed button is acknowledged and its keyboard removed. May do nothing."""

    async def working(self, address: str) -> None:
        """A sign that we are looking it up, shown when a turn takes longer than a second. May do nothing."""

    async def send(self, address: str, message: Outgoing) -> str:
        """Hands one part to the channel and returns the channel's id of it. Raises Undelivered."""
