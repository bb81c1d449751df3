"""The whole assistant in one process: trained model and actions, without servers."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.utils.endpoints import EndpointConfig

from bot.errors import ModelError
from bot.text.privacy import mask

# rasa_sdk's executor: the request an action server would get → what it would answer.
RunAction = Callable[[dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True)
class Turn:
    """What became of one question, as the issue's interface names it."""

    text: str
    aspects: list[str]
    procedure: str | None
    candidates: list[dict[str, Any]]
    outcome: str
    answer: str
    milliseconds: float
    buttons: list[dict[str, str]] = field(default_factory=list)


class InProcessActions(EndpointConfig):
    """An action endpoint that calls the actions instead of a server."""

    def __init__(self, run: RunAction) -> None:
        super().__init__("inprocess://actions")
        self._run = run

    async def request(self, *args: Any, json: Any = None, **kwargs: Any) -> Any:
        return await self._run(json)


class Assistant:
    """Answers questions of any number of conversations."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    @classmethod
    def load(cls, model: Path, run_action: RunAction) -> Assistant:
        """Raises ModelError when the model is missing or damaged."""
        try:
            agent = Agent.load(model_path=str(model), action_endpoint=InProcessActions(run_action))
        except Exception as error:
            raise ModelError(
                f"{model}: không nạp được mô hình ({error}). Huấn luyện lại: bot train"
            ) from error
        if not agent.is_ready():
            raise ModelError(f"{model}: không nạp được mô hình. Huấn luyện lại: bot train")
        agent.tracker_store = InMemoryTrackerStore(agent.domain)
        if agent.processor:
            agent.processor.tracker_store = agent.tracker_store
        return cls(agent)

    async def ask(self, text: str, conversation: str) -> Turn:
        """One turn of a conversation."""
        started = time.perf_counter()
        output = CollectingOutputChannel()
        await self._agent.handle_message(
            UserMessage(as_text(text), output, conversation, input_channel="ask")
        )
        spent = (time.perf_counter() - started) * 1000
        return await self._told(text, conversation, output, spent)

    async def _told(
        self, text: str, conversation: str, output: CollectingOutputChannel, spent: float
    ) -> Turn:
        tracker = await self._agent.tracker_store.retrieve(conversation)
        assert tracker is not None
        heard = tracker.latest_message.parse_data if tracker.latest_message else {}
        # When the action failed, the slots still tell of an earlier turn.
        answered = tracker.get_slot("answered")
        outcome = tracker.get_slot("outcome") if answered else "unknown"
        candidates = list(heard.get("candidates") or [])
        return Turn(
            text=text,
            aspects=list((answered and tracker.get_slot("asked")) or heard.get("aspects") or []),
            procedure=tracker.get_slot("meant") if outcome in ("answered", "choices") else None,
            candidates=candidates,
            outcome=outcome,
            answer="\n\n".join(message["text"] for message in output.messages if message.get("text")),
            milliseconds=round(spent, 2),
            buttons=[button for message in output.messages for button in message.get("buttons") or ()],
        )


def as_text(text: str) -> str:
    """What a person typed, never a command: Rasa reads '/intent{…}' as one. Personal data is masked."""
    return mask(text.lstrip("/ \t\r\n"))
