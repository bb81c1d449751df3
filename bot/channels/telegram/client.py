"""The Bot API over python-telegram-bot: one client for sending and one connection for waiting."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, Optional

import httpx
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
    WebhookInfo,
)
from telegram.constants import ChatAction
from telegram.ext import AIORateLimiter, ExtBot
from telegram.warnings import PTBUserWarning

from bot.channels.aside import Aside
from bot.channels.telegram.apart import ApartRequest
from bot.channels.telegram.marks import Mark
from bot.channels.telegram.mentions import Me
from bot.channels.telegram.payloads import WANTED, Place

# The Bot API allows 30 messages a second to different chats; chats have limits of their own, told by 429.
_A_SECOND = 30
_PATIENCE = 10.0
_LONGEST_CAPTION = 1024

# Updates are taken as they come: the library's own reading logs those it cannot read, whole.
warnings.filterwarnings("ignore", "Please use 'Bot.getUpdates'", PTBUserWarning)

Keyboard = Sequence[Sequence[tuple[str, str]]]
Departs = Callable[[], None]

# What is told when the request of this task goes out: until then it waits its turn among thirty a second.
_departs: ContextVar[Departs] = ContextVar("departs", default=lambda: None)


def hush() -> None:
    """The token stands in every address that these log, and texts in every call: whatever the level of ours."""
    for name, level in (
        ("httpx", logging.WARNING),
        ("httpcore", logging.WARNING),
        ("telegram", logging.ERROR),
        # It tells every 429 with a traceback; those are the outbox's business.
        ("telegram.ext.AIORateLimiter", logging.CRITICAL),
    ):
        logging.getLogger(name).setLevel(level)


class Client:
    """Nothing is sent before the first call; calls raise TelegramError."""

    def __init__(self, token: str, api: str) -> None:
        hush()
        self._aside = Aside("telegram")
        hooks = {"event_hooks": {"request": [_going_out]}}
        sending = ApartRequest(self._aside, read_timeout=_PATIENCE, httpx_kwargs=hooks)
        self._requests = [ApartRequest(self._aside, connection_pool_size=1), sending]
        self._bot: ExtBot[int] = ExtBot(
            token,
            base_url=f"{api.rstrip('/')}/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
            # The outbox tries again, so this one does not.
            rate_limiter=AIORateLimiter(_A_SECOND, 1, group_max_rate=0, group_time_period=0, max_retries=0),
        )

    async def close(self) -> None:
        for request in self._requests:
            await request.shutdown()
        self._aside.stop()

    async def me(self) -> Me:
        user = await self._bot.get_me()
        return Me(user.id, user.username or "")

    async def send(
        self, place: Place, text: str, marks: Sequence[Mark], keyboard: Keyboard, departs: Departs
    ) -> int:
        """The message's number in its chat. `departs` is called once it can no longer be held back."""
        answers = place.message and ReplyParameters(place.message, allow_sending_without_reply=True)
        until = _departs.set(departs)
        try:
            message = await self._bot.send_message(
                place.chat,
                text,
                entities=[MessageEntity(one.kind, one.offset, one.length, one.url or None) for one in marks],
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                message_thread_id=place.thread,
                reply_parameters=answers or None,
                reply_markup=_markup(keyboard),
            )
        finally:
            _departs.reset(until)
        return message.message_id

    async def send_file(self, place: Place, name: str, content: bytes, caption: str, departs: Departs) -> int:
        """The message's number, as `send` gives it."""
        answers = place.message and ReplyParameters(place.message, allow_sending_without_reply=True)
        until = _departs.set(departs)
        try:
            message = await self._bot.send_document(
                place.chat,
                content,
                caption=caption[:_LONGEST_CAPTION],
                filename=name,
                message_thread_id=place.thread,
                reply_parameters=answers or None,
            )
        finally:
            _departs.reset(until)
        return message.message_id

    async def type(self, place: Place) -> None:
        await self._bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.thread)

    async def acknowledge(self, query: str, text: str = "") -> None:
        await self._bot.answer_callback_query(query, text or None)

    async def leave_keyboard(self, place: Place, rows: Keyboard) -> None:
        """Of a message's buttons only these; without any, none."""
        await self._bot.edit_message_reply_markup(place.chat, place.message, reply_markup=_markup(rows))

    async def updates(self, offset: Optional[int], wait: int) -> list[Any]:
        """The next updates as they came; those before `offset` are thereby done with."""
        asked = {"offset": offset, "timeout": wait, "allowed_updates": WANTED}
        given = {name: value for name, value in asked.items() if value is not None}
        found: Any = await self._bot.do_api_request("getUpdates", given, read_timeout=wait + _PATIENCE)
        return list(found)

    async def set_webhook(self, url: str, secret: str, drop: bool) -> None:
        await self._bot.set_webhook(
            url, secret_token=secret, allowed_updates=WANTED, drop_pending_updates=drop
        )

    async def delete_webhook(self, drop: bool) -> None:
        await self._bot.delete_webhook(drop_pending_updates=drop)

    async def webhook(self) -> WebhookInfo:
        return await self._bot.get_webhook_info()

    async def set_menu(self, commands: dict[str, str]) -> None:
        await self._bot.set_my_commands([BotCommand(*one) for one in commands.items()])


async def _going_out(request: httpx.Request) -> None:
    _departs.get()()


def _markup(keyboard: Keyboard) -> Optional[InlineKeyboardMarkup]:
    rows = [[InlineKeyboardButton(title, callback_data=data) for title, data in row] for row in keyboard]
    return InlineKeyboardMarkup(rows) if rows else None
