"""SQLite's journal is written back in a thread: in a commit it took a fifth of a second, and everybody waited."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from time import sleep

# A look takes microseconds.
_SECONDS = 0.5
# What SQLite itself lets come together: 1,000 pages. The file keeps the size that it once had.
_LARGEST = 1000 * 4096
# Pages after which a commit does it all the same: 64 MB, when for some reason nobody else could.
LATEST = 16_000


# The files watched, each with the state of its journal at the last look. One thread looks after all of them:
# a process may open hundreds of files, as tests do, and hundreds of threads leave nobody time to work.
_done: dict[Path, int] = {}
_starting = threading.Lock()


def write_back_beside(path: Path) -> None:
    """As long as this process lives. To be called for a file whose connections leave it to others."""
    with _starting:
        if not _done:
            threading.Thread(target=_watch, name="checkpoints", daemon=True).start()
        _done.setdefault(path, 0)


def _watch() -> None:
    while True:
        sleep(_SECONDS)
        for path in tuple(_done):
            _look(path)


def _look(path: Path) -> None:
    try:
        found = path.with_name(f"{path.name}-wal").stat()
        if found.st_size > _LARGEST and found.st_mtime_ns != _done[path]:
            write_back(path)
            _done[path] = found.st_mtime_ns
    except (OSError, sqlite3.Error):
        # Moved away, or the disk is full: the next look does it, or the last connection.
        return


def write_back(path: Path) -> None:
    """As far as nobody reads or writes there just now; nobody waits for it."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=0)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
