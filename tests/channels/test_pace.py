"""Turns compute a few at a time, and one that hangs keeps nobody out for long."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.pace import Pace


async def run(pace: Pace, seconds: float, inside: list[int], most: list[int]) -> None:
    async with pace.turn():
        inside.append(1)
        most.append(len(inside))
        await asyncio.sleep(seconds)
        inside.pop()


def together(pace: Pace, *seconds: float) -> int:
    """How many were inside at once."""
    inside: list[int] = []
    most: list[int] = []

    async def all_of_them() -> None:
        await asyncio.gather(*(run(pace, each, inside, most) for each in seconds))

    asyncio.run(all_of_them())
    assert len(most) == len(seconds)
    return max(most)


def test_no_more_than_so_many_compute_at_once() -> None:
    assert together(Pace(2), *[0.01] * 10) == 2


def test_those_that_take_long_make_room_for_others() -> None:
    assert together(Pace(1, long=0.02), 0.2, 0.2, 0.001) == 3


def test_a_turn_that_fails_leaves_its_room() -> None:
    async def two_after_one_another() -> None:
        pace = Pace(1)
        with pytest.raises(ValueError, match="broken"):
            async with pace.turn():
                raise ValueError("broken")
        async with pace.turn():
            pass

    asyncio.run(asyncio.wait_for(two_after_one_another(), 5))


def test_a_long_turn_makes_room_once_only() -> None:
    async def overstay(pace: Pace) -> None:
        async with pace.turn():
            await asyncio.sleep(0.05)

    pace = Pace(1, long=0.01)
    asyncio.run(overstay(pace))
    assert together(pace, *[0.005] * 4) == 1
