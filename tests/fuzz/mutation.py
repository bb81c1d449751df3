"""True inputs made wrong, by the dice: the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence

from tests.channels.hostile.spoiling import RAW, changed_bytes, spoilt

# Signs that readers of text stumble over: marks alone, other scripts' digits, invisible ones, halves of pairs.
_SIGNS = (
    "\u0301", "\u0323", "đ", "Đ", "ơ\u0309", "\u200b", "\u202e", "\u00a0", "\ufeff", "\x00", "٣", "０", "ﬁ", "İ", "ß",
    "😀", "\U0001f1fb\U0001f1f3", "\r", "\n", "\t", "[", "]", "{", "}", "%", "@", ".", "-", "–", "/", "\\", "'", '"',
)  # fmt: skip


def inputs(seeds: Sequence[bytes], dice: random.Random) -> Iterator[bytes]:
    """Without end."""
    while True:
        one = dice.choice(seeds)
        for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
            one = _changed(one, seeds, dice)
        yield one[:20_000]


def _changed(one: bytes, seeds: Sequence[bytes], dice: random.Random) -> bytes:
    way = dice.randrange(6)
    if way == 0:
        return changed_bytes(one, dice)
    if way == 1:
        return _spoilt(one, dice)
    place = dice.randrange(len(one) + 1)
    if way == 2:
        return one[:place] + dice.choice(_SIGNS).encode() * dice.choice((1, 1, 2, 40)) + one[place:]
    if way == 3:
        other = dice.choice(seeds)
        return one[:place] + other[dice.randrange(len(other) + 1) :]
    end = min(len(one), place + dice.randrange(1, 20))
    if way == 4:
        return one[:place] + one[place:end] * dice.choice((2, 3, 60)) + one[end:]
    return one[:place] + one[end:]


def _spoilt(one: bytes, dice: random.Random) -> bytes:
    """Where it is JSON, a field of it; else something that only looks like it."""
    try:
        return json.dumps(spoilt(json.loads(one), dice)).encode()
    except (ValueError, RecursionError, TypeError):
        return dice.choice(RAW)
