"""Questions that ask for the same in other words: by the words and letters they share, without marks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.text.question import read

# Cosine from which a question joins a group. Of catalogue examples joined at it, two thirds are of one procedure
# without any look at what they mean.
_ALIKE = 0.6
# What two questions gain that the assistant took for the same, and lose when it took them for different things.
_MEANING = 0.12
# Words tell more than letters, which find what was misspelt.
_WORDS, _LETTERS = np.float32(0.7**0.5), np.float32(0.3**0.5)
# Among many questions, letters that stand in every twentieth tell nothing and cost most of the time.
_MANY, _COMMON = 1000, 0.05
_BLOCK = 512
# Said around a question; they tell nothing of it. Without marks, so only what means nothing else.
_PADDING = frozenset(
    (
        "a",
        "ah",
        "ad",
        "anh",
        "ban",
        "bot",
        "chao",
        "cho",
        "chi",
        "da",
        "dc",
        "duoc",
        "em",
        "gi",
        "giup",
        "ha",
        "hoi",
    )
) | frozenset(
    ("khong", "la", "luon", "minh", "muon", "nao", "nay", "nhe", "nhi", "oi", "thi", "toi", "vay", "xin")
)


def key(text: str) -> str:
    """What the same wording has in common however it is written: words without marks, shorthand written out."""
    said = read(text).plain
    told = [word for word in said if word not in _PADDING]
    return " ".join(told or said)


def groups(keys: Sequence[str], meanings: Sequence[str], counts: Sequence[int]) -> list[list[int]]:
    """Places of the keys, grouped; the most frequent wording leads its group, the same order every time.

    `keys` are distinct; `meanings` say what each was taken for, empty where unknown. A few seconds for 10,000.
    """
    if not keys:
        return []
    order = sorted(range(len(keys)), key=lambda place: (-counts[place], keys[place]))
    matrix = _matrix([keys[place] for place in order])
    meant = _numbers([meanings[place] for place in order])
    free = np.ones(len(order), bool)
    found: list[list[int]] = []
    for start in range(0, len(order), _BLOCK):
        close = _close(matrix, meant, start)
        for row in range(close.shape[0]):
            if free[start + row]:
                near = close.indices[close.indptr[row] : close.indptr[row + 1]]
                mine = np.union1d(near[free[near]], [start + row])
                free[mine] = False
                found.append([order[place] for place in mine])
    return found


def _matrix(keys: list[str]) -> csr_matrix:
    """(keys, features) of about unit length: words, and letters in threes."""
    # Some hundred milliseconds and megabytes, only for whoever opens the room.
    from sklearn.feature_extraction.text import TfidfVectorizer

    many = len(keys) >= _MANY
    told = {"dtype": np.float32, "sublinear_tf": True}
    words = TfidfVectorizer(analyzer=str.split, max_df=2 * _COMMON if many else 1.0, **told)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), max_df=_COMMON if many else 1.0, **told)
    return hstack([words.fit_transform(keys) * _WORDS, letters.fit_transform(keys) * _LETTERS]).tocsr()


def _close(matrix: csr_matrix, meant: np.ndarray, start: int) -> csr_matrix:
    """(block, keys) sparse: which keys are close to those of the block that begins at `start`."""
    block = matrix[start : start + _BLOCK]
    near = (block @ matrix.T).tocsr()
    near.sort_indices()
    rows = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr)) + start
    both = (meant[rows] >= 0) & (meant[near.indices] >= 0)
    leaning = np.where(meant[rows] == meant[near.indices], _MEANING, -_MEANING) * both
    near.data = np.where(near.data + leaning >= _ALIKE, near.data, 0)
    near.eliminate_zeros()
    return near


def _numbers(meanings: list[str]) -> np.ndarray:
    """One number for each meaning, -1 for none."""
    known = {meaning: number for number, meaning in enumerate(dict.fromkeys(filter(None, meanings)))}
    return np.array([known.get(meaning, -1) for meaning in meanings])
