"""Choices by number: which number stands before each in what a person sees.

Some choices bring their number along ('2. Gia hạn'), because the text lists them with others that have no button.
The rest are counted: from one, or on from the last number that is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBERED = re.compile(r"(\d{1,3})\. (.+)")


def own_number(title: str) -> int | None:
    found = _NUMBERED.fullmatch(title)
    return int(found[1]) if found else None


def bare(title: str) -> str:
    """Without its number."""
    found = _NUMBERED.fullmatch(title)
    return found[2] if found else title


def numbers(text: str, titles: Sequence[str]) -> list[int]:
    """The number of each title below this text."""
    own = list(map(own_number, titles))
    taken = [number for number in own if number is not None]
    if not taken:
        return list(range(1, len(titles) + 1))
    taken += [number for line in text.splitlines() if (number := own_number(line.strip()))]
    free = iter(range(max(taken) + 1, max(taken) + 1 + len(titles)))
    return [next(free) if number is None else number for number in own]


def missing(text: str, titles: Sequence[str]) -> list[tuple[int, str]]:
    """Number and title of the choices that the text does not list already.

    Choices without numbers are listed all or not at all: a paper of a dossier may be called like one of them.
    """
    counted = list(zip(numbers(text, titles), titles, strict=True))
    lacking = [one for one in counted if not _is_listed(text, *one)]
    return lacking if not lacking or any(map(own_number, titles)) else counted


def by_number(text: str, offered: Sequence[tuple[str, str]], number: int) -> str | None:
    """The id of the choice that has this number in a letter; `offered` are titles and ids."""
    counted = zip(numbers(text, [title for title, _ in offered]), offered, strict=True)
    known = {_told(text, title) or place: button for place, (title, button) in counted}
    return known.get(number)


def _told(text: str, title: str) -> int | None:
    """The number before this title, in the last line that says it."""
    lines = [line.strip() for line in text.splitlines()]
    said = [number for line in lines if (number := own_number(line)) and bare(line) == title]
    return said[-1] if said else None


def _is_listed(text: str, number: int, title: str) -> bool:
    """Perhaps with a remark behind it: '1. Đầu tư (25)'."""
    said = f"{number}. {bare(title)}"
    return any(line.strip() == said or line.strip().startswith(f"{said} (") for line in text.splitlines())
