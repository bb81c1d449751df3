"""The chain of the audit log: a line's link is a hash of the link before and of all that the line says.

Whoever changes, deletes, inserts or moves a line breaks the chain there; whoever cuts off its end leaves a head that
is of another line. Somebody who may write to the database could make the whole chain anew: against him helps a link
that was noted elsewhere, with which the present chain must still agree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

# Before the first line.
START = "0" * 64
# Of a line written by a server of a version that knows no chain: the next line's link is of it as well.
UNLINKED = ""
SAID = ("id", "at", "who", "action", "subject", "address", "detail")


def link_of(before: str, row: Mapping[str, Any]) -> str:
    """64 hexadecimal digits. `row` has SAID; its time is aware and to the microsecond, as both databases keep it."""
    said = {name: row[name] for name in SAID} | {"at": row["at"].isoformat(timespec="microseconds")}
    written = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(f"{before}\n{written}".encode()).hexdigest()
