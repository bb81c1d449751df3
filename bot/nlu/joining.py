"""Two questions made one: 'hồ sơ gia hạn gplđ' and 'mất mấy ngày' → 'hồ sơ gia hạn gplđ, mất mấy ngày'."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.nlu.intents import COMBINABLE

_JOINTS = (", ", " và ", " với ", "; ", " rồi ", "? ", " và cho hỏi ", ", còn ", " ")
# The second question must be short enough to be said in passing.
_SHORT = 8


def joined(texts: Sequence[str], wanted: Sequence[set[str]], amount: int) -> tuple[list[str], list[set[str]]]:
    """`amount` pairs of single-aspect examples with different aspects, the same at every run."""
    chance = random.Random(766)
    single = [at for at, intents in enumerate(wanted) if len(intents) == 1 and next(iter(intents)) in COMBINABLE]
    second = [at for at in single if len(texts[at].split()) <= _SHORT and wanted[at] != {"ask_overview"}]
    if not second:
        return [], []
    out_texts, out_wanted = [], []
    for _ in range(amount):
        first, other = chance.choice(single), chance.choice(second)
        if wanted[first] == wanted[other]:
            continue
        out_texts.append(texts[first].rstrip("?. ") + chance.choice(_JOINTS) + texts[other])
        out_wanted.append(wanted[first] | wanted[other])
    return out_texts, out_wanted
