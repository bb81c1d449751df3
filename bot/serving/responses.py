"""Is the action server's answer well formed? Asked of schemas that are compiled once.

Rasa checks its constant schema of 23 kinds of events against the meta-schema at every call, then each event
against all kinds: three quarters of the CPU time of a turn. An event's kind stands in it, so one is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema.validators import validator_for
from rasa.shared.utils.schemas.events import EVENT_SCHEMA


def well_formed(answer: Any) -> bool:
    """Whether Rasa's own check would pass the answer; on False it should say why."""
    if not isinstance(answer, dict):
        return False
    events, responses = answer.get("events", []), answer.get("responses", [])
    if not (isinstance(events, list) and isinstance(responses, list)):
        return False
    return all(map(_is_event, events)) and all(isinstance(one, dict) for one in responses)


def _is_event(event: Any) -> bool:
    if not isinstance(event, dict) or not isinstance(event.get("event"), str):
        return False
    validator = kinds().get(event["event"])
    return validator is not None and validator.is_valid(event)


@cache
def kinds() -> Mapping[str, Any]:
    """Name of an event → the compiled schema of that kind, with what holds for every event."""
    common = {key: value for key, value in EVENT_SCHEMA.items() if key != "oneOf"}
    validator = validator_for(EVENT_SCHEMA)
    made = {}
    for kind in EVENT_SCHEMA["oneOf"]:
        schema = {**common, "allOf": [kind]}
        validator.check_schema(schema)
        made[kind["properties"]["event"]["const"]] = validator(schema)
    return made
