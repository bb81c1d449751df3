"""The environment that our child processes get on top of ours, and the lines of theirs not worth showing."""

from __future__ import annotations

import re

# Nothing is sent home, and libraries keep their remarks about themselves to themselves.
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    # No cache of trained components: Rasa's knows nothing of the code that ours call.
    "RASA_MAX_CACHE_SIZE": "0",
    "PYTHONUNBUFFERED": "1",
    "PYTHONWARNINGS": "ignore::DeprecationWarning,ignore::PendingDeprecationWarning,ignore::FutureWarning",
}

_NOISE = re.compile(
    r"Deprecat|declare_namespace|pkg_resources|namespace packages|xla_computation|\bit/s\b"
    r"|site-packages/\S+:\d+: \w*Warning|^\s+(\"\"\"|\.replace\(|\)\.setParse|self\._parser|SANIC_VERSION)"
    r"|Starting worker|Goin' Fast|TF-TRT|cuda|Stopping worker|Server Stopped"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_TIME = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s+")


def told(line: str) -> str | None:
    """The line without colours and its own clock; None when it tells nothing."""
    text = _TIME.sub("", _COLOUR.sub("", line)).rstrip()
    return None if not text.strip() or _NOISE.search(text) else text
