"""A thread of its own for turns: while the model computes, the server goes on taking messages in."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

# Seconds after which a computing thread lets another one run. Python's own 0.005 comes several times into
# every message that is stored meanwhile; see docs/channels.md for what that makes of 50 ms.
_SWITCH = 0.0005


class Thinking:
    """An event loop in a thread. Turns of different conversations take their turns in it as in Rasa's own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="turns", daemon=True)

    def start(self) -> None:
        sys.setswitchinterval(min(_SWITCH, sys.getswitchinterval()))
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Result]) -> asyncio.Future[Result]:
        """The work's result, to be awaited in the caller's loop; cancelling it cancels the work."""
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
