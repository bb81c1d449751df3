"""A conversation kept as its slots goes on as one kept whole in memory does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import yaml

from bot.channels.talks import TalkStore, remembering
from bot.channels.words import words
from bot.desk.inbox import TALK_LASTS
from bot.settings import ROOT
from bot.storage import talks
from bot.storage.database import UnitOfWork, engine

TALK = [
    "xin gplđ cho chuyên gia hàn cần giấy tờ gì v ạ",
    "le phi bao nhieu",
    "không, gia hạn cơ",
    "GIẤY PHÉP XÂY DỰNG MẤY NGÀY",
    "2",
    "thế nộp ở đâu",
    "hôm nay giá vàng bao nhiêu",
    "abc xyz",
    "gặp cán bộ",
]


@pytest.fixture
def stored(assistant: Any, full_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, TalkStore]]:
    """The assistant with its conversations in the database."""
    monkeypatch.setenv("MOTCUA_DATABASE_URL", full_url)
    agent = assistant._agent
    before = agent.tracker_store
    store = TalkStore(agent.domain)
    agent.tracker_store = agent.processor.tracker_store = store
    yield assistant, store
    agent.tracker_store = agent.processor.tracker_store = before


async def _answers(assistant: Any) -> list[str]:
    sender = f"test:{uuid4().hex}"
    return [(await assistant.ask(text, sender)).answer for text in TALK]


@pytest.mark.model
def test_a_talk_goes_on_from_its_slots_as_from_its_whole_history(assistant: Any, stored: Any) -> None:
    now = asyncio.run(_answers(assistant))
    agent = assistant._agent
    with pytest.MonkeyPatch.context() as patch:
        from rasa.core.tracker_store import InMemoryTrackerStore

        memory = InMemoryTrackerStore(agent.domain)
        patch.setattr(agent, "tracker_store", memory)
        patch.setattr(agent.processor, "tracker_store", memory)
        before = asyncio.run(_answers(assistant))
    assert all(now)
    assert now == before


@pytest.mark.model
def test_turn_two_hundred_is_no_longer_than_turn_two(stored: Any) -> None:
    assistant, store = stored

    async def lengths() -> list[int]:
        found = []
        for _ in range(3):
            await assistant.ask("le phi bao nhieu", "test:long")
            tracker = await store.retrieve("test:long")
            assert tracker is not None
            found.append(len(tracker.events))
        return found

    assert len(set(asyncio.run(lengths()))) == 1


@pytest.mark.model
def test_a_turn_whose_memory_somebody_else_keeps_leaves_the_database_alone(
    stored: Any, full_url: str
) -> None:
    assistant, _ = stored

    async def turn() -> dict[str, Any]:
        with remembering("test:held", {"procedure": "1.014201", "answered": True}) as memory:
            said = (await assistant.ask("le phi bao nhieu", "test:held")).answer
        assert "Gia hạn giấy phép lao động" in said
        return memory.slots

    assert asyncio.run(turn())["procedure"] == "1.014201"
    with UnitOfWork(engine(full_url)) as uow:
        assert "test:held" not in talks.senders(uow.session)


@pytest.mark.model
@pytest.mark.parametrize(
    ("command", "outcome", "said"),
    [
        ("start", "answered", "Chào anh/chị"),
        ("help", "answered", "Tôi là Trợ lý Một Cửa"),
        ("thutuc", "answered", "lĩnh vực"),
        ("canbo", "handoff", "cán bộ"),
    ],
)
def test_a_command_asks_a_question_that_is_understood(
    assistant: Any, command: str, outcome: str, said: str
) -> None:
    turn = asyncio.run(assistant.ask(words()["commands"][command], f"test:{command}"))
    assert turn.outcome == outcome
    assert said in turn.answer


def test_a_talk_lasts_as_long_as_rasas_session() -> None:
    config = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["session_config"]
    assert TALK_LASTS.total_seconds() == config["session_expiration_time"] * 60
    assert config["carry_over_slots_to_new_session"] is False


def test_rasa_is_told_to_use_the_store() -> None:
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
    assert endpoints["tracker_store"]["type"] == f"{TalkStore.__module__}.{TalkStore.__qualname__}"
