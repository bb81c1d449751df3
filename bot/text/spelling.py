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
from itertools import pairwise
from math import inf, log
from operator import itemgetter
from typing import NamedTuple, Optional

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


class _Choice(NamedTuple):
    """What may have been meant by a typed word: one word or several."""

    words: tuple[str, ...]
    # Of the slip, and of what follows the first word inside the choice.
    cost: float
    # How usual the first word is, and how often the last one was seen.
    usual: float
    seen: float


# A reading of the first words: what it costs, its last choice, and the reading before that.
_Path = tuple[float, _Choice, Optional["_Path"]]


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
        paths: list[_Path] = [(0.0, self._choice(0.0, ("",)), None)]
        for word in words:
            step: dict[str, _Path] = {}
            for choice in self._candidates(word):
                path = self._cheapest(paths, choice)
                end = choice.words[-1]
                if end not in step or path[0] < step[end][0]:
                    step[end] = path
            paths = sorted(step.values(), key=itemgetter(0))
        return _read(paths[0])

    def _cheapest(self, paths: list[_Path], choice: _Choice) -> _Path:
        """The path to a choice; `paths` come in rising order, and one more word never makes a path cheaper."""
        least, before = inf, paths[0]
        for path in paths:
            so_far = path[0] + choice.cost
            if so_far >= least:
                break
            total = so_far + self._surprise(path[1], choice)
            if total < least:
                least, before = total, path
        return least, choice, before

    def _surprise(self, last: _Choice, choice: _Choice) -> float:
        """-log P(choice | last), interpolated with how common the word is."""
        together = self._pairs.get(f"{last.words[-1]} {choice.words[0]}", 0)
        return -log((together + choice.usual) / last.seen)

    def _choice(self, cost: float, words: tuple[str, ...]) -> _Choice:
        first, last = words[0], words[-1]
        usual = _BIGRAM_WEIGHT * (self._words.get(first, 0) + 0.1) / self._total
        seen = (self._words.get(last, 0) if last else self._total / 20) + _BIGRAM_WEIGHT
        for pair in pairwise(words):
            before, after = (self._choice(0.0, (word,)) for word in pair)
            cost += self._surprise(before, after)
        return _Choice(words, cost, usual, seen)

    def _find_candidates(self, word: str) -> list[_Choice]:
        if not word.isalpha() or len(word) > 30:
            return [self._choice(0.0, (word,))]
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
        return [self._choice(cost, choice) for cost, choice in ranked[:_MOST_CANDIDATES]]

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


def _read(path: _Path) -> list[str]:
    """The words of a path; it begins with a choice that nobody typed."""
    choices = []
    _, choice, before = path
    while before is not None:
        choices.append(choice.words)
        _, choice, before = before
    return [word for words in reversed(choices) for word in words]


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
