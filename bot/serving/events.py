"""Which class has an event of this name? Looked up once; Rasa walks through all classes for every event."""

from __future__ import annotations

from functools import cache

from rasa.shared.core.events import Event


def install() -> None:
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))  # type: ignore[method-assign]
