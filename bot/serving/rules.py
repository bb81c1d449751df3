"""Which rules fit the conversation? Asked of those for what was just asked, instead of all.

Rasa compares every rule with every state; each intent of ours makes four rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.nlu.constants import INTENT

Rules = Mapping[str, str]
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
