"""What the Bot API accepts, and in which words it refuses: https://core.telegram.org/bots/api and tdlib's server."""

from __future__ import annotations

import json
import re
from typing import Any, Optional
from urllib.parse import urlsplit

ENTITIES = {
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic"),
    *("underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre"),
    *("text_link", "text_mention", "custom_emoji"),
}
ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
UPDATES = {
    *("message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "callback_query"),
    *("chosen_inline_result", "shipping_query", "pre_checkout_query", "poll", "poll_answer"),
    *("my_chat_member", "chat_member", "chat_join_request", "message_reaction", "message_reaction_count"),
}


class Refusal(Exception):
    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parsed(parameters: dict[str, Any], name: str, kind: type, what: str) -> Any:
    """A parameter that is an object or a list, sent as JSON."""
    value = parameters.get(name)
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except ValueError:
            raise bad(f"can't parse {what} JSON object") from None
    if value not in (None, "") and not isinstance(value, kind):
        raise bad(f"{what} must be of type {kind.__name__}")
    return value or None


def number(parameters: dict[str, Any], name: str, missing: str) -> int:
    value = parameters.get(name)
    if value in (None, ""):
        raise bad(missing)
    if not re.fullmatch(r"-?\d{1,19}", str(value)):
        raise bad(missing)
    return int(str(value))


def text_of(parameters: dict[str, Any], longest: int = 4096) -> str:
    text = str(parameters.get("text") or "")
    if not text.strip():
        raise bad("message text is empty")
    if units(text) > longest:
        raise bad("message is too long")
    return text


def caption_of(parameters: dict[str, Any]) -> str:
    caption = str(parameters.get("caption") or "")
    if units(caption) > 1024:
        raise bad("message caption is too long")
    return caption


def file_of(parameters: dict[str, Any]) -> tuple[str, bytes]:
    """Name and content of the document, which comes as a part of the form under a name that the field tells."""
    told = parameters.get("document")
    found = parameters.get(told.removeprefix("attach://")) if isinstance(told, str) else told
    if not isinstance(found, tuple) or not found[1]:
        raise bad("there is no document in the request")
    if len(found[1]) > 50_000_000:
        raise Refusal(413, "Request Entity Too Large")
    return found


def entities_of(parameters: dict[str, Any], text: str) -> list[dict[str, Any]]:
    """Checked as tdlib's find_entities does; overlapping ones are its own business."""
    if parameters.get("parse_mode"):
        raise bad("this stand-in takes entities only")
    found = parsed(parameters, "entities", list, "entities") or []
    for entity in found:
        _check_entity(entity, text)
    return list(found)


def _check_entity(entity: Any, text: str) -> None:
    if not isinstance(entity, dict) or entity.get("type") not in ENTITIES:
        raise bad("can't parse entities: unsupported type specified")
    offset, length, whole = entity.get("offset"), entity.get("length"), text.encode("utf-16-le")
    if not isinstance(offset, int) or offset < 0:
        raise bad(f"receive an entity with incorrect offset {offset}")
    if not isinstance(length, int) or length < 0:
        raise bad(f"receive an entity with incorrect length {length}")
    if offset >= units(text):
        raise bad(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > units(text):
        raise bad(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + length}"
        )
    try:
        whole[: 2 * offset].decode("utf-16-le")
        whole[: 2 * (offset + length)].decode("utf-16-le")
    except UnicodeDecodeError:
        raise bad("entity begins or ends in a middle of a UTF-16 symbol") from None
    if entity["type"] == "text_link":
        url = urlsplit(str(entity.get("url") or ""))
        if url.scheme not in ("http", "https", "tg") or not url.netloc:
            raise bad(f"entity URL '{entity.get('url')}' is invalid: Wrong HTTP URL")


def keyboard_of(parameters: dict[str, Any]) -> Optional[dict[str, Any]]:
    markup = parsed(parameters, "reply_markup", dict, "reply keyboard markup")
    if markup is None:
        return None
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('can\'t parse inline keyboard: field "inline_keyboard" must be of type Array')
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or len(json.dumps(markup)) > 64_000:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)
    return {"inline_keyboard": rows} if buttons else None


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad("inline keyboard button text is empty")
    data = button.get("callback_data") or ""
    if not data and not button.get("url"):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(data.encode()) > 64:
        raise bad("BUTTON_DATA_INVALID")


def webhook_of(parameters: dict[str, Any], local: bool) -> Optional[dict[str, Any]]:
    """The webhook to be set; None when an empty address takes it away. A local server takes any address."""
    url = str(parameters.get("url") or "")
    if not url:
        return None
    place = urlsplit(url)
    if not place.hostname or place.scheme not in (("http", "https") if local else ("https",)):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not local and (place.port or 443) not in (443, 80, 88, 8443):
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    secret = str(parameters.get("secret_token") or "")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
    most = min(max(int(parameters.get("max_connections") or 40), 1), 100)
    return {"url": url, "secret": secret, "max_connections": most}


def allowed_of(parameters: dict[str, Any]) -> Optional[list[str]]:
    """Which updates are wanted from now on; None leaves it as it was."""
    wanted = parsed(parameters, "allowed_updates", list, "allowed_updates")
    return None if wanted is None else [kind for kind in wanted if kind in UPDATES]


def commands_of(parameters: dict[str, Any]) -> list[dict[str, str]]:
    commands = parsed(parameters, "commands", list, "commands") or []
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", each.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(each.get("description", "").strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return list(commands)
