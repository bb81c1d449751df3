"""The papers of a dossier as they are told: grouped by case, cut to a phone's screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.catalogue.model import DossierItem, Procedure

# More papers, or longer names, than this do not fit a phone's screen.
LONG_DOSSIER = 12
LONG_TEXT = 1100
# A few more are not worth a second question.
SLACK = 1.25


@dataclass(frozen=True)
class Papers:
    """Papers of one case; the numbering goes on from those that every case needs."""

    case: str | None
    first: int
    items: list[DossierItem]


@dataclass(frozen=True)
class Dossier:
    """The groups to show now, and what waits for 'Xem đủ'."""

    groups: list[Papers]
    more_items: int = 0
    more_cases: tuple[str, ...] = ()

    @property
    def shown(self) -> list[DossierItem]:
        return [item for group in self.groups for item in group.items]

    @property
    def total(self) -> int:
        return len(self.shown) + self.more_items

    @property
    def has_cases(self) -> bool:
        return bool(self.more_cases) or any(group.case for group in self.groups)

    @property
    def is_cut(self) -> bool:
        return bool(self.more_items or self.more_cases)


def dossier(procedure: Procedure, full: bool) -> Dossier:
    """Papers that every case needs first, then each case, or several alike, with what it adds."""
    groups = _by_case(procedure.dossier)
    if full or _screens(groups) <= SLACK:
        return Dossier(groups)
    head, rest = groups[0], groups[1:]
    items = list(head.items)
    if _screens([head]) > SLACK:
        while len(items) > 1 and _screens([Papers(head.case, head.first, items)]) > 1:
            items.pop()
    shown = [Papers(head.case, head.first, items)]
    while rest and _screens([*shown, rest[0]]) <= 1:
        shown.append(rest.pop(0))
    return Dossier(shown, len(head.items) - len(items), tuple(str(group.case) for group in rest))


def _screens(groups: Sequence[Papers]) -> float:
    items = [item for group in groups for item in group.items]
    return max(len(items) / LONG_DOSSIER, sum(len(item.name) for item in items) / LONG_TEXT)


def _by_case(items: Sequence[DossierItem]) -> list[Papers]:
    cases: dict[str, list[DossierItem]] = {}
    general = [item for item in items if item.case is None]
    for item in items:
        if item.case is not None:
            cases.setdefault(item.case, []).append(item)
    common = _in_all(list(cases.values()))
    if common:
        general += [item for item in next(iter(cases.values())) if _content(item) in common]
    groups = [Papers(None, 1, general)] if general else []
    alike: dict[tuple[tuple[object, ...], ...], list[str]] = {}
    for case, papers in cases.items():
        content = tuple(_content(item) for item in papers if _content(item) not in common)
        alike.setdefault(content, []).append(case)
    for contents, names in alike.items():
        own = [item for item in cases[names[0]] if _content(item) in contents]
        groups.append(Papers("; ".join(names), len(general) + 1, own))
    return groups


def _content(item: DossierItem) -> tuple[object, ...]:
    return item.name, item.form, item.originals, item.copies, item.mandatory


def _in_all(cases: list[list[DossierItem]]) -> set[tuple[object, ...]]:
    """Papers that stand in every one of several cases."""
    if len(cases) < 2:
        return set()
    return set.intersection(*({_content(item) for item in papers} for papers in cases))
