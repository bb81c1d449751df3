"""One of several processes that empty the same inbox, with several threads: for the race test.

python -m tests.desk.racer DATABASE_URL SECRET; says when it stands, begins at a line on its standard input, and prints
a line for each event it took: sender, begin, end, text.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bot.desk.door import Door, Outcome, Visit
from bot.desk.inbox import Answered, Draft
from bot.desk.outbox import Sent, Words
from bot.desk.seal import Seal
from bot.storage import inbox, outbox
from bot.storage.database import UnitOfWork, engine
from bot.storage.outbox import Letter
from bot.storage.tables import now

THREADS = 4


def race(door: Door, url: str) -> None:
    while True:
        visits = door.claim(("test",), 2, now())
        for visit in visits:
            answer_all(door, visit)
        if not visits and done(url):
            return


def answer_all(door: Door, visit: Visit) -> None:
    outcome: Outcome | None = None
    while (job := door.step(visit, outcome, now())) is not None:
        if isinstance(job, Letter):
            outcome = Sent(job, "")
            continue
        begun = time.monotonic()
        time.sleep(0.002)
        text = job.body["text"]
        print(f"{visit.sender}\t{begun}\t{time.monotonic()}\t{text}\n", end="", flush=True)
        outcome = Answered(job.event, (Draft(text),), slots={"last": text, "before": job.slots.get("last")})


def done(url: str) -> bool:
    with UnitOfWork(engine(url)) as uow:
        return inbox.unfinished(uow.session) == outbox.unsent(uow.session) == 0


def main() -> None:
    url, secret = sys.argv[1:]
    door = Door(url, Seal(secret), Words("", ""))
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(THREADS) as pool:
        for thread in [pool.submit(race, door, url) for _ in range(THREADS)]:
            thread.result()


if __name__ == "__main__":
    main()
