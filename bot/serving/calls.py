"""How Rasa calls our actions: with the present turn, over an open connection, the answer checked quickly."""

from __future__ import annotations

from typing import Any

import rasa
from rasa.core.actions import action
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

from bot import metrics
from bot.serving.endpoint import LastingEndpoint
from bot.serving.responses import well_formed

_lasting: dict[int, LastingEndpoint] = {}


class TurnCall(RemoteAction):
    """Rasa's call of an action, smaller: actions remember in slots, so the events of this turn are enough."""

    def __init__(self, name: str, action_endpoint: EndpointConfig | None) -> None:
        super().__init__(name, lasting(action_endpoint))

    async def run(self, *given: Any, **named: Any) -> list[Event]:
        with metrics.seconds.labels("action").time():
            return await super().run(*given, **named)

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        state = tracker.current_state(EventVerbosity.NONE)
        state["events"] = [event.as_dict() for event in present_turn(tracker)]
        call = {
            "next_action": self._name,
            "sender_id": tracker.sender_id,
            "tracker": state,
            "version": rasa.__version__,
        }
        if not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(
            self._name
        ):
            call["domain"] = domain.as_dict()
        return call

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        # What is wrong, and in whose words, is Rasa's to say.
        return well_formed(result) or super()._validate_action_result(result)


def present_turn(tracker: DialogueStateTracker) -> list[Event]:
    """From the person's last message on; everything when there is none."""
    events = list(tracker.events)
    begins = (at for at in range(len(events) - 1, -1, -1) if isinstance(events[at], UserUttered))
    return events[next(begins, 0) :]


def lasting(endpoint: EndpointConfig | None) -> EndpointConfig | None:
    """One for each endpoint; those of another class know themselves how to ask."""
    if type(endpoint) is not EndpointConfig:
        return endpoint
    return _lasting.setdefault(id(endpoint), LastingEndpoint(endpoint))


def install() -> None:
    action.RemoteAction = TurnCall  # type: ignore[misc]


async def close(*_: Any) -> None:
    """When the server stops."""
    for endpoint in _lasting.values():
        await endpoint.close()
