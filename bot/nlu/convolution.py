"""A small convolutional network over syllables: which aspects a question asks.

Windows of one to five syllables look for the asking words wherever they stand, and only the strongest match of
each counts; so a long story before the question, or a second question behind it, does not drown the first, as
it does in a sum of n-grams. Trained with TensorFlow (which Rasa brings along), used with numpy alone.
Syllables are read twice: without marks, and with them where a person typed them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.text.question import Question
from bot.text.writing import is_marked

# The last so many syllables are read: a letter with greeting, story, question and thanks has 60.
LENGTH = 80
WINDOWS = (1, 2, 3, 4, 5)
# From the middle of a window to its syllables: a window of n has the first n of these.
_DISTANCES = (0, 1, -1, 2, -2)
_NOTHING, _UNKNOWN = 0, 1


@dataclass(frozen=True)
class Reading:
    """Which syllables are known, plain and marked: syllable → row of its embedding (from 2)."""

    plain: dict[str, int]
    marked: dict[str, int]

    @classmethod
    def learn(cls, questions: Sequence[Question], groups: Sequence[str], spread: int) -> Reading:
        """Syllables that occur in `spread` different groups; the words of one procedure stay unknown."""
        return cls(
            _spread_words([question.plain for question in questions], groups, spread),
            _spread_words([question.words for question in questions], groups, spread),
        )

    def rows(self, question: Question) -> tuple[list[int], list[int]]:
        """Embedding rows of the last LENGTH syllables; marked ones only where the person typed marks."""
        plain = [self.plain.get(word, _UNKNOWN) for word in question.plain][-LENGTH:]
        if not any(is_marked(word) for word in question.words):
            return plain, [_NOTHING] * len(plain)
        marked = [self.marked.get(word, _UNKNOWN) for word in question.words][-LENGTH:]
        # A corrected spelling may have another number of words than the typed one: align at the end.
        return plain, ([_NOTHING] * len(plain) + marked)[-len(plain) :] if plain else []


class ConvolutionalModel:
    """`weights`: plain, marked (embeddings), kernel<k> (k, width, filters), bias<k>, out, out_bias."""

    def __init__(self, reading: Reading, labels: list[str], weights: dict[str, np.ndarray]) -> None:
        self.reading = reading
        self.labels = labels
        self._weights = weights
        self._kernels = _by_distance(weights)
        self._bias = np.concatenate([weights[f"bias{size}"] for size in WINDOWS])
        # Probabilities and places are asked of the same question one after the other.
        self._activations = lru_cache(maxsize=4)(self._find_activations)

    def probabilities(self, question: Question) -> np.ndarray:
        """(labels,) independent probabilities."""
        matches = self._best_matches(question)
        return np.asarray(1 / (1 + np.exp(-(matches @ self._weights["out"] + self._weights["out_bias"]))))

    def place(self, question: Question, label: str) -> int:
        """Where the words stand that speak most for the label, as a syllable number."""
        speaking = self._best_matches(question) * self._weights["out"][:, self.labels.index(label)]
        return int(self._activations(question)[:, speaking.argmax()].argmax())

    def _best_matches(self, question: Question) -> np.ndarray:
        """(filters,) the strongest activation of each."""
        return np.maximum(self._activations(question).max(axis=0) + self._bias, 0)

    def _find_activations(self, question: Question) -> np.ndarray:
        """(windows, filters), without bias: every syllable adds to the windows around it."""
        plain, marked = self.reading.rows(question)
        embedded = np.hstack([self._weights["plain"][plain], self._weights["marked"][marked]])
        # Three empty syllables follow the last one, as in training: windows see that the question is over.
        active = np.zeros((2 + len(plain) + 3 + 2, len(self._bias)), np.float32)
        for distance, kernels in zip(_DISTANCES, self._kernels, strict=True):
            begin = 2 - distance
            active[begin : begin + len(plain), -kernels.shape[1] :] += embedded @ kernels
        return active[2:-2]

    def save(self, folder: Path, name: str) -> None:
        described = {
            "plain": list(self.reading.plain),
            "marked": list(self.reading.marked),
            "labels": self.labels,
        }
        (folder / f"{name}.json").write_text(json.dumps(described, ensure_ascii=False), "utf-8")
        np.savez_compressed(
            folder / f"{name}.npz", **{key: value.astype(np.float16) for key, value in self._weights.items()}
        )

    @classmethod
    def load(cls, folder: Path, name: str) -> ConvolutionalModel:
        described = json.loads((folder / f"{name}.json").read_text("utf-8"))
        with np.load(folder / f"{name}.npz", allow_pickle=False) as stored:
            weights = {key: stored[key].astype(np.float32) for key in stored.files}
        plain, marked = (
            {word: row for row, word in enumerate(described[kind], 2)} for kind in ("plain", "marked")
        )
        return cls(Reading(plain, marked), described["labels"], weights)


def _by_distance(weights: dict[str, np.ndarray]) -> list[np.ndarray]:
    """What a syllable at each distance adds to the filters of all windows that reach it, (width, filters)."""
    return [
        np.hstack([weights[f"kernel{size}"][distance + (size - 1) // 2] for size in WINDOWS[at:]])
        for at, distance in enumerate(_DISTANCES)
    ]


def _spread_words(texts: Sequence[Sequence[str]], groups: Sequence[str], spread: int) -> dict[str, int]:
    where: dict[str, set[str]] = {}
    for text, group in zip(texts, groups, strict=True):
        for word in text:
            where.setdefault(word, set()).add(group)
    kept = sorted(word for word, found in where.items() if len(found) >= spread)
    return {word: row for row, word in enumerate(kept, 2)}
