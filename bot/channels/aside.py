"""A thread of its own for work that computes: meanwhile the server goes on taking messages in."""

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


class Aside:
    """An event loop in a thread, which starts with the first work. Work takes turns in it as in the server's own."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def run(self, work: Coroutine[Any, Any, Result]) -> asyncio.Future[Result]:
        """The work's result, to be awaited in the caller's loop; cancelling it cancels the work."""
        if self._thread.ident is None:
            sys.setswitchinterval(min(_SWITCH, sys.getswitchinterval()))
            self._thread.start()
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def stop(self) -> None:
        """Nothing to do where nothing was run."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
