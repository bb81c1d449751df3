"""Missed questions in groups: gathered once for each state of the database, for all who look."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.catalogue import grouping
from bot.catalogue.model import ASPECTS
from bot.storage import lessons, misses
from bot.storage.tables import now

# How far back staff look; older questions have been asked again or not.
DAYS = 90
# New questions may wait so long, in seconds, for the list to be gathered anew; what staff do shows at once.
_PATIENCE = 60.0
SOURCES = (*misses.OUTCOMES, "misunderstood")
# What can be asked about a procedure.
ASKABLE = ASPECTS[: ASPECTS.index("status") + 1]


@dataclass(frozen=True)
class Miss:
    """One question that was missed. `source` is one of SOURCES; `waiting` its row among the unanswered."""

    turn: int
    at: datetime
    channel: str
    text: str
    key: str
    aspects: tuple[str, ...]
    source: str
    waiting: int | None


@dataclass(frozen=True)
class Group:
    """Questions that ask for the same, the newest first."""

    misses: tuple[Miss, ...]

    @property
    def number(self) -> int:
        """A turn by which it is found again; whoever asks next changes nothing of it."""
        return min(one.turn for one in self.misses)

    @property
    def last(self) -> datetime:
        return self.misses[0].at

    @property
    def keys(self) -> list[str]:
        return sorted({one.key for one in self.misses})

    @property
    def wordings(self) -> list[tuple[str, int]]:
        """(as it was typed last, how often), the most frequent first; the same words count together."""
        counts = Counter(one.key for one in self.misses)
        typed = {one.key: one.text for one in reversed(self.misses)}
        return [
            (typed[key], number) for key, number in sorted(counts.items(), key=lambda it: (-it[1], it[0]))
        ]

    @property
    def text(self) -> str:
        return self.wordings[0][0]

    @property
    def channels(self) -> list[tuple[str, int]]:
        return Counter(one.channel for one in self.misses).most_common()

    @property
    def sources(self) -> list[tuple[str, int]]:
        return Counter(one.source for one in self.misses).most_common()

    @property
    def aspects(self) -> list[str]:
        """What at least half of them were understood to ask about."""
        counts = Counter(name for one in self.misses for name in set(one.aspects))
        return [name for name in ASKABLE if 2 * counts[name] >= len(self.misses)]

    @property
    def waiting(self) -> list[int]:
        return [one.waiting for one in self.misses if one.waiting is not None]


@dataclass(frozen=True)
class _Found:
    groups: tuple[Group, ...] = ()
    by_turn: dict[int, Group] = field(default_factory=dict)
    done: Any = None
    asked: Any = None
    at: float = 0.0


class Gathered:
    """Safe to use from several threads; one gathers, the others wait for what it finds."""

    def __init__(self) -> None:
        self._found = _Found()
        self._keys: dict[str, str] = {}
        # Wording → the one that leads its group. What is settled leaves the others together, and comes back to them.
        self._leaders: dict[str, str] = {}
        self._gathering = threading.Lock()

    def groups(self, session: Any) -> tuple[Group, ...]:
        """The largest first."""
        return self._current(session).groups

    def of(self, session: Any, turn: int) -> Group | None:
        """The group that a question belongs to; None when it does not wait (any more)."""
        return self._current(session).by_turn.get(turn)

    def _current(self, session: Any) -> _Found:
        with self._gathering:
            asked, misjudged, reviewed = [tuple(session.execute(query).one()) for query in misses.state()]
            done = (tuple(session.execute(lessons.state()).one()), reviewed)
            old = self._found
            is_late = time.monotonic() - old.at > _PATIENCE
            if old.done != done or (is_late and old.asked != (asked, misjudged)) or not old.at:
                self._found = self._gather(session, done, (asked, misjudged))
            return self._found

    def _gather(self, session: Any, done: Any, asked: Any) -> _Found:
        waiting = self._waiting(session)
        by_key: dict[str, list[Miss]] = {}
        for one in waiting:
            by_key.setdefault(one.key, []).append(one)
        if not by_key.keys() <= self._leaders.keys():
            self._leaders = _leaders(by_key)
        together: dict[str, list[Miss]] = {}
        for key, same in by_key.items():
            together.setdefault(self._leaders[key], []).extend(same)
        found = [_group(mine) for mine in together.values()]
        found.sort(key=lambda group: (-len(group.misses), -group.last.timestamp(), group.number))
        by_turn = {one.turn: group for group in found for one in group.misses}
        return _Found(tuple(found), by_turn, done, asked, time.monotonic())

    def _waiting(self, session: Any) -> list[Miss]:
        """What nobody has settled, newest first."""
        since = now() - timedelta(days=DAYS)
        kept = {(row["sender"], row["text"]): row for row in session.execute(misses.kept(since)).mappings()}
        settled, until = _settled(session)
        found = []
        for row, source in _missed(session, since):
            mine = kept.get((row["sender"], row["text"]))
            key = self._key(row["text"])
            is_done = mine is not None and mine["state"] != "new"
            if is_done or key in settled or row["at"] <= until.get(key, since):
                continue
            aspects = tuple(name for name in row["aspects"] if name in ASKABLE)
            number = mine["id"] if mine is not None else None
            found.append(
                Miss(row["id"], row["at"], row["channel"], row["text"], key, aspects, source, number)
            )
        # Fewer are kept than were read: what is forgotten here is folded again, which is all it costs.
        self._keys = {one.text: one.key for one in found}
        return found

    def _key(self, text: str) -> str:
        known = self._keys.get(text)
        return grouping.key(text) if known is None else known


def _missed(session: Any, since: datetime) -> Iterator[tuple[Any, str]]:
    """Rows with their source, newest first, none twice: what people said of an answer tells more than its outcome."""
    said = list(session.execute(misses.misunderstood(since)).mappings())
    known = {row["id"] for row in said}
    rows = [(row, "misunderstood") for row in said]
    unhelped = session.execute(misses.unhelped(since)).mappings()
    rows += [(row, row["outcome"]) for row in unhelped if row["id"] not in known]
    yield from sorted(rows, key=lambda each: -each[0]["id"])[: misses.MOST]


def _settled(session: Any) -> tuple[set[str], dict[str, datetime]]:
    """Wordings that are settled for good, and those that are done with up to a moment."""
    settled: set[str] = set()
    until: dict[str, datetime] = {}
    for row in session.execute(lessons.active()).mappings():
        if row["kind"] == "done":
            until.update(dict.fromkeys(row["keys"], row["at"]))
        else:
            settled.update(row["keys"])
    return settled, until


def _leaders(by_key: dict[str, list[Miss]]) -> dict[str, str]:
    keys = list(by_key)
    meanings = [_meaning(by_key[key]) for key in keys]
    places = grouping.groups(keys, meanings, [len(by_key[key]) for key in keys])
    return {keys[place]: keys[mine[0]] for mine in places for place in mine}


def _meaning(same: list[Miss]) -> str:
    return ",".join(Group(tuple(same)).aspects)


def _group(mine: list[Miss]) -> Group:
    return Group(tuple(sorted(mine, key=lambda one: -one.turn)))
