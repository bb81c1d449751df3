"""What so many enterprises need at their busiest, computed from the part `load`: the arithmetic is shown."""

from __future__ import annotations

from math import ceil
from typing import Any

from benchmarks.load.floor import COMMITS
from benchmarks.report.tables import table

SIZES = (1_000, 10_000, 100_000, 1_000_000)
# Assumptions, none of them measured: of the busiest day of a quarter's end.
ASKING = 0.05
TALKS, TURNS = 1.5, 4
BUSIEST_HOUR = 0.2
# A minute in that hour may have so many times its share.
BURST = 3.0
# Of what was measured, how much is asked of a processor.
LOADED = 0.6
# Days of the year as busy as a third of that day; bytes of a turn with all that belongs to it, indexes included.
DAYS, USUAL, BYTES = 250, 1 / 3, 6_000


def turns_a_second(enterprises: int) -> float:
    return enterprises * ASKING * TALKS * TURNS * BUSIEST_HOUR / 3600 * BURST


def section(figures: dict[str, Any]) -> str:
    """Rows for each size, and how they come about."""
    one, two = figures["servers"]
    per_process = one["turns_per_second"]
    rasa, actions = (two["memory"][-1][name]["pss_mib"] for name in ("rasa", "actions"))
    rows = []
    for size in SIZES:
        wanted = turns_a_second(size)
        processes = max(2, ceil(wanted / (per_process * LOADED)))
        memory = processes * (rasa + actions) / 1024
        yearly = size * ASKING * TALKS * TURNS * USUAL * DAYS * BYTES / 2**30
        rows.append(
            (
                f"{size:,}",
                f"{wanted:.1f}",
                processes,
                f"{memory:.1f}",
                f"{wanted * COMMITS:.0f}",
                f"{yearly:.1f}",
            )
        )
    head = (
        "enterprises", "turns/s at the busiest", "Rasa and action processes, each", "memory of them, GiB",
        "commits/s", "database a year, GiB",
    )  # fmt: skip
    return f"{_arithmetic(per_process, rasa, actions)}\n\n{table(head, rows)}"


def _arithmetic(per_process: float, rasa: float, actions: float) -> str:
    return f"""Assumed, not measured: on the busiest day {ASKING:.0%} of all enterprises ask, {TALKS} talks each of
{TURNS} turns, {BUSIEST_HOUR:.0%} of them in one hour, of which a minute may have {BURST:.0f} times its share; other
days are a third as busy, {DAYS} of them a year; a turn leaves {BYTES:,} bytes behind, indexes included.

    turns/s   = enterprises × {ASKING} × {TALKS} × {TURNS} × {BUSIEST_HOUR} ÷ 3600 × {BURST:.0f}
    processes = turns/s ÷ ({per_process:.0f} measured × {LOADED} load), two at least
    memory    = processes × ({rasa:.0f} + {actions:.0f} MiB measured)
    commits/s = turns/s × {COMMITS}
    database  = enterprises × {ASKING} × {TALKS} × {TURNS} ÷ 3 × {DAYS} × {BYTES:,} bytes

Measured is one Rasa and one action process over PostgreSQL with everything on this machine's two cores, the people who
ask included, so that a process on cores of its own does more. Answers by officers, the console and backups are not in
it; what people said goes after `MOTCUA_KEEP_DAYS`, so that a year's database is an upper bound."""
