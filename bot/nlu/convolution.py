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
from pathlib import Path

import numpy as np

from bot.text.question import Question
from bot.text.writing import is_marked

LENGTH = 40
WINDOWS = (1, 2, 3, 4, 5)
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

    def probabilities(self, question: Question) -> np.ndarray:
        """(labels,) independent probabilities."""
        return np.asarray(
            1
            / (
                1
                + np.exp(
                    -(self._best_matches(question)[0] @ self._weights["out"] + self._weights["out_bias"])
                )
            )
        )

    def place(self, question: Question, label: str) -> int:
        """Where the words stand that speak most for the label, as a syllable number."""
        values, places = self._best_matches(question)
        speaking = values * self._weights["out"][:, self.labels.index(label)]
        return int(places[int(np.argmax(speaking))])

    def _best_matches(self, question: Question) -> tuple[np.ndarray, np.ndarray]:
        """Strongest activation of every filter, and the syllable where its window begins."""
        padded = self._embedded(question)
        values, places = [], []
        for size in WINDOWS:
            kernel = self._weights[f"kernel{size}"]
            first = 2 - (size - 1) // 2
            count = len(padded) - 4
            windows = np.stack([padded[first + at : first + at + count] for at in range(size)], axis=1)
            active = (
                windows.reshape(count, -1) @ kernel.reshape(-1, kernel.shape[2])
                + self._weights[f"bias{size}"]
            )
            values.append(np.maximum(active.max(axis=0), 0))
            places.append(active.argmax(axis=0))
        return np.concatenate(values), np.concatenate(places)

    def _embedded(self, question: Question) -> np.ndarray:
        """(2 + syllables + 2, width): padded on both sides so that every window finds five syllables."""
        plain, marked = self.reading.rows(question)
        width = self._weights["plain"].shape[1] + self._weights["marked"].shape[1]
        # Three empty syllables at the end, as in training: windows see that the question is over.
        embedded = np.zeros((2 + len(plain) + 3 + 2, width), np.float32)
        if plain:
            embedded[2 : 2 + len(plain)] = np.hstack(
                [self._weights["plain"][plain], self._weights["marked"][marked]]
            )
        return embedded

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


def _spread_words(texts: Sequence[Sequence[str]], groups: Sequence[str], spread: int) -> dict[str, int]:
    where: dict[str, set[str]] = {}
    for text, group in zip(texts, groups, strict=True):
        for word in text:
            where.setdefault(word, set()).add(group)
    kept = sorted(word for word, found in where.items() if len(found) >= spread)
    return {word: row for row, word in enumerate(kept, 2)}
