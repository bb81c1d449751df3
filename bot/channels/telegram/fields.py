"""The parts of an update that we keep, and reading them with suspicion: nothing here raises."""

from __future__ import annotations

from typing import Any, Optional

# What may be sent instead of words, and what we call it.
ATTACHMENTS = {
    "photo": "image",
    "sticker": "sticker",
    "animation": "video",
    "video": "video",
    "video_note": "video",
    "story": "video",
    "voice": "voice",
    "audio": "voice",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "document": "file",
    "poll": "file",
    "dice": "sticker",
}
# https://core.telegram.org/bots/api#user: ids have at most 52 significant bits.
_LARGEST = 1 << 53
# The only parts of an update that are kept: no names, no pictures, no telephone numbers. None stands for a
# plain value, {} for 'there was one'.
_CHAT = {"id": None, "type": None}
_USER = {"id": None, "is_bot": None}
_MESSAGE: dict[str, Any] = {
    "message_id": None,
    "message_thread_id": None,
    "is_topic_message": None,
    "date": None,
    "edit_date": None,
    "media_group_id": None,
    "chat": _CHAT,
    "from": _USER,
    "text": None,
    "caption": None,
    "entities": [{"type": None, "offset": None, "length": None, "user": _USER}],
    "caption_entities": [{"type": None, "offset": None, "length": None, "user": _USER}],
    "reply_to_message": {"message_id": None, "from": _USER},
    **{name: {} for name in ATTACHMENTS},
}
# Our own words, and what stands behind them.
_KEYBOARD = {"inline_keyboard": [[{"text": None, "callback_data": None}]]}
_KEPT: dict[str, Any] = {
    "update_id": None,
    "message": _MESSAGE,
    "edited_message": _MESSAGE,
    "callback_query": {
        "id": None,
        "data": None,
        "from": _USER,
        "message": {name: _MESSAGE[name] for name in ("message_id", "message_thread_id", "is_topic_message")}
        | {"chat": _CHAT, "reply_to_message": {"message_id": None, "from": _USER}, "reply_markup": _KEYBOARD},
    },
    "my_chat_member": {"chat": _CHAT, "from": _USER, "new_chat_member": {"status": None}},
}


def kept(update: object) -> dict[str, Any]:
    """An update cut down to what we need; empty when it is no update at all."""
    return _kept(update, _KEPT) or {}


def child(parent: dict[str, Any], name: str) -> dict[str, Any]:
    found = parent.get(name)
    return found if isinstance(found, dict) else {}


def string(parent: dict[str, Any], name: str) -> str:
    found = parent.get(name)
    return found if isinstance(found, str) else ""


def number(parent: dict[str, Any], name: str) -> Optional[int]:
    found = parent.get(name)
    fits = isinstance(found, int) and not isinstance(found, bool) and abs(found) < _LARGEST
    return found if fits else None


def text_of(message: dict[str, Any]) -> str:
    """What was written, or written under a picture."""
    return string(message, "text") or string(message, "caption")


def _kept(value: object, shape: Any) -> Any:
    """The value cut down to the shape; None where it is of another kind."""
    if shape is None:
        # Half a surrogate pair is valid in JSON and cannot be written as UTF-8 anywhere later.
        return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else _plain(value)
    if shape == {}:
        return {} if isinstance(value, (dict, list)) else None
    if isinstance(shape, list):
        items = value if isinstance(value, list) else []
        kind = list if isinstance(shape[0], list) else dict
        return [_kept(item, shape[0]) for item in items[:100] if isinstance(item, kind)]
    if not isinstance(value, dict):
        return None
    found = {name: _kept(value[name], part) for name, part in shape.items() if name in value}
    return {name: part for name, part in found.items() if part is not None}


def _plain(value: object) -> object:
    return value if isinstance(value, (bool, int)) else None
