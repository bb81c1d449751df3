"""A noisy channel for syllables: what was meant by 'giaays phpe laodong'.

Candidates of an unexplained word come from the known vocabulary (one slip of the finger away, typed as
telex, or two words without their space); a bigram model chooses among them (Viterbi). A word that nothing
explains stays as typed, so codes, numbers, names and foreign words survive. Works without marks: what the
marks said is kept by the caller beside it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

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


class Speller:
    """Knows the words of its corpus and how often they follow each other."""

    def __init__(self, words: Counter[str], pairs: Counter[tuple[str, str]]) -> None:
        self._words = words
        self._pairs = pairs
        self._total = sum(words.values()) + 1
        self._near = _neighbourhoods(words)
        self._candidates = lru_cache(maxsize=20_000)(self._find_candidates)

    @classmethod
    def learn(cls, sentences: Iterable[list[str]]) -> Speller:
        """From sentences of plain words."""
        words: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for sentence in sentences:
            words.update(sentence)
            pairs.update(zip(["", *sentence], sentence, strict=False))
        return cls(Counter({word: n for word, n in words.items() if word.isalpha()}), pairs)

    def counts(self) -> dict[str, dict[str, int]]:
        """What was learnt, fit for JSON; a pair is 'first second', a sentence begins with ''."""
        pairs = {" ".join(pair): n for pair, n in self._pairs.items()}
        return {"words": dict(self._words), "pairs": pairs}

    def correct(self, words: list[str]) -> list[str]:
        """The most probable words; plain in, plain out; a word may become two."""
        if all(self._words[word] > 2 or not word.isalpha() for word in words):
            return words
        best: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
        for word in words:
            step: dict[str, tuple[float, list[str]]] = {}
            for cost, choice in self._candidates(word):
                total, path = min(
                    (
                        (so_far + cost + self._surprise(last, choice), path)
                        for last, (so_far, path) in best.items()
                    ),
                    key=lambda pair: pair[0],
                )
                end = choice[-1]
                if end not in step or total < step[end][0]:
                    step[end] = (total, [*path, *choice])
            best = step
        return min(best.values(), key=lambda pair: pair[0])[1]

    def _surprise(self, last: str, choice: tuple[str, ...]) -> float:
        """-log P(choice | last), interpolated with how common each word is."""
        total = 0.0
        for word in choice:
            single = (self._words[word] + 0.1) / self._total
            after = self._words[last] if last else self._total / 20
            together = self._pairs[(last, word)]
            total -= math.log((together + _BIGRAM_WEIGHT * single) / (after + _BIGRAM_WEIGHT))
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


def _splits(word: str, known: Counter[str], most: int) -> list[tuple[str, ...]]:
    """Ways to read the word as up to `most` known words of two letters or more."""
    if most == 1 or len(word) < 4:
        return []
    ways: list[tuple[str, ...]] = []
    for at in range(2, len(word) - 1):
        head, rest = word[:at], word[at:]
        if known[head] < 3:
            continue
        if known[rest] >= 3:
            ways.append((head, rest))
        ways += [(head, *more) for more in _splits(rest, known, most - 1)]
    return ways
