"""What once broke an entrance does not break it again, and a handful of new inputs do not either."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from tests.fuzz import __main__ as program
from tests.fuzz.__main__ import CORPUS, SEED
from tests.fuzz.entrances import ENTRANCES, Entrance
from tests.fuzz.mutation import inputs

BY_NAME = {one.name: one for one in ENTRANCES}
KEPT = sorted(CORPUS.glob("*/*"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_broke_it_once_breaks_it_no_more(path: object) -> None:
    assert hasattr(path, "parent")
    BY_NAME[path.parent.name].take(path.read_bytes())  # type: ignore[attr-defined]


@pytest.mark.parametrize("entrance", ENTRANCES, ids=lambda entrance: entrance.name)
def test_true_and_spoilt_inputs_are_dealt_with(entrance: Entrance) -> None:
    seeds = entrance.seeds()
    for one in [*seeds[:20], *islice(inputs(seeds, random.Random(SEED)), 300 if entrance.share > 10 else 20)]:
        entrance.take(one)


def test_the_dice_fall_the_same_way_every_time() -> None:
    first, second = (list(islice(inputs([b"abc"], random.Random(1)), 50)) for _ in range(2))
    assert first == second


def test_a_crash_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(raw: bytes) -> None:
        assert len(raw) < 3

    kept: list[object] = []
    monkeypatch.setattr(program, "_keep", lambda *given: kept.append(given))
    assert program.attack(Entrance("x", breaks, lambda: [b"abcdef"], 1), 200, 1) > 0
    assert kept
