"""A catalogue of any size, made from the real one: the same sentences about other things.

Each copy of a procedure speaks of other matters: about half of its telling words are exchanged, the same way in its
names, aliases and questions. What procedures have in common ('cấp', 'hồ sơ', 'ở đâu') stays, so that the copies
compete with each other and with the real ones as the neighbours in a large catalogue do.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import regex

from bot.catalogue.model import Example, Procedure

SEED = 20261121
QUESTIONS = 20
# Words of more procedures than this share are common property.
_TELLING = 0.10
_CHANGED = 0.5
_WORD = regex.compile(r"[\p{L}\p{M}]+")


def catalogue(real: Sequence[Procedure], size: int) -> list[Procedure]:
    """The first `size` of: the real procedures, then their copies."""
    telling = _telling_words(real)
    chance = random.Random(SEED)
    made = [_procedure(one, one.code, {}) for one in real[:size]]
    while len(made) < size:
        original = real[len(made) % len(real)]
        exchanged = {
            word: chance.choice(telling)
            for word in sorted(_words(original) & set(telling))
            if chance.random() < _CHANGED
        }
        made.append(_procedure(original, f"9.{len(made):06d}", exchanged))
    return made


def _procedure(one: Procedure, code: str, exchanged: dict[str, str]) -> Procedure:
    return Procedure(
        code,
        _told(one.name, exchanged),
        one.field,
        _told(one.short_name, exchanged) if one.short_name else None,
        [_told(alias, exchanged) for alias in one.aliases],
        examples=[
            Example(_told(example.text, exchanged), example.aspects) for example in one.examples[:QUESTIONS]
        ],
    )


def _told(text: str, exchanged: dict[str, str]) -> str:
    return _WORD.sub(lambda found: exchanged.get(found[0].lower(), found[0]), text)


def _telling_words(procedures: Sequence[Procedure]) -> list[str]:
    counts = Counter(word for procedure in procedures for word in _words(procedure))
    return sorted(word for word, count in counts.items() if count <= _TELLING * len(procedures))


def _words(procedure: Procedure) -> set[str]:
    texts = [procedure.name, procedure.title, *procedure.aliases, *(one.text for one in procedure.examples)]
    return {word.lower() for text in texts for word in _WORD.findall(text)}
