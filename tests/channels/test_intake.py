from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import pytest

from bot.channels.intake import Intake
from bot.desk.inbox import Arrival
from bot.errors import StorageError


class Counter:
    """A door that notes what it is given together."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.open = threading.Event()

    def receive_all(self, arrivals: Sequence[Arrival], now: datetime) -> list[bool]:
        keys = [one.key for one in arrivals]
        self.batches.append(keys)
        assert self.open.wait(5)
        if "bad" in keys:
            raise StorageError("cannot be stored")
        return [not key.startswith("old") for key in keys]


def store(door: Counter, *keys: str) -> list[Any]:
    """What becomes of each; all but the first arrive while the first is being written."""

    async def run() -> list[Any]:
        intake = Intake(cast(Any, door))
        told = [asyncio.create_task(intake.store(Arrival("test", key, "an", "a", {}))) for key in keys[:1]]
        while not door.batches:
            await asyncio.sleep(0.01)
        told += [asyncio.create_task(intake.store(Arrival("test", key, "an", "a", {}))) for key in keys[1:]]
        await asyncio.sleep(0.05)
        door.open.set()
        return await asyncio.gather(*told, return_exceptions=True)

    return asyncio.run(run())


def test_what_arrives_while_one_is_written_is_written_together() -> None:
    door = Counter()
    assert store(door, "1", "2", "old 3", "4") == [True, True, False, True]
    assert door.batches == [["1"], ["2", "old 3", "4"]]


def test_one_that_cannot_be_stored_keeps_no_other_out() -> None:
    told = store(Counter(), "1", "2", "bad", "4")
    assert [told[0], told[1], told[3]] == [True, True, True]
    assert isinstance(told[2], StorageError)


def test_many_at_once_are_written_in_portions() -> None:
    door = Counter()
    store(door, *(str(number) for number in range(150)))
    assert [len(batch) for batch in door.batches] == [1, 64, 64, 21]


@pytest.mark.parametrize("number", [0, 1])
def test_whoever_hung_up_does_not_stop_the_others(number: int) -> None:
    async def run() -> bool:
        door = Counter()
        intake = Intake(cast(Any, door))
        told = [asyncio.create_task(intake.store(Arrival("test", key, "an", "a", {}))) for key in "12"]
        await asyncio.sleep(0.05)
        told[number].cancel()
        door.open.set()
        return await told[1 - number]

    assert asyncio.run(run()) is True
