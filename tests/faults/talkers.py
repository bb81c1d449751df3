"""People who write at a steady pace while something breaks, and the count of what they were told."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from threading import Event

import requests

from bot.settings import ROOT
from tests.channels.loft import APOLOGY
from tests.channels.town import Town, wait_until

PEOPLE = 12
# Seconds between one person's messages.
_PACE = 1.0
# Within so many seconds after a fault everything is answered, without hands.
RECOVERED = 30.0
RUNS = ROOT / "var" / "bench" / "faults.jsonl"


@dataclass
class Count:
    """What came of a fault."""

    fault: str
    seconds: float
    messages: int
    answers: int
    doubled: int
    excused: int
    """Told that something went wrong, and to ask again."""
    recovered_in: float


class Talkers:
    def __init__(self, made: Town) -> None:
        self._town = made
        self._over = Event()
        self._chance = random.Random(7)
        self.written: dict[str, list[str]] = {f"p{number}": [] for number in range(PEOPLE)}

    def begin(self, pool: ThreadPoolExecutor) -> None:
        self._work = [pool.submit(self._talk, person) for person in self.written]

    def end(self) -> None:
        """What somebody is writing just now is still taken."""
        self._over.set()
        for one in self._work:
            one.result(120)

    def count(self, fault: str, seconds: float, recovered_in: float) -> Count:
        told = {person: self._answers(person) for person in self.written}
        messages, answers = sum(map(len, self.written.values())), sum(map(len, told.values()))
        doubled = answers - sum(len(set(texts)) for texts in told.values())
        excused = sum(text == APOLOGY for texts in self._town.loft.told.values() for text in texts)
        return Count(fault, seconds, messages, answers, doubled, excused, round(recovered_in, 1))

    def in_order(self) -> bool:
        """To each message one answer, or one excuse for what broke in the middle of a turn."""
        return all(
            len(told) == len(texts)
            and all(one in (APOLOGY, f"Đã nghe: {text}") for one, text in zip(told, texts, strict=True))
            for person, texts in self.written.items()
            for told in [self._town.loft.told[person]]
        )

    def _answers(self, person: str) -> list[str]:
        return [text for text in self._town.loft.told[person] if text.startswith("Đã nghe")]

    def _talk(self, person: str) -> None:
        while not self._over.wait(_PACE * (0.5 + self._chance.random())):
            text = f"tin {len(self.written[person])}"
            self._insist(person, text)
            self.written[person].append(text)

    def _insist(self, person: str, text: str) -> None:
        """As channels do: again under the same key, at any server, until it is taken."""
        while True:
            living = [number for number, one in enumerate(self._town.servers) if one.poll() is None]
            try:
                self._town.write(person, text, key=f"{person}/{text}", server=self._chance.choice(living))
                return
            except (requests.RequestException, IndexError):
                time.sleep(0.2)


@contextmanager
def talking(made: Town) -> Iterator[Talkers]:
    with ThreadPoolExecutor(PEOPLE) as pool:
        talkers = Talkers(made)
        talkers.begin(pool)
        try:
            yield talkers
        finally:
            talkers._over.set()


def survived(
    made: Town, fault: str, seconds: float, break_it: Callable[[], None], calm: float = 3.0
) -> Count:
    """Breaks it while people write, for about so many seconds; fails unless everything was answered, once, in order."""
    with talking(made) as talkers:
        time.sleep(calm)
        began = time.monotonic()
        break_it()
        ended = time.monotonic()
        time.sleep(calm)
        talkers.end()
        wait_until(made.is_quiet, made.log, RECOVERED + 60, look=0.1)
        recovered_in = time.monotonic() - ended
    count = talkers.count(fault, round(ended - began, 1), recovered_in)
    print(json.dumps(asdict(count), ensure_ascii=False), flush=True)
    RUNS.parent.mkdir(parents=True, exist_ok=True)
    with RUNS.open("a") as runs:
        runs.write(json.dumps(asdict(count), ensure_ascii=False) + "\n")
    assert count.messages > PEOPLE
    assert talkers.in_order(), (count, made.log()[-20_000:])
    assert count.doubled == 0
    assert recovered_in <= RECOVERED
    return count
