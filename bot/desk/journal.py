"""Whether a letter has left this process: known after a kill, and within microseconds of the request itself."""

from __future__ import annotations

import os
import time
from hashlib import blake2b
from logging import getLogger
from pathlib import Path
from tempfile import TemporaryFile

from bot.desk.worker import is_gone

logger = getLogger(__name__)

_DAY = 86_400


class Journal:
    """An empty file for each letter that has left and is not noted as sent yet.

    The database cannot tell: between its transaction and the request lie a thread, an event loop and a
    connection, in all of which a process may die. A file survives the process, not the machine; of another
    machine, or after its restart, nothing is known.
    """

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=folder):
                self._place = _place(folder)
        except OSError as error:
            # Then every letter that was cut off counts as perhaps arrived.
            logger.warning(
                "%s cannot be written (%s): letters cut off are not sent again", folder, error.strerror
            )
            self._place = ""
        self.name = f"{worker}/{self._place}"

    def departs(self, letter: int) -> None:
        """To be called right before the request. Raises OSError when it cannot be noted: then do not send."""
        if self._place:
            os.close(os.open(self._file(self.name, letter), os.O_WRONLY | os.O_CREAT, 0o600))

    def is_settled(self, by: str, letter: int) -> None:
        """What became of it stands in the database."""
        if self._place:
            self._file(by, letter).unlink(missing_ok=True)

    def never_left(self, by: str, letter: int) -> bool:
        """True only when it is sure: the process that had it is gone and had noted nothing in this folder."""
        worker, _, place = by.rpartition("/")
        known = bool(place) and place == self._place
        return known and is_gone(worker) and not self._file(by, letter).exists()

    def tidy(self) -> None:
        """What nobody asked for again: its process died between the database and the file."""
        for path in self._folder.glob("*-*"):
            if path.stat().st_mtime < time.time() - _DAY:
                path.unlink(missing_ok=True)

    def _file(self, by: str, letter: int) -> Path:
        return self._folder / f"{blake2b(by.encode(), digest_size=8).hexdigest()}-{letter}"


def _place(folder: Path) -> str:
    status = folder.stat()
    return f"{status.st_dev}-{status.st_ino}"
