"""When the action server is away: data/rules and domain.yml say so, and the next question works again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import ClientConnectionError
from rasa.utils.endpoints import ClientResponseError

from actions import answer
from bot.errors import StorageError

pytestmark = pytest.mark.model
RULES = "2.001955"


class Down:
    """An action server that fails while `error` is set."""

    def __init__(self, works: Any) -> None:
        self._works = works
        self.error: Exception | None = None

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.error:
            raise self.error
        return await self._works(*args, **kwargs)


@pytest.fixture
def server(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> Down:
    endpoint = assistant._agent.action_endpoint
    down = Down(endpoint.request)
    monkeypatch.setattr(endpoint, "request", down)
    return down


def talk(assistant: Any, name: str, *texts: str) -> list[Any]:
    async def say() -> list[Any]:
        return [await assistant.ask(text, name) for text in texts]

    return asyncio.run(say())


@pytest.mark.parametrize(
    "error",
    [
        ClientConnectionError("refused"),
        ClientResponseError(500, "Internal Server Error", "no such table"),
        asyncio.TimeoutError(),
        RuntimeError("anything"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_the_person_is_asked_to_come_back(assistant: Any, server: Down, error: Exception) -> None:
    server.error = error
    (turn,) = talk(assistant, f"down-{type(error).__name__}", "lệ phí đăng ký nội quy lao động")
    assert turn.answer.startswith("Xin lỗi anh/chị, hệ thống tra cứu đang gián đoạn")
    assert (turn.outcome, turn.procedure) == ("unknown", None)
    assert turn.aspects == ["fee"]


@pytest.mark.parametrize(
    "text", ["chào bạn", "asdkjh qwe", "", "1", "gặp cán bộ", "không, gia hạn cơ", "cứu với"]
)
def test_whatever_was_said(assistant: Any, server: Down, text: str) -> None:
    server.error = ClientConnectionError("refused")
    (turn,) = talk(assistant, f"down {text}", text)
    assert turn.answer.startswith("Xin lỗi anh/chị")


def test_the_next_question_works_again_and_knows_what_was_spoken_of(assistant: Any, server: Down) -> None:
    talk(assistant, "back", "hồ sơ đăng ký nội quy lao động")
    server.error = ClientConnectionError("refused")
    (lost,) = talk(assistant, "back", "còn phí bao nhiêu?")
    assert (lost.outcome, lost.procedure) == ("unknown", None)
    server.error = None
    (again,) = talk(assistant, "back", "còn phí bao nhiêu?")
    assert (again.outcome, again.procedure, again.aspects) == ("answered", RULES, ["fee"])
    assert "Xin lỗi" not in again.answer


def test_a_database_that_is_away_is_excused_too(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(answer, "answered", lambda tracker: _raise(StorageError("locked")))
        (turn,) = talk(assistant, "locked", "lệ phí đăng ký nội quy lao động")
    assert turn.answer.startswith("Xin lỗi anh/chị")
    (turn,) = talk(assistant, "locked", "lệ phí đăng ký nội quy lao động")
    assert turn.procedure == RULES


def _raise(error: Exception) -> None:
    raise error
