"""How far a training is, told as it goes: some components take minutes and say nothing meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from types import TracebackType

_PAUSE = 20.0
_STARTING, _FINISHED = "Starting to train component '", "Finished training component '"


class Progress:
    """Tells when a component begins and ends, and every few seconds that it is still at work."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._component: str | None = None
        self._began = monotonic()
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._keep_telling, name="progress", daemon=True)

    def __enter__(self) -> Progress:
        self._watch.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._over.set()
        self._watch.join()

    def hear(self, line: str) -> None:
        """One line of Rasa's log."""
        if _STARTING in line:
            self._component, self._began = _name(line, _STARTING), monotonic()
            self._say(f"đang học: {self._component}")
        elif _FINISHED in line:
            if self._seconds() >= _PAUSE:
                self._say(f"  học xong {_name(line, _FINISHED)} sau {self._seconds():.0f} giây")
            self._component = None

    def _seconds(self) -> float:
        return monotonic() - self._began

    def _keep_telling(self) -> None:
        while not self._over.wait(_PAUSE):
            if self._component:
                self._say(f"  … vẫn đang học {self._component}, {self._seconds():.0f} giây")


def _name(line: str, before: str) -> str:
    return line.partition(before)[2].partition("'")[0]
