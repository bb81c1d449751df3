"""A noisy channel for syllables: what was meant by 'giaays phpe laodong'.

Candidates of an unexplained word come from the known vocabulary (one slip of the finger away, typed as
telex, or two words without their space); a bigram model chooses among them (Viterbi). A word that nothing
explains stays as typed, so codes, numbers, names and foreign words survive. Works without marks: what the
marks said is kept by the caller beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import inf, log
from operator import attrgetter
from typing import NamedTuple

import regex

from bot.text.telex import decode
from bot.text.writing import plain

# Costs in nats, chosen on our own development questions: a slip costs about as much as a factor 400 in frequency.
SLIP = 6.0
SLIP_IN_KNOWN_WORD = 11.0
TELEX = 2.0
MISSING_SPACE = 5.0
UNEXPLAINED = 14.0
_BIGRAM_WEIGHT = 4.0
_MOST_CANDIDATES = 12

_SYLLABLE = regex.compile(
    r"^(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:a|ai|ao|au|ay|e|eo|eu|i|ia|ie|ieu|iu|o|oa|oai|oay|oe|oi|oo|u|ua|uay|ue|ui|uo|uoi|uou|uu|uy|uya|uye|y|ye|yeu)"
    r"(?:ch|ng|nh|[cmnpt])?$"
)


class _Path(NamedTuple):
    """A reading of the first words: what it costs, its last choice, and the path before that."""

    cost: float
    choice: tuple[str, ...]
    before: _Path | None

    def words(self) -> list[str]:
        choices = []
        path = self
        while path.before is not None:
            choices.append(path.choice)
            path = path.before
        return [word for choice in reversed(choices) for word in choice]


_COST = attrgetter("cost")


class Speller:
    """Knows the words of its corpus and how often they follow each other ('first second': count)."""

    def __init__(self, words: Mapping[str, int], pairs: Mapping[str, int]) -> None:
        self._words = words
        self._pairs = pairs
        self._total = sum(words.values()) + 1
        self._near = _neighbourhoods(words)
        self._candidates = lru_cache(maxsize=20_000)(self._find_candidates)

    @classmethod
    def learn(cls, sentences: Iterable[list[str]]) -> Speller:
        """From sentences of plain words."""
        words: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        for sentence in sentences:
            words.update(sentence)
            pairs.update(map(" ".join, zip(["", *sentence], sentence, strict=False)))
        return cls({word: n for word, n in words.items() if word.isalpha()}, pairs)

    def counts(self) -> dict[str, dict[str, int]]:
        """What was learnt, fit for JSON; a sentence begins with ''."""
        return {"words": dict(self._words), "pairs": dict(self._pairs)}

    def correct(self, words: list[str]) -> list[str]:
        """The most probable words; plain in, plain out; a word may become two."""
        if all(self._words.get(word, 0) > 2 or not word.isalpha() for word in words):
            return words
        paths = [_Path(0.0, ("",), None)]
        for word in words:
            step: dict[str, _Path] = {}
            for cost, choice in self._candidates(word):
                path = self._cheapest(paths, cost, choice)
                end = choice[-1]
                if end not in step or path.cost < step[end].cost:
                    step[end] = path
            paths = sorted(step.values(), key=_COST)
        return paths[0].words()

    def _cheapest(self, paths: list[_Path], cost: float, choice: tuple[str, ...]) -> _Path:
        """The path to a choice; `paths` come in rising order, and one more word never makes a path cheaper."""
        least, best = inf, paths[0]
        for path in paths:
            if path.cost + cost >= least:
                break
            total = path.cost + cost + self._surprise(path.choice[-1], choice)
            if total < least:
                least, best = total, path
        return _Path(least, choice, best)

    def _surprise(self, last: str, choice: tuple[str, ...]) -> float:
        """-log P(choice | last), interpolated with how common each word is."""
        total = 0.0
        for word in choice:
            single = (self._words.get(word, 0) + 0.1) / self._total
            after = self._words.get(last, 0) if last else self._total / 20
            together = self._pairs.get(f"{last} {word}", 0)
            total -= log((together + _BIGRAM_WEIGHT * single) / (after + _BIGRAM_WEIGHT))
            last = word
        return total

    def _find_candidates(self, word: str) -> list[tuple[float, tuple[str, ...]]]:
        if not word.isalpha() or len(word) > 30:
            return [(0.0, (word,))]
        known = word in self._words
        found: dict[tuple[str, ...], float] = {
            (word,): 0.0 if known else SLIP if _SYLLABLE.match(word) else UNEXPLAINED
        }
        if not known:
            self._add_telex(word, found)
            self._add_splits(word, found)
        slip = SLIP_IN_KNOWN_WORD if known else SLIP
        for near in self._near_words(word):
            found.setdefault((near,), slip)
        ranked = sorted((cost, choice) for choice, cost in found.items())
        return ranked[:_MOST_CANDIDATES]

    def _add_telex(self, word: str, found: dict[tuple[str, ...], float]) -> None:
        typed = decode(word)
        if typed and plain(typed) in self._words:
            found[(plain(typed),)] = TELEX

    def _add_splits(self, word: str, found: dict[tuple[str, ...], float]) -> None:
        for parts in _splits(word, self._words, 4):
            found.setdefault(parts, MISSING_SPACE * (len(parts) - 1))

    def _near_words(self, word: str) -> list[str]:
        if len(word) < 2:
            return []
        near = {other for form in _deletions(word) for other in self._near.get(form, ())}
        near.discard(word)
        close = [other for other in near if _one_slip(word, other)]
        return sorted(close, key=lambda other: (-self._words[other], other))[:8]


def _neighbourhoods(words: Iterable[str]) -> dict[str, list[str]]:
    """Every word under itself and under itself with one letter left out."""
    near: dict[str, list[str]] = {}
    for word in words:
        for form in _deletions(word):
            near.setdefault(form, []).append(word)
    return near


def _deletions(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _one_slip(a: str, b: str) -> bool:
    """One letter more, less, other, or two neighbours swapped."""
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) != len(b):
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
    wrong = [i for i in range(len(a)) if a[i] != b[i]]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        return a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
    return len(wrong) <= 1


def _splits(word: str, known: Mapping[str, int], most: int) -> list[tuple[str, ...]]:
    """Ways to read the word as up to `most` known words of two letters or more."""
    if most == 1 or len(word) < 4:
        return []
    ways: list[tuple[str, ...]] = []
    for at in range(2, len(word) - 1):
        head, rest = word[:at], word[at:]
        if known.get(head, 0) < 3:
            continue
        if known.get(rest, 0) >= 3:
            ways.append((head, rest))
        ways += [(head, *more) for more in _splits(rest, known, most - 1)]
    return ways
