"""The Procfile's processes, run together by honcho: they start, speak and stop as one."""

from __future__ import annotations

import re
import shlex
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from honcho.environ import parse_procfile
from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message, Printer

from bot.errors import ServiceError
from bot.launch.quiet import told

_STOPPED = re.compile(r"(\S+) stopped \(rc=(-?\d+)\)")
_ASKED_TO_STOP = {128 + signal.SIGINT, 128 + signal.SIGTERM}
_LAST_LINES = 12


class Journal(Printer):  # type: ignore[misc]
    """Prints what tells something; remembers the last lines and who stopped first."""

    def __init__(self, on_start: Callable[[], None]) -> None:
        super().__init__(sys.stdout)
        self._on_start: Callable[[], None] | None = on_start
        self.last: dict[str, deque[str]] = {}
        self.first_stopped: tuple[str, int] | None = None

    def write(self, message: Message) -> None:
        data = message.data
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)
        if message.name == SYSTEM_PRINTER_NAME:
            self._note(text)
            return
        for line in filter(None, map(told, text.splitlines())):
            self.last.setdefault(str(message.name), deque(maxlen=_LAST_LINES)).append(line)
            super().write(message._replace(data=line))

    def _note(self, text: str) -> None:
        """Honcho's own remarks: that all are started, and which process ended first."""
        if self._on_start is not None and " started (pid=" in text:
            start, self._on_start = self._on_start, None
            start()
        ended = _STOPPED.match(text)
        if ended and self.first_stopped is None:
            self.first_stopped = (ended[1], int(ended[2]))


def run(
    project: Path,
    environment: Mapping[str, str],
    watch: Callable[[threading.Event], Any],
    commands: Mapping[str, str],
) -> None:
    """Run until told to stop, `watch` beside them in a thread. Raises when a process ends by itself."""
    over = threading.Event()
    # Not earlier: honcho forks, and a fork must not find a second thread.
    watcher = threading.Thread(target=watch, args=(over,), name="readiness", daemon=True)
    journal = Journal(watcher.start)
    manager = Manager(journal)
    for name, command in commands.items():
        manager.add_process(name, f"{exports(environment)}; {command}", cwd=str(project))
    # A closed terminal is a wish to stop, too.
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    manager.loop()
    over.set()
    if manager.returncode not in _ASKED_TO_STOP:
        raise _unexpected_end(journal)


def procfile(project: Path) -> dict[str, str]:
    """Name → command."""
    try:
        return dict(parse_procfile((project / "Procfile").read_text("utf-8")).processes)
    except OSError as error:
        raise ServiceError(f"Không đọc được {project / 'Procfile'}: {error.strerror}") from error


def exports(environment: Mapping[str, str]) -> str:
    """Set by the shell that honcho starts anyway: on top of our own environment."""
    return "export " + " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())


def _unexpected_end(journal: Journal) -> ServiceError:
    name, code = journal.first_stopped or ("?", 1)
    lines = "\n  ".join(journal.last.get(name, ["(không có dòng nào)"]))
    return ServiceError(
        f"Tiến trình {name} đã tự dừng (mã {code}), nên tôi dừng tất cả. Những dòng cuối:\n  {lines}"
    )
