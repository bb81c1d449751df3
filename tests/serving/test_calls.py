"""Calling an action: what travels, what is believed of the answer, and over which connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction, action_for_name_or_text
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.schemas.events import EVENT_SCHEMA
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.serving import calls
from bot.serving.calls import TurnCall, present_turn
from bot.serving.endpoint import LastingEndpoint
from bot.serving.responses import kinds, well_formed

SLOT = {"event": "slot", "name": "procedure", "value": "2.001955", "timestamp": None}
DOMAIN = Domain.from_yaml("version: '3.1'\nintents: [ask]\nactions: [action_answer]\n")


def tracker() -> DialogueStateTracker:
    """Two turns; the action of the second is about to be called."""
    events = [
        UserUttered("phí?", {"name": "ask"}, input_channel="web"),
        ActionExecuted("action_answer"),
        SlotSet("procedure", "1"),
        ActionExecuted("action_listen"),
        UserUttered("hồ sơ?", {"name": "ask"}, input_channel="web"),
        SlotSet("answered", False),
    ]
    return DialogueStateTracker.from_events("người-1", events)


@pytest.mark.parametrize("selective", [True, False])
def test_a_call_is_rasas_but_for_the_events_of_earlier_turns(selective: bool) -> None:
    endpoint = EndpointConfig("http://127.0.0.1:1", enable_selective_domain=selective)
    spoken = tracker()
    ours, theirs = (
        kind("action_answer", endpoint)._action_call_format(spoken, DOMAIN)
        for kind in (TurnCall, RemoteAction)
    )
    sent, known = ours["tracker"].pop("events"), theirs["tracker"].pop("events")
    assert ours == theirs
    assert ("domain" in ours) is not selective
    assert [event["event"] for event in sent] == ["user", "slot"]
    assert [event["event"] for event in known[-2:]] == ["user", "slot"]


def test_before_the_first_message_all_events_travel() -> None:
    silent = DialogueStateTracker.from_events("s", [SlotSet("a", 1), ActionExecuted("action_listen")])
    assert len(present_turn(silent)) == 2


def test_rasa_makes_our_calls_once_they_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls.action, "RemoteAction", RemoteAction)
    calls.install()
    made = action_for_name_or_text("action_answer", DOMAIN, EndpointConfig("http://127.0.0.1:1"))
    assert type(made) is TurnCall


# --- What is believed of the answer ------------------------------------------------------------------------


def rasa_passes(answer: Any) -> bool:
    try:
        validate(answer, RemoteAction.action_response_format_spec())
    except ValidationError:
        return False
    return True


def test_every_kind_of_event_is_known_by_a_name_of_its_own() -> None:
    assert len(kinds()) == len(EVENT_SCHEMA["oneOf"])


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"events": [], "responses": []},
        {"events": [SLOT], "responses": [{"text": "a", "buttons": []}]},
        {"events": [{"event": "user", "text": None, "parse_data": {"entities": []}}]},
        {"events": [{"event": "restart"}, {"event": "followup", "name": "action_listen"}]},
    ],
)
def test_what_the_sdk_sends_is_well_formed(answer: Any) -> None:
    assert well_formed(answer)
    assert rasa_passes(answer)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "ok",
        {"events": None},
        {"events": [None]},
        {"events": [{}]},
        {"events": [{"event": "slots"}]},
        {"events": [{"event": 1}]},
        {"events": [{"event": "slot", "name": "procedure"}]},
        {"events": [{"event": "slot", "name": 5, "value": 1}]},
        {"events": [{**SLOT, "timestamp": "yesterday"}]},
        {"events": [{**SLOT, "metadata": []}]},
        {"events": [{"event": "entities", "entities": [{"entity": "a"}]}]},
        {"events": [], "responses": {}},
        {"events": [], "responses": ["a"]},
    ],
)
def test_a_malformed_answer_is_refused_in_rasas_words(answer: Any) -> None:
    assert not well_formed(answer)
    assert not rasa_passes(answer)
    with pytest.raises(ValidationError, match="custom-actions"):
        TurnCall("action_answer", None)._validate_action_result(answer)


VALUES = st.sampled_from([None, True, 1, 1.5, "a", [], {}])
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "event": st.sampled_from([*kinds(), "unheard_of"]) | VALUES,
        "timestamp": VALUES,
        "metadata": VALUES,
        "name": VALUES,
        "value": VALUES,
        "entities": st.sampled_from([[], [{"entity": "a"}], [{"entity": "a", "value": 1, "start": "b"}]])
        | VALUES,
        "confidence": VALUES,
        "hide_rule_turn": VALUES,
    },
)


# Rasa's own check takes some twenty milliseconds.
@settings(deadline=None, max_examples=200)
@given(
    st.fixed_dictionaries(
        {}, optional={"events": st.lists(EVENTS | VALUES, max_size=2), "responses": st.lists(EVENTS | VALUES)}
    )
)
def test_any_answer_is_judged_as_rasa_would(answer: Any) -> None:
    assert well_formed(answer) == rasa_passes(answer)


# --- Over which connection ---------------------------------------------------------------------------------


@asynccontextmanager
async def server() -> AsyncIterator[tuple[EndpointConfig, list[Any]]]:
    """An endpoint that answers what it was sent, or fails when asked to; and who called from which port."""
    callers: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        callers.append(request.transport.get_extra_info("peername") if request.transport else None)
        body = await request.json()
        return web.json_response(body, status=body.get("status", 200))

    app = web.Application()
    app.router.add_post("/webhook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield LastingEndpoint(EndpointConfig(f"http://127.0.0.1:{port}/webhook")), callers
    finally:
        await runner.cleanup()


def test_calls_one_after_the_other_go_over_one_connection() -> None:
    async def scene() -> tuple[list[Any], list[Any]]:
        async with server() as (endpoint, callers):
            answers = [await endpoint.request(json={"n": n}, method="post", timeout=5) for n in range(3)]
            await endpoint.close()
        return answers, callers

    answers, callers = asyncio.run(scene())
    assert answers == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert len(set(callers)) == 1


def test_a_failure_is_told_as_rasa_tells_it() -> None:
    async def scene() -> None:
        async with server() as (endpoint, _):
            try:
                await endpoint.request(json={"status": 400, "error": "no"}, method="post")
            finally:
                await endpoint.close()

    with pytest.raises(ClientResponseError) as failed:
        asyncio.run(scene())
    assert failed.value.status == 400
    assert json.loads(failed.value.text)["error"] == "no"


def test_another_kind_of_endpoint_is_left_as_it_is() -> None:
    class InProcess(EndpointConfig):
        pass

    own = InProcess("inprocess://actions")
    assert calls.lasting(own) is own
    assert calls.lasting(None) is None


def test_an_endpoint_keeps_its_connections_from_call_to_call_and_its_settings() -> None:
    endpoint = EndpointConfig(
        "http://127.0.0.1:1", headers={"a": "b"}, token="t", enable_selective_domain=True
    )
    first, second = TurnCall("a", endpoint), TurnCall("b", endpoint)
    assert first.action_endpoint is second.action_endpoint
    assert first.action_endpoint == endpoint
    assert first._is_selective_domain_enabled()
