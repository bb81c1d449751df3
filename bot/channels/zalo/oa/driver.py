"""The channel `zalo` as the gateway uses it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bot.channels.driver import Incoming, Outgoing, Undelivered
from bot.channels.zalo.http import NotReached, Unanswered
from bot.channels.zalo.oa import events, messages
from bot.channels.zalo.oa.client import ANONYMOUS_MESSAGE, MESSAGE, Client, Held
from bot.channels.zalo.oa.codes import EXPIRED_FILE, Class, Refused
from bot.channels.zalo.oa.files import Attachment, Files, fits
from bot.channels.zalo.oa.messages import Anonymous
from bot.channels.zalo.oa.tokens import NoToken
from bot.channels.zalo.oa.window import require_open
from bot.channels.zalo.text import LONGEST_TEXT, numbered, pieces
from bot.channels.zalo.words import words
from bot.desk.forms import Attachment as Form

logger = logging.getLogger(__name__)

NAME = "zalo"
_THREADS = 8
# Somebody has to see to it, or a renewal to come about: looked at again after so many seconds.
_TOKEN_WAIT = 60.0
Answer = TypeVar("Answer")
Departs = Callable[[], None]


class Interactions(Protocol):
    """When each person last did something. May wait for the database."""

    def note(self, address: str, at: datetime) -> None: ...

    def last(self, address: str) -> datetime | None: ...


@dataclass
class OaDriver:
    """Consulting messages of an Official Account."""

    client: Client
    interactions: Interactions
    billable: bool = False
    template_type: str = ""
    file_key: str = "token"
    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
    name: str = NAME
    numbered: bool = True
    tells_departure: bool = True
    most_buttons: int = messages.MOST_BUTTONS
    # Not the loop's own threads: a slow Zalo must not hold up the database.
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_THREADS, "zalo"))

    def __post_init__(self) -> None:
        self._files = Files(self.client)
        # Who has been told that we are looking it up, since his last message.
        self._told: set[str] = set()

    def read(self, body: dict[str, Any]) -> Incoming:
        return events.incoming(body)

    def split(self, message: Outgoing) -> Sequence[Outgoing]:
        return messages.split(message)

    async def taken(self, address: str, body: dict[str, Any]) -> None:
        """The 48 hours begin anew."""
        self._told.discard(address)
        if at := events.time_of_interaction(body):
            await asyncio.to_thread(self.interactions.note, address, at)

    async def working(self, address: str) -> None:
        """A short message, once a turn: an Official Account has no typing sign."""
        if address in self._told:
            return
        self._told.add(address)
        try:
            await self._deliver(address, lambda: self._send(address, Outgoing(words()["working"])))
        except Undelivered as error:
            logger.info("no sign of work: %s", error.reason)

    async def send(self, address: str, message: Outgoing) -> str:
        if len(message.text) > LONGEST_TEXT:
            raise Undelivered("tin dài quá 2.000 ký tự (như Zalo -210)", permanent=True)
        self._told.discard(address)
        # Visitors without an account are sent text only.
        if message.attachment is not None and not Anonymous.at(address):
            form = await _read(message.attachment)
            return await self.send_file(address, form, message.text, message.departs)
        return await self._deliver(address, lambda: self._send(address, message))

    def takes(self, form: Form, size: int) -> bool:
        return fits(form.name, size)

    async def send_file(
        self, address: str, attachment: Attachment, text: str = "", departs: Departs = lambda: None
    ) -> str:
        """A form or a picture; `text` goes with a picture only."""
        return await self._deliver(address, lambda: self._send_file(address, attachment, text, departs))

    async def _deliver(self, address: str, work: Callable[[], str]) -> str:
        def carry_out() -> str:
            with _undelivered():
                require_open(self._last_interaction(address), self.clock(), self.billable)
                return work()

        return await asyncio.get_running_loop().run_in_executor(self._threads, carry_out)

    def _last_interaction(self, address: str) -> datetime | None:
        """As we saw it; of somebody we have not seen, as Zalo says; None when it does not say."""
        last = self.interactions.last(address)
        if last is not None or Anonymous.at(address):
            return last
        try:
            told = self.client.last_interaction(address)
        except Refused as refused:
            logger.warning("the last interaction is not known: %s", refused)
            return None
        return datetime.fromtimestamp(told / 1000, timezone.utc) if told else None

    def _send(self, address: str, message: Outgoing) -> str:
        anonymous = Anonymous.at(address)
        if anonymous:
            # Buttons are documented for people with an account only.
            titles = [title for title, _ in message.buttons]
            text = pieces(numbered(message.text, titles) if titles else message.text)[0]
            body = messages.text_body(anonymous.recipient, Outgoing(text))
            return self.client.send(ANONYMOUS_MESSAGE, body, message.departs)
        body = messages.text_body({"user_id": address}, message, self.template_type)
        return self.client.send(MESSAGE, body, message.departs)

    def _send_file(self, address: str, attachment: Attachment, text: str, departs: Departs) -> str:
        try:
            return self._send_uploaded(address, attachment, text, departs)
        except Refused as refused:
            if refused.code != EXPIRED_FILE:
                raise
        self._files.forget(attachment)
        return self._send_uploaded(address, attachment, text, departs)

    def _send_uploaded(self, address: str, attachment: Attachment, text: str, departs: Departs) -> str:
        handle = self._files.handle(attachment)
        if attachment.kind == "image":
            return self.client.send(MESSAGE, messages.image_body(address, handle, text), departs)
        return self.client.send(MESSAGE, messages.file_body(address, handle, self.file_key), departs)


async def _read(form: Form) -> Attachment:
    return Attachment(form.name, await asyncio.to_thread(Path(form.path).read_bytes))


class _undelivered:
    """Turns what went wrong with a request into what the gateway knows."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Refused):
            raise _refused(error) from None
        if isinstance(error, NoToken):
            raise Undelivered(str(error), retry_after=_TOKEN_WAIT) from None
        if isinstance(error, Held):
            raise Undelivered(str(error), retry_after=error.seconds) from None
        if isinstance(error, NotReached):
            raise Undelivered(f"không kết nối được Zalo ({error})") from None
        if isinstance(error, Unanswered):
            raise Undelivered(f"Zalo không trả lời ({error})", uncertain=True) from None


def _refused(refused: Refused) -> Undelivered:
    if refused.kind is Class.CONFIG:
        logger.error("the Official Account is not set up for this: %s", refused)
    token = refused.kind in (Class.TOKEN, Class.DEAD)
    return Undelivered(
        str(refused),
        permanent=refused.kind in (Class.PERMANENT, Class.CONFIG),
        retry_after=_TOKEN_WAIT if token else refused.wait,
    )
