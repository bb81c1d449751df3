"""Events as the documents show them, ids shortened."""

from __future__ import annotations

from typing import Any

from tests.channels.zalo.oa_server import APP_ID, OA_ID

PERSON = "2512523625412515"
TIME = "1719999999999"
_ENVELOPE = {"app_id": APP_ID, "user_id_by_app": "552", "timestamp": TIME}


def sent(kind: str = "text", number: str = "m-1", **message: Any) -> dict[str, Any]:
    """A person sends something."""
    return {
        **_ENVELOPE,
        "event_name": f"user_send_{kind}",
        "sender": {"id": PERSON},
        "recipient": {"id": OA_ID},
        "message": {"msg_id": number, **message},
    }


def attached(kind: str, **payload: Any) -> dict[str, Any]:
    return sent(kind, attachments=[{"type": kind, "payload": payload}])


def followed(name: str = "follow") -> dict[str, Any]:
    return {
        **_ENVELOPE,
        "event_name": name,
        "oa_id": OA_ID,
        "follower": {"id": PERSON},
        "source": "oa_profile",
    }


CHATNOW = {**_ENVELOPE, "event_name": "user_click_chatnow", "oa_id": OA_ID, "user_id": PERSON}
WITHDRAWN = {"event_name": "user_withdraw", "user_id": PERSON, "user_id_by_app": "552", "timestamp": TIME}
SUBMITTED = {
    **_ENVELOPE,
    "event_name": "user_submit_info",
    "sender": {"id": PERSON},
    "recipient": {"id": OA_ID},
    "info": {
        "name": "Người gửi",
        "phone": "84912345678",
        "user_dob": "30/10/1999",
        "full_address": {"user_city": "Đồng Nai"},
    },
}
ANONYMOUS = {
    **sent(text="Chào", number="m-7", conversation_id="c-1"),
    "event_name": "anonymous_send_text",
    "sender": {"id": "anon-1"},
}


def by_account(admin: str = "", name: str = "oa_send_text") -> dict[str, Any]:
    """The account itself has written: our message comes back, or an officer's."""
    sender = {"id": OA_ID, **({"admin_id": admin} if admin else {})}
    whole = sent(text="Chào anh/chị", number="m-9")
    return {**whole, "event_name": name, "sender": sender, "recipient": {"id": PERSON}}


def receipt(name: str) -> dict[str, Any]:
    whole = sent(number="m-9", msg_ids=["m-9"])
    return {**whole, "event_name": name, "sender": {"id": OA_ID}, "recipient": {"id": PERSON}}
