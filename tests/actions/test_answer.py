"""The action behind every message: from a tracker and a database to messages, slots and a record."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions import answer
from actions.answer import ActionAnswer
from bot.desk.lookup import Lookup
from bot.errors import StorageError
from bot.settings import ROOT, Settings
from bot.storage import tables
from bot.storage.database import UnitOfWork, engine

RULES, BIG, SMALL = "2.001955", "1.013236", "1.013225"


class Conversation:
    """One person's turns: each message goes through the action, slots are carried over."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.slots: dict[str, Any] = {}
        self.messages: list[dict[str, Any]] = []
        self.set_last: set[str] = set()

    def says(
        self, text: str, intent: str | None = "ask_overview", *aspects: str, **candidates: float
    ) -> list[str]:
        """Texts or response names of the reply. Candidates as c2_001955=0.9."""
        found = [
            {"code": name[1:].replace("_", "."), "name": name, "confidence": share}
            for name, share in candidates.items()
        ]
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "aspects": list(aspects),
            "candidates": found,
            "names_procedure": 1.0 if found else 0.0,
        }
        return self.hears(message)

    def hears(self, message: dict[str, Any]) -> list[str]:
        user = {"event": "user", "text": message.get("text"), "input_channel": "web", "timestamp": 0.0}
        tracker = Tracker.from_dict(
            {"sender_id": "người-1", "slots": self.slots, "latest_message": message, "events": [user]}
        )
        dispatcher = CollectingDispatcher()
        events = asyncio.run(ActionAnswer().run(dispatcher, tracker, {}))
        assert all(event["event"] == "slot" for event in events)
        self.set_last = {event["name"] for event in events}
        self.slots |= {event["name"]: event["value"] for event in events}
        self.messages = dispatcher.messages
        return [message.get("response") or message["text"] for message in self.messages]

    def rows(self, table: Any) -> list[Any]:
        with UnitOfWork(engine(self.url)) as uow:
            return list(uow.session.execute(select(table)).mappings())


@pytest.fixture
def talk(dozen_url: str, monkeypatch: pytest.MonkeyPatch) -> Conversation:
    opened = Lookup(Settings(database_url=dozen_url))
    monkeypatch.setattr(answer, "lookup", lambda: opened)
    return Conversation(dozen_url)


def test_it_is_the_action_that_the_domain_names() -> None:
    assert ActionAnswer().name() == "action_answer"


def test_facts_are_sent_as_text_with_buttons_on_the_last_message(talk: Conversation) -> None:
    (text,) = talk.says("lệ phí nội quy", "ask_fee", "fee", c2_001955=0.95)
    assert "không thu phí" in text
    assert talk.messages[-1]["buttons"][0] == {"title": "Hồ sơ", "payload": f"Hồ sơ của {RULES}"}


def test_a_response_is_sent_by_name_with_its_values(talk: Conversation) -> None:
    assert talk.says("visa ngoại giao", "ask_overview", "overview", c1_014199=0.01) == [
        "utter_not_in_catalogue"
    ]
    assert "(0251) 1022" in talk.messages[0]["hotline"]


def test_choices_are_a_response_a_list_and_buttons_on_the_last(talk: Conversation) -> None:
    said = talk.says("giấy phép xây dựng", "ask_fee", "fee", c1_013236=0.5, c1_013225=0.4)
    assert said[0] == "utter_which_case"
    assert said[1].startswith("1. ")
    assert not talk.messages[0]["buttons"]
    assert len(talk.messages[1]["buttons"]) == 2


def test_slots_carry_the_conversation_on(talk: Conversation) -> None:
    talk.says("giấy phép xây dựng", "ask_time_limit", "time_limit", c1_013236=0.5, c1_013225=0.4)
    assert talk.slots["choices"] == [BIG, SMALL]
    talk.says("2", "choose_option", "overview")
    assert talk.slots == {
        "procedure": SMALL,
        "aspects": ["time_limit"],
        "choices": [],
        "misses": 0.0,
        "outcome": "answered",
        "meant": SMALL,
        "asked": ["time_limit"],
        "answered": True,
    }


def test_only_slots_that_change_are_set(talk: Conversation) -> None:
    talk.says("lệ phí nội quy", "ask_fee", "fee", c2_001955=0.95)
    before = talk.slots
    talk.slots = {**before, "answered": False, "misses": 1.0}
    talk.says("lệ phí nội quy", "ask_fee", "fee", c2_001955=0.95)
    assert talk.slots == before
    assert talk.set_last == {"answered", "misses"}


def test_two_misses_in_a_row_offer_a_person(talk: Conversation) -> None:
    talk.says("visa", "ask_overview", "overview", c1_014199=0.01)
    assert talk.slots["misses"] == 1.0
    assert "utter_offer_officer" in talk.says("visa", "ask_overview", "overview", c1_014199=0.01)


def test_the_turn_is_recorded_with_its_outcome(talk: Conversation) -> None:
    talk.says("lệ phí nội quy", "ask_fee", "fee", c2_001955=0.95)
    (row,) = talk.rows(tables.turn)
    assert (row["sender"], row["channel"], row["text"]) == ("người-1", "web", "lệ phí nội quy")
    assert (row["procedure"], row["aspects"], row["outcome"]) == (RULES, ["fee"], "answered")
    assert row["confidence"] == 0.95
    assert talk.rows(tables.unanswered) == []


def test_what_was_not_answered_is_kept_for_staff_with_personal_data_masked(talk: Conversation) -> None:
    talk.says("xin visa cho anh 0912345678", "ask_overview", "overview", c1_014199=0.01)
    (kept,) = talk.rows(tables.unanswered)
    assert kept["text"] == "xin visa cho anh [số điện thoại]"
    assert kept["candidates"][0]["code"] == "1.014199"
    assert talk.rows(tables.turn)[0]["text"] == kept["text"]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"text": None, "intent": None},
        {"text": "", "intent": {}, "candidates": None},
        {"text": "xin chào", "intent": {"name": None, "confidence": None}, "aspects": None},
        {"text": "xin chào", "intent": {"name": "an_intent_of_later", "confidence": 1.0}},
    ],
)
def test_a_message_that_was_hardly_understood_is_answered_all_the_same(
    talk: Conversation, message: dict[str, Any]
) -> None:
    assert talk.hears(message)
    assert talk.slots["answered"] is True


def test_slots_of_an_earlier_version_do_no_harm(talk: Conversation) -> None:
    talk.slots = {"procedure": "9.999999", "aspects": None, "choices": None, "misses": None}
    talk.says("còn phí", "ask_fee", "fee")
    assert talk.slots["procedure"] is None


def test_a_database_that_cannot_be_read_is_an_error_for_rasa_to_excuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Lookup(Settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}"))
    monkeypatch.setattr(answer, "lookup", lambda: opened)
    with pytest.raises(StorageError):
        Conversation("").says("lệ phí nội quy", "ask_fee", "fee", c2_001955=0.95)


def test_importing_the_actions_touches_no_database_and_loads_neither_rasa_nor_tensorflow(
    tmp_path: Path,
) -> None:
    code = (
        "import sys, actions.answer; print([name for name in ('rasa', 'tensorflow') if name in sys.modules])"
    )
    database = tmp_path / "var" / "motcua.db"
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env={**os.environ, "MOTCUA_DATABASE_URL": f"sqlite:///{database}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == "[]"
    assert not database.parent.exists()
