"""What a chat server counts of itself, in Prometheus' terms; docs/observability.md explains each.

No label names a person, a conversation or a question: labels come from short lists of our own.
"""

from __future__ import annotations

from prometheus_client import Counter, Histogram

# Seconds. From a tenth of our usual turn to the longest that we wait for one.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 45.0)
STAGES = ("parse", "action", "turn", "delivery", "answer")

events = Counter("motcua_events", "What people did, each event once.", ["channel"])
turns = Counter(
    "motcua_turns", "Questions that went through Rasa, by what came of them.", ["channel", "outcome"]
)
limited = Counter("motcua_limited", "Messages over the limit of one person.", ["channel"])
deliveries = Counter(
    "motcua_deliveries", "Letters handed to a channel, by what came of it.", ["channel", "result"]
)
seconds = Histogram("motcua_stage_seconds", "How long a stage took.", ["stage"], buckets=_SECONDS)
for _stage in STAGES:
    # Shown as zero before the first, so that rates have a beginning.
    seconds.labels(_stage)
