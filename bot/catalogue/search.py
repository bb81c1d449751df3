"""Which procedures may be meant: retrieval over names, aliases and example questions.

The index is built from the catalogue alone, in one pass, so a saved change is found at once. Every name,
alias and example is a snippet; a question is compared with all of them (cosine of weighted n-grams) and each
procedure gets a handful of signals, from which `bot.catalogue.ranking` makes an order and a confidence.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix, diags

from bot.catalogue.model import Procedure
from bot.text.features import letter_grams, word_grams
from bot.text.question import Question, read
from bot.text.writing import plain

# What is known of a candidate before ranking, in this order.
SIGNALS = ("best", "second", "third", "name", "centre", "covered", "common", "contained", "short")
_LONGEST_WORDS = 2
_LETTERS = (3, 4)
# A term that stands in more than this share of a large catalogue tells procedures hardly apart.
_TOO_COMMON = 0.25
_LARGE = 1000


@dataclass(frozen=True)
class Found:
    """Candidates of one question: rows of `codes` in falling order of a rough score, with their signals."""

    codes: list[str]
    signals: np.ndarray  # (candidates, len(SIGNALS)), float64
    unknown: float  # share of the question's weight that no procedure contains, 0…1


# Search and recogniser ask for the same question one after the other.
@lru_cache(maxsize=4)
def terms(question: Question) -> tuple[str, ...]:
    """The n-grams by which a question is compared."""
    found = list(word_grams(question.plain, _LONGEST_WORDS))
    found += letter_grams(question.plain, *_LETTERS)
    if any(plain(word) != word for word in question.words):
        found += word_grams(question.words, _LONGEST_WORDS, "^")
    return tuple(found)


class Index:
    """All snippets of a catalogue as one sparse matrix, grouped by procedure."""

    def __init__(self, procedures: Iterable[Procedure], before: Index | None = None) -> None:
        """Indexes the procedures; texts that stood in the index `before` need not be read again."""
        self.procedures = list(procedures)
        self.codes = [procedure.code for procedure in self.procedures]
        self.rows = {code: row for row, code in enumerate(self.codes)}
        self._terms: dict[str, int] = dict(before._terms) if before else {}
        self._known: dict[str, array[int]] = {}
        self._build(before._known if before else {})

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def words(self) -> set[str]:
        """Plain words of the catalogue, which spelling must leave alone."""
        return {term for term in self._terms if _is_word(term) and self._column(term) is not None}

    def term_names(self) -> list[str]:
        """Terms by column."""
        return list(self._terms)

    def term_weights(self) -> np.ndarray:
        """(terms,) how much each tells procedures apart."""
        return self._weight

    def snippet_rows(self) -> tuple[csr_matrix, np.ndarray]:
        """(snippets, terms) as compared, and the row of the procedure each belongs to."""
        return self._snippets.tocsr(), self._owner

    def question_rows(self, questions: Sequence[Question]) -> csr_matrix:
        """(questions, terms) as compared, for training."""
        rows = [self._query(question)[:2] for question in questions]
        bounds = np.cumsum([0, *(len(ids) for ids, _ in rows)])
        parts = (
            np.concatenate([weights for _, weights in rows]),
            np.concatenate([ids for ids, _ in rows]),
            bounds,
        )
        return csr_matrix(parts, shape=(len(questions), self._snippets.shape[1]))

    def title(self, code: str) -> str:
        return self.procedures[self.rows[code]].title

    def _column(self, term: str) -> int | None:
        """The term's column; None also when only an earlier catalogue had it."""
        column = self._terms.get(term)
        return column if column is not None and self._used[column] else None

    def _columns(self, text: str, before: dict[str, array[int]]) -> array[int]:
        """Columns of a snippet's terms, each once."""
        if text not in self._known:
            found = before.get(text)
            if found is None:
                found = array(
                    "i", {self._terms.setdefault(term, len(self._terms)) for term in terms(read(text))}
                )
            self._known[text] = found
        return self._known[text]

    def _build(self, before: dict[str, array[int]]) -> None:
        columns = array("i")
        bounds, starts, named = [0], [], []
        for procedure in self.procedures:
            starts.append(len(bounds) - 1)
            for text, is_name in _snippets(procedure):
                columns += self._columns(text, before)
                bounds.append(len(columns))
                named.append(is_name)
        shape = (len(bounds) - 1, max(1, len(self._terms)))
        ones = np.ones(len(columns), np.float32)
        snippets = csr_matrix((ones, np.frombuffer(columns, np.int32), bounds), shape=shape)
        self._starts = np.array(starts, np.int64)
        self._ends = np.append(self._starts[1:], shape[0])
        self._named = np.array(named, bool)
        self._owner = np.repeat(np.arange(len(starts)), np.diff([*starts, shape[0]]))
        gather = csr_matrix(
            (np.ones(shape[0], np.float32), (self._owner, np.arange(shape[0]))), (len(self), shape[0])
        )
        counts = (gather @ snippets).tocsr()
        spread = np.asarray((counts > 0).sum(axis=0)).ravel()
        self._used = spread > 0
        self._weight = (np.log1p(len(self) / np.maximum(spread, 1)) * self._used).astype(np.float32)
        self._common = (spread > _TOO_COMMON * len(self)) & (len(self) > _LARGE)
        self._snippets = _normalised(snippets, self._weight)
        self._build_names(snippets)
        counts.data = np.log1p(counts.data)
        self._centres = _normalised(counts, self._weight)

    def _build_names(self, snippets: csr_matrix) -> None:
        """Names apart, by their plain words only: a name is said in full also without its marks."""
        plain_terms = np.array([term[0] not in "~^" for term in self._terms] or [True])
        self._names = (snippets[self._named] @ diags(self._weight**2 * plain_terms)).tocsr()
        self._name_masses = np.maximum(np.asarray(self._names.sum(axis=1)).ravel(), 1e-9)
        self._name_bounds = np.concatenate(
            [[0], np.cumsum(np.bincount(self._owner[self._named], minlength=len(self)))]
        )

    def find(self, question: Question, limit: int = 20) -> Found:
        """The most likely procedures of the question with their signals."""
        if not self.codes:
            return Found([], np.zeros((0, len(SIGNALS))), 1.0)
        ids, weights, unknown = self._query(question)
        similar = _product(self._snippets, ids, weights)
        centre = _product(self._centres, ids, weights)
        best = np.maximum.reduceat(similar, self._starts)
        rough = best + centre
        top = _largest(rough, limit)
        signals = self._signals(top, similar, centre, ids, weights)
        signals[:, SIGNALS.index("short")] = min(len(question.plain), 12) / 12
        return Found([self.codes[row] for row in top], signals, unknown)

    def _query(self, question: Question) -> tuple[np.ndarray, np.ndarray, float]:
        columns = {term: self._column(term) for term in terms(question)}
        ids = np.array(sorted(column for column in columns.values() if column is not None), np.int64)
        rare = self._weight.max(initial=1.0)
        words = [column for term, column in columns.items() if _is_word(term)]
        strange = words.count(None)
        missing = rare * strange
        present = sum(float(self._weight[column]) for column in words if column is not None)
        if len(ids) and not self._common[ids].all():
            ids = ids[~self._common[ids]]
        weights = self._weight[ids]
        norm = np.sqrt((weights**2).sum() + (rare**2) * strange) or 1.0
        return ids, weights / norm, float(missing / (missing + present)) if words else 1.0

    def _signals(
        self, top: np.ndarray, similar: np.ndarray, centre: np.ndarray, ids: np.ndarray, weights: np.ndarray
    ) -> np.ndarray:
        """(candidates, SIGNALS), all candidates at once: one after the other took longer than the search."""
        own, named = self._own_snippets(top, similar)
        ordered = -np.sort(-own, axis=1)
        more = np.where(np.isfinite(ordered[:, 2:5]), ordered[:, 2:5], 0.0)
        squares = weights.astype(np.float64) ** 2
        covered, common = self._covered(top, ids, squares)
        signals = np.zeros((len(top), len(SIGNALS)))
        signals[:, 0] = ordered[:, 0]
        signals[:, 1] = np.maximum(ordered[:, 1], 0.0) if ordered.shape[1] > 1 else 0.0
        signals[:, 2] = more.sum(axis=1) / np.maximum(np.isfinite(ordered[:, 2:5]).sum(axis=1), 1)
        signals[:, 3] = np.where(named, own, 0.0).max(axis=1)
        signals[:, 4] = centre[top]
        signals[:, 5] = covered / max(1e-9, squares.sum())
        signals[:, 6] = common / max(1, len(ids))
        signals[:, 7] = self._contained(top, ids)
        return signals

    def _own_snippets(self, top: np.ndarray, similar: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(candidates, most snippets of one): how similar each is, -inf where there are fewer, and which are names."""
        counts = self._ends[top] - self._starts[top]
        places = self._starts[top][:, None] + np.arange(counts.max())
        present = places < self._ends[top][:, None]
        places = np.minimum(places, len(similar) - 1)
        return np.where(present, similar[places], -np.inf), present & self._named[places]

    def _covered(
        self, top: np.ndarray, ids: np.ndarray, squares: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """For each candidate the weight, and the number, of the question's terms that it contains."""
        matrix = self._centres_by_row
        places, owner = _ranges(matrix.indptr[top], matrix.indptr[top + 1])
        columns = matrix.indices[places]
        weight, asked = np.zeros(len(self._weight)), np.zeros(len(self._weight))
        weight[ids], asked[ids] = squares, 1.0
        count = len(top)
        return np.bincount(owner, weight[columns], count), np.bincount(owner, asked[columns], count)

    def _contained(self, top: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """How much of a procedure's best fitting name stands in the question, 0…1: 1 when it is said in full."""
        names, owner = _ranges(self._name_bounds[top], self._name_bounds[top + 1])
        places, name = _ranges(self._names.indptr[names], self._names.indptr[names + 1])
        asked = np.zeros(len(self._weight), np.float32)
        asked[ids] = 1
        said = self._names.data[places] * asked[self._names.indices[places]]
        found = np.zeros(len(top))
        np.maximum.at(found, owner, np.bincount(name, said, len(names)) / self._name_masses[names])
        return found

    @property
    def _centres_by_row(self) -> csr_matrix:
        if not hasattr(self, "_centres_csr"):
            self._centres_csr = self._centres.tocsr()
            self._centres_csr.sort_indices()
        return self._centres_csr


def _is_word(term: str) -> bool:
    """Whether it is a single plain word."""
    return term[0] not in "~^" and " " not in term


def _snippets(procedure: Procedure) -> list[tuple[str, bool]]:
    names = {procedure.name, procedure.title, *procedure.aliases}
    return [(name, True) for name in sorted(names)] + [
        (example.text, False) for example in procedure.examples
    ]


def _normalised(matrix: csr_matrix, weight: np.ndarray) -> csc_matrix:
    weighted = (matrix @ diags(weight)).tocsr()
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return (diags(1 / np.maximum(lengths, 1e-9).astype(np.float32)) @ weighted).tocsc().astype(np.float32)


def _product(matrix: csc_matrix, ids: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """matrix @ query for a query with few terms: only their columns are read."""
    return np.asarray(matrix[:, ids] @ weights)


def _largest(values: np.ndarray, count: int) -> np.ndarray:
    """Places of the largest values in falling order, equal ones as they stand; the others are not sorted."""
    if count >= len(values):
        return np.argsort(-values, kind="stable")
    least = np.partition(values, len(values) - count)[len(values) - count]
    places = np.flatnonzero(values >= least)
    return places[np.argsort(-values[places], kind="stable")[:count]]


def _ranges(begins: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All places from begin to end of every range, one after the other, and the range each belongs to."""
    counts = ends - begins
    owner = np.repeat(np.arange(len(counts)), counts)
    return np.arange(len(owner)) + (begins - np.cumsum(counts) + counts)[owner], owner
