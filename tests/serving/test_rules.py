"""The rules that fit a conversation are the same, however they are looked for; and so are events by name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.serving import events
from bot.serving.rules import _hears_texts, narrowed, unless_in_vain

INTENTS = ("ask", "greet", "bye")
ANSWERED = {"answered": [1.0]}


def key(*states: dict[str, Any]) -> str:
    return json.dumps(list(states), sort_keys=True)


def state(before: str | None = None, intent: str | None = None, **slots: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"prev_action": {"action_name": before}} if before else {}
    made |= {"user": {"intent": intent}} if intent else {}
    return made | ({"slots": slots} if slots else {})


LOOKUP = {
    **{key(state("action_listen", intent)): "action_answer" for intent in INTENTS},
    **{
        key(state("action_listen", i), state("action_answer", i, **ANSWERED)): "action_listen"
        for i in INTENTS
    },
    key(state(), state("action_listen", "greet")): "utter_first",
    key(state("action_listen", "should_not_be_set")): "utter_silence",
    key(state("action_answer")): "utter_any",
    key(state()): "utter_start",
}
STATES = st.builds(
    state,
    st.sampled_from([None, "action_listen", "action_answer", "action_other"]),
    st.sampled_from([None, *INTENTS, "unheard_of"]),
    answered=st.sampled_from([(1.0,), (0.0,)]),
)


@pytest.fixture(scope="module")
def policy() -> RulePolicy:
    # The search uses nothing of an instance but its methods.
    return object.__new__(RulePolicy)


@given(states=st.lists(STATES, max_size=4))
def test_the_same_rules_are_found(policy: RulePolicy, states: list[dict[str, Any]]) -> None:
    theirs = RulePolicy._get_possible_keys
    find = getattr(theirs, "__wrapped__", theirs)
    assert narrowed(find)(policy, LOOKUP, states) == find(policy, LOOKUP, states)


def test_only_rules_for_what_was_asked_are_looked_at(policy: RulePolicy) -> None:
    seen: list[Any] = []

    def find(policy: RulePolicy, lookup: Any, states: Any) -> set[str]:
        seen.extend(lookup.values())
        return set()

    narrowed(find)(policy, LOOKUP, [state("action_listen", "bye")])
    assert sorted(seen) == ["action_answer", "action_listen", "utter_any", "utter_silence", "utter_start"]


@pytest.mark.model
@pytest.mark.parametrize("spoken", ["", "action_answer", "action_answer utter_apology"])
@pytest.mark.parametrize("intent", ["ask_fee", "greet", "out_of_scope", "restart", "unheard_of"])
def test_our_rules_choose_the_same_action(assistant: Any, intent: str, spoken: str) -> None:
    """The trained policy, asked as Rasa asks it, before and after each action of a turn."""
    processor = assistant._agent.processor
    policy = processor.graph_runner._instantiated_nodes["run_RulePolicy0"]._component
    find = RulePolicy._find_action_from_rules
    find = getattr(find, "__wrapped__", find)
    events = [ActionExecuted("action_listen"), UserUttered("lệ phí", {"name": intent})]
    events += [ActionExecuted(name) for name in spoken.split()]
    events += [SlotSet("answered", "utter_apology" not in spoken)] if spoken else []
    tracker = DialogueStateTracker.from_events("s", events, processor.domain.slots)
    for by_text in (True, False):
        ours = unless_in_vain(find)(policy, tracker, processor.domain, by_text)
        theirs = find(policy, tracker, processor.domain, by_text)
        # Where nothing is found, the rule is not looked at.
        assert (ours[0], ours[2]) == (theirs[0], theirs[2])
        assert ours[0] is None or ours == theirs
    assert not _hears_texts(policy)


def test_a_rule_about_whatever_is_said_keeps_rasas_search() -> None:
    hears, hears_not = object.__new__(RulePolicy), object.__new__(RulePolicy)
    hears.lookup = {"rules": {key(state("action_listen")): "utter_any"}}
    hears_not.lookup = {"rules": {key(state("action_listen", "ask")): "a", key(state("action_a")): "b"}}
    assert _hears_texts(hears)
    assert not _hears_texts(hears_not)


def test_an_event_is_found_by_its_name_as_rasa_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = Event.resolve_by_type
    monkeypatch.setattr(Event, "resolve_by_type", theirs)
    events.install()
    for kind in all_subclasses(Event):
        assert Event.resolve_by_type(kind.type_name) is theirs(kind.type_name)
    assert Event.resolve_by_type("topic") is None
    with pytest.raises(ValueError, match="unheard_of"):
        Event.resolve_by_type("unheard_of")
