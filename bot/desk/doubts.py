"""When even a likely candidate is not told at once: a close one fits what is said as well, or better."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalogue.model import Procedure
from bot.desk.certainty import close
from bot.desk.offering import current
from bot.desk.talk import Desk, Understood
from bot.desk.words import steps_surely_in, with_levels
from bot.text.question import read
from bot.text.writing import plain

# What follows in a title is the case: '… – công trình nhỏ (cấp III, IV)', '… (trong khu kinh tế)'.
_CASE = (" – ", " (")


def doubts(desk: Desk, heard: Understood) -> list[str]:
    """What to offer in place of the best candidate alone; empty when nothing close speaks against it.

    A close one with the step that is spoken of ('còn 1 tháng hết hạn' of a first permit), or the same matter
    in another case (the class of the building) when the words do not tell the cases apart.
    """
    likely = current(desk, _outlines(desk, close(heard)))
    if len(likely) < 2:
        return []
    best, *others = likely
    steps = steps_surely_in(heard.question)
    if steps and not _takes(best, steps):
        relatives = desk.siblings(best.code, heard.question)
        spoken = [one.code for one in others if one.code in relatives and _takes(one, steps)]
        return [*spoken, best.code] if spoken else []
    twins = [one for one in others if _head(one) == _head(best)]
    return [one.code for one in (best, *twins)] if twins and not _tells_case(heard, best, twins) else []


def _outlines(desk: Desk, codes: Sequence[str]) -> list[Procedure]:
    found = desk.names().outlines(codes)
    return [found[code] for code in codes if code in found]


def _takes(procedure: Procedure, steps: Sequence[str]) -> bool:
    """Whether its title names one of the steps."""
    return any(step in plain(procedure.title) for step in steps)


def _head(procedure: Procedure) -> str:
    title = procedure.title
    for mark in _CASE:
        title = title.partition(mark)[0]
    return title


def _tells_case(heard: Understood, best: Procedure, twins: Sequence[Procedure]) -> bool:
    """Whether the question says a word that is only in the best one's title: 'nhà ở', 'khu kinh tế', 'cấp III'."""
    others = {word for one in twins for word in read(one.title).plain}
    own = set(read(best.title).plain) - others
    return bool(own & set(with_levels(heard.question.plain)))
