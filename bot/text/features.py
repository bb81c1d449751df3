"""What a question looks like to the linear models: n-grams of words and of letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def word_grams(words: Sequence[str], longest: int, mark: str = "") -> Iterator[str]:
    """All runs of 1…longest words; `mark` keeps families apart."""
    for size in range(1, longest + 1):
        for start in range(len(words) - size + 1):
            yield mark + " ".join(words[start : start + size])


def letter_grams(words: Sequence[str], shortest: int, longest: int, mark: str = "~") -> Iterator[str]:
    """Runs of letters inside each word, its borders included."""
    for word in words:
        framed = f"<{word}>"
        for size in range(shortest, longest + 1):
            for start in range(len(framed) - size + 1):
                yield mark + framed[start : start + size]
