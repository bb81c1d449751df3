"""What a question looks like to the linear models: n-grams of words and of letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.text.writing import remembered


def word_grams(words: Sequence[str], longest: int, mark: str = "") -> Iterator[str]:
    """All runs of 1…longest words; `mark` keeps families apart."""
    for size in range(1, longest + 1):
        for run in zip(*(words[start:] for start in range(size)), strict=False):
            yield mark + " ".join(run)


@remembered
def letter_grams(word: str) -> tuple[str, ...]:
    """Runs of three and four letters inside a word, its borders included."""
    framed = f"<{word}>"
    return tuple(
        "~" + framed[start : start + size] for size in (3, 4) for start in range(len(framed) - size + 1)
    )
