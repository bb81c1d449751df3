"""More questions from those we have: two joined into one, or a follow-up hung on a procedure's name.

'hồ sơ gia hạn gplđ' and 'mất mấy ngày' → 'hồ sơ gia hạn gplđ, mất mấy ngày'. They teach that an asking word
counts wherever it stands, whatever is spoken about.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.nlu.intents import COMBINABLE, GENERAL

# A question, its intents, and whether it names a procedure.
Example = tuple[str, set[str], bool]

_JOINTS = (", ", " và ", " với ", "; ", " rồi ", "? ", " và cho hỏi ", ", còn ", " ")
_NAMED = (
    "{name} {asked}", "{name}, {asked}", "{name} thì {asked}", "em hỏi {name} {asked}",
    "{name}: {asked}", "muốn {name} thì {asked}", "{asked} {name}", "làm {name} {asked}",
)  # fmt: skip
# The second question must be short enough to be said in passing.
_SHORT = 9


def joined(
    texts: Sequence[str], wanted: Sequence[set[str]], naming: Sequence[bool], amount: int
) -> list[Example]:
    """About `amount` pairs of single-aspect examples with different aspects, the same at every run."""
    chance = random.Random(766)
    single = [
        at for at, intents in enumerate(wanted) if len(intents) == 1 and next(iter(intents)) in COMBINABLE
    ]
    second = [at for at in single if len(texts[at].split()) < _SHORT and wanted[at] != {"ask_overview"}]
    if not second:
        return []
    pairs = [(chance.choice(single), chance.choice(second)) for _ in range(amount)]
    return [
        (
            texts[one].rstrip("?. ") + chance.choice(_JOINTS) + texts[other],
            wanted[one] | wanted[other],
            naming[one] or naming[other],
        )
        for one, other in pairs
        if wanted[one] != wanted[other]
    ]


def named(
    names: Sequence[str],
    texts: Sequence[str],
    wanted: Sequence[set[str]],
    naming: Sequence[bool],
    amount: int,
) -> list[Example]:
    """`amount` follow-up questions, each asked of a random procedure by name."""
    chance = random.Random(2022)
    asked = [
        at
        for at, intents in enumerate(wanted)
        if not naming[at] and len(texts[at].split()) <= _SHORT and _about_procedures(intents)
    ]
    if not asked or not names:
        return []
    picked = [chance.choice(asked) for _ in range(amount)]
    return [
        (chance.choice(_NAMED).format(name=chance.choice(names), asked=texts[at]), wanted[at], True)
        for at in picked
    ]


def _about_procedures(intents: set[str]) -> bool:
    """Aspects that need a procedure; 'làm sao' alone says too little to be taught."""
    return intents <= set(COMBINABLE) - set(GENERAL) and intents != {"ask_overview"}
