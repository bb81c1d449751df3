"""Which rules fit the conversation? Asked of those for what was just asked, instead of all.

Rasa compares every rule with every state; each intent of ours makes four rules. It also writes all states of the
conversation anew to look for rules about the very text of a message, which a bot of intents has none of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

Rules = Mapping[str, str]
# Action, the rule it comes from, and whether a form was interrupted.
Prediction = tuple[str | None, str | None, bool]
# Rules by the intent that their last state has; None: whatever the intent.
ByIntent = dict[Any, dict[str, str]]


def narrowed(find: Callable[..., set[str]]) -> Callable[..., set[str]]:
    """Rasa's search, given only the rules that it would not refuse for their intent."""

    @wraps(find)
    def fitting(policy: RulePolicy, lookup: Rules, states: list[dict[str, Any]]) -> set[str]:
        # The first state of a conversation fits every rule that begins with one.
        if not states or not states[-1].get(PREVIOUS_ACTION):
            return find(policy, lookup, states)
        rules = _by_intent(policy, lookup)
        asked = states[-1].get(USER, {}).get(INTENT)
        return find(policy, {**rules.get(None, {}), **rules.get(asked, {})}, states)

    return fitting


def unless_in_vain(find: Callable[..., Prediction]) -> Callable[..., Prediction]:
    """Rasa's choice of an action, not asked for the text of a message that no rule can be about."""

    @wraps(find)
    def chosen(
        policy: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Prediction:
        # A form may be interrupted by whatever was said.
        if use_text_for_last_user_input and not tracker.active_loop_name and not _hears_texts(policy):
            return None, None, False
        return find(policy, tracker, domain, use_text_for_last_user_input)

    return chosen


def _hears_texts(policy: RulePolicy) -> bool:
    """Whether a rule goes on from a message without naming its intent."""
    last_states = (
        policy._rule_key_to_state(key)[-1] for key in _by_intent(policy, policy.lookup[RULES]).get(None, {})
    )
    return any(state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) == ACTION_LISTEN_NAME for state in last_states)


def _by_intent(policy: RulePolicy, lookup: Rules) -> ByIntent:
    """Sorted once for a loaded policy, whose rules never change."""
    of, rules = vars(policy).get("_rules_by_intent", (None, None))
    if of is not lookup:
        rules = _sorted(policy, lookup)
        policy._rules_by_intent = (lookup, rules)
    return rules


def _sorted(policy: RulePolicy, lookup: Rules) -> ByIntent:
    rules: ByIntent = {}
    for key, action in lookup.items():
        intent = policy._rule_key_to_state(key)[-1].get(USER, {}).get(INTENT)
        fixed = intent if intent and intent != SHOULD_NOT_BE_SET else None
        rules.setdefault(fixed, {})[key] = action
    return rules


def install() -> None:
    if not hasattr(RulePolicy._get_possible_keys, "__wrapped__"):
        RulePolicy._get_possible_keys = narrowed(RulePolicy._get_possible_keys)  # type: ignore[method-assign]
        RulePolicy._find_action_from_rules = unless_in_vain(  # type: ignore[method-assign]
            RulePolicy._find_action_from_rules
        )
