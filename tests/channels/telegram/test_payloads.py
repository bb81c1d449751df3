"""Updates as Telegram sends them, and as nobody would."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Optional

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.driver import Incoming
from bot.channels.telegram import fields, payloads
from bot.channels.telegram.fields import ATTACHMENTS
from bot.channels.telegram.mentions import Me
from bot.channels.telegram.payloads import Place
from tests.channels.telegram.bot_api import USERNAME, BotApi
from tests.channels.telegram.people import SENT, Person, buttons_of

GROUP = -1001234567890


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def me(api: BotApi) -> Me:
    return Me(api.me["id"], USERNAME)  # type: ignore[arg-type]


def read(api: BotApi, me: Me) -> Optional[Incoming]:
    """What the newest update says; None when it is none of ours."""
    event = payloads.event(api.updates[-1], me)
    return payloads.read(json.loads(json.dumps(event.body)), me) if event else None


def test_a_text_is_a_text(api: BotApi, me: Me) -> None:
    Person(api, 77).says("lệ phí bao nhiêu")
    assert read(api, me) == Incoming("text", "lệ phí bao nhiêu")


def test_an_event_carries_what_a_reply_needs_and_no_name(api: BotApi, me: Me) -> None:
    person = Person(api, 77)
    person.says("xin chào")
    event = payloads.event(api.updates[-1], me)
    assert event is not None
    assert (event.key, event.address, event.person) == (
        f"{me.id}:{api.updates[-1]['update_id']}",
        "77///77",
        "77:77",
    )
    kept = json.dumps(event.body, ensure_ascii=False)
    assert "an77" not in kept
    assert '"An"' not in kept


@pytest.mark.parametrize("name", payloads.COMMANDS)
def test_the_commands_of_the_menu_are_commands(api: BotApi, me: Me, name: str) -> None:
    for typed in (f"/{name}", f"/{name}@{USERNAME}", f"/{name.upper()}", f" /{name} "):
        Person(api, 77).says(typed)
        assert read(api, me) == Incoming("command", name)


@pytest.mark.parametrize(
    "typed", ["/restart", "/ask_fee{}", "/", "//start", "/startx", "/start@other_bot", "hỏi /start"]
)
def test_any_other_slash_is_text(api: BotApi, me: Me, typed: str) -> None:
    Person(api, 77).says(typed)
    assert read(api, me) == Incoming("text", typed)


def test_a_command_may_come_with_its_question(api: BotApi, me: Me) -> None:
    Person(api, 77).says("/thutuc gia hạn giấy phép lao động")
    assert read(api, me) == Incoming("text", "gia hạn giấy phép lao động")
    Person(api, 77).says("/start tu-trang-web")
    assert read(api, me) == Incoming("command", "start")


@pytest.mark.parametrize("sent", sorted(SENT))
def test_what_is_sent_instead_of_words_is_told_by_its_kind(api: BotApi, me: Me, sent: str) -> None:
    Person(api, 77).sends(**{sent: SENT[sent]})
    assert read(api, me) == Incoming("attachment", ATTACHMENTS[sent])
    assert "84912345678" not in json.dumps(payloads.event(api.updates[-1], me), default=vars)


def test_words_under_a_picture_are_the_question(api: BotApi, me: Me) -> None:
    Person(api, 77).sends(photo=SENT["photo"], caption="tờ này nộp ở đâu")
    assert read(api, me) == Incoming("text", "tờ này nộp ở đâu")


def test_an_album_is_one_event_but_for_its_caption(api: BotApi, me: Me) -> None:
    person = Person(api, 77)
    for caption in (None, "nộp ở đâu", None):
        person.sends(photo=SENT["photo"], caption=caption, media_group_id="13500000000000000")
    events = [payloads.event(update, me) for update in api.updates]
    assert len({event.key for event in events if event}) == 2


def test_a_question_corrected_at_once_is_asked_again_and_an_old_one_is_not(api: BotApi, me: Me) -> None:
    person = Person(api, 77)
    message = person.says("le phi")
    person.edits(message, "lệ phí giấy phép lao động")
    assert read(api, me) == Incoming("text", "lệ phí giấy phép lao động")
    person.edits(message, "lệ phí khác", after=3600)
    assert read(api, me) is None


def test_who_blocks_the_bot_is_gone(api: BotApi, me: Me) -> None:
    Person(api, 77).blocks()
    assert read(api, me) == Incoming("gone")


@pytest.mark.parametrize(
    "service",
    [
        {"pinned_message": {}},
        {"new_chat_title": "x"},
        {"delete_chat_photo": True},
        {"successful_payment": {}},
        {},
    ],
)
def test_messages_of_telegram_itself_are_passed_over(api: BotApi, me: Me, service: dict[str, Any]) -> None:
    Person(api, 77).sends(**service)
    assert read(api, me) is None


def test_other_bots_and_channels_are_passed_over(api: BotApi, me: Me) -> None:
    person = Person(api, 77)
    person.user["is_bot"] = True
    person.says("xin chào")
    assert read(api, me) is None
    person.user["is_bot"], person.chat.type = False, "channel"
    person.says("xin chào")
    assert read(api, me) is None


# --- Groups ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["lệ phí bao nhiêu", "/help", "/help@other_bot", "hỏi @other_bot xem", "a@motcua_thu_bot.vn"]
)
def test_in_a_group_talk_among_people_is_not_ours(api: BotApi, me: Me, said: str) -> None:
    Person(api, 77, GROUP).says(said)
    assert read(api, me) is None


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (f"@{USERNAME} lệ phí gplđ", Incoming("text", "lệ phí gplđ")),
        (f"😀 lệ phí gplđ @{USERNAME.upper()}", Incoming("text", "😀 lệ phí gplđ")),
        (f"/help@{USERNAME}", Incoming("command", "help")),
        (f"@{USERNAME}", Incoming("text", "")),
    ],
)
def test_in_a_group_we_answer_when_we_are_named(api: BotApi, me: Me, said: str, heard: Incoming) -> None:
    Person(api, 77, GROUP).says(said)
    assert read(api, me) == heard


def test_in_a_group_a_reply_to_us_is_ours_and_one_to_somebody_else_is_not(api: BotApi, me: Me) -> None:
    person = Person(api, 77, GROUP)
    person.says("còn phí?", answers={"message_id": 5, "from": api.me})
    assert read(api, me) == Incoming("text", "còn phí?")
    person.says("còn phí?", answers={"message_id": 5, "from": person.user})
    assert read(api, me) is None


def test_in_a_group_each_person_has_a_conversation_and_the_answer_goes_to_the_question(
    api: BotApi, me: Me
) -> None:
    events = []
    for who in (77, 78):
        said = Person(api, who, GROUP).says(f"@{USERNAME} chào", message_thread_id=9, is_topic_message=True)
        event = payloads.event(api.updates[-1], me)
        assert event is not None
        assert Place.read(event.address) == Place(GROUP, 9, said["message_id"], who)
        events.append(event)
    assert events[0].person != events[1].person != "78:78"


def test_a_button_of_somebody_else_s_answer_is_told_from_one_s_own(api: BotApi, me: Me) -> None:
    asked = Person(api, 77, GROUP).says(f"@{USERNAME} chào")
    shown = {
        "message_id": 40,
        "from": api.me,
        "chat": {"id": GROUP, "type": "supergroup"},
        "reply_to_message": asked,
        "reply_markup": {"inline_keyboard": [[{"text": "Lệ phí", "callback_data": "a1B2"}]]},
    }
    assert buttons_of(shown) == {"Lệ phí": "a1B2"}
    for who, anothers in ((77, False), (78, True)):
        Person(api, who, GROUP).presses("Lệ phí", shown)
        event = payloads.event(api.updates[-1], me)
        assert event is not None
        assert payloads.is_anothers(event.body) is anothers
        assert payloads.place(event.body) == Place(GROUP, None, 40)
        assert Place.read(event.address).message == asked["message_id"]


# --- Anything --------------------------------------------------------------------------------------------

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)
# Names that mean something somewhere in an update.
NAMES = st.sampled_from(sorted(set(re.findall(r'"(\w+)"', Path(fields.__file__).read_text("utf-8")))))
LIKELY = SCALARS | st.sampled_from(
    ["private", "supergroup", "kicked", "mention", "@motcua_thu_bot", False, 110201543]
)
UPDATES = st.recursive(
    LIKELY,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=9),
    max_leaves=40,
)


@settings(deadline=None, max_examples=400)
@given(ANYTHING | UPDATES)
def test_whatever_arrives_reading_never_fails(update: Any) -> None:
    me = Me(110201543, USERNAME)
    event = payloads.event(update, me)
    if event is not None:
        Place.read(event.address)
        json.dumps(event.body, ensure_ascii=False).encode()
        assert payloads.read(event.body, me).kind in (
            "text",
            "button",
            "command",
            "attachment",
            "gone",
            "ignored",
        )


@settings(deadline=None, max_examples=400)
@given(st.data())
def test_a_true_update_with_any_part_replaced_is_read_or_passed_over(data: st.DataObject) -> None:
    api = BotApi()
    me = Me(api.me["id"], USERNAME)  # type: ignore[arg-type]
    Person(api, 77, data.draw(st.sampled_from([None, GROUP]))).says(
        f"@{USERNAME} chào", reply_to_message={"message_id": 3}
    )
    update = json.loads(json.dumps(api.updates[-1]))
    node = update
    while True:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else list(range(len(node)))))
        if not isinstance(node[key], (dict, list)) or not node[key] or data.draw(st.booleans()):
            node[key] = data.draw(ANYTHING)
            break
        node = node[key]
    event = payloads.event(update, me)
    if event is not None:
        payloads.read(event.body, me)
