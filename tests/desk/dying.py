"""A process that takes a letter in hand and ends, before it left or right after.

python -m tests.desk.dying DATABASE_URL SECRET [departs]
"""

from __future__ import annotations

import os
import sys

from bot.desk.door import Door
from bot.desk.inbox import Answered, Draft, Task
from bot.desk.outbox import Words
from bot.desk.seal import Seal
from bot.storage.outbox import Letter
from bot.storage.tables import now


def main() -> None:
    url, secret, *departs = sys.argv[1:]
    door = Door(url, Seal(secret), Words("maybe lost", "again"))
    (visit,) = door.claim(("test",), 1, now())
    task = door.step(visit, None, now())
    assert isinstance(task, Task)
    letter = door.step(visit, Answered(task.event, (Draft("one"),)), now())
    assert isinstance(letter, Letter)
    if departs:
        door.departs(letter)
    os._exit(0)


if __name__ == "__main__":
    main()
