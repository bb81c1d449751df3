"""Who holds a conversation: a name that tells whether its process still lives."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

PROC = Path("/proc")


class Worker:
    """This process. Its claims have names of their own, so that an old claim is never taken for a new one."""

    def __init__(self) -> None:
        self.name = f"{_space()}/{os.getpid()}/{_began(os.getpid())}"

    def claim(self) -> str:
        return f"{self.name}/{token_hex(8)}"


def is_gone(holder: str) -> bool:
    """True only when it surely is: it counted processes as we do, and its process has ended.

    Of another machine or container nothing is known; there the hold ends with its time.
    """
    space, _, rest = holder.partition("/")
    number, _, rest = rest.partition("/")
    began = rest.partition("/")[0]
    return bool(began) and space == _space() and number.isdecimal() and _began(int(number)) != began


def _space() -> str:
    """Where process numbers mean the same: since the machine started, in one container."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}-{os.stat(PROC / 'self/ns/pid').st_ino}"
    except OSError:
        return f"unknown-{token_hex(8)}"


def _began(process: int) -> str:
    """When a process started, in the kernel's ticks: numbers are used again, these are not. '' if it is gone."""
    try:
        status = (PROC / str(process) / "stat").read_text()
    except OSError:
        return ""
    # The name before the last parenthesis may contain anything. A zombie works no more.
    state, *rest = status.rpartition(")")[2].split()
    return "" if state in "ZX" else rest[18]
