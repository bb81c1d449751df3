"""Which procedures may be meant: retrieval over names, aliases and example questions.

The index is built from the catalogue alone, in one pass, so a saved change is found at once. Every name,
alias and example is a snippet; a question is compared with all of them (cosine of weighted n-grams) and each
procedure gets a handful of signals, from which `bot.catalogue.ranking` makes an order and a confidence.
"""

from __future__ import annotations

import itertools
from array import array
from collections import defaultdict
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
    """The n-grams by which a question is compared, each once; its plain words come first."""
    found = list(word_grams(question.plain, _LONGEST_WORDS))
    for word in question.plain:
        found += letter_grams(word)
    if any(plain(word) != word for word in question.words):
        found += word_grams(question.words, _LONGEST_WORDS, "^")
    return tuple(dict.fromkeys(found))


class Index:
    """All snippets of a catalogue as one sparse matrix, grouped by procedure."""

    def __init__(self, procedures: Iterable[Procedure], before: Index | None = None) -> None:
        """Indexes the procedures; texts that stood in the index `before` need not be read again."""
        self.procedures = list(procedures)
        self.codes = [procedure.code for procedure in self.procedures]
        self.rows = {code: row for row, code in enumerate(self.codes)}
        # A new term gets the next column.
        known = before._terms if before else {}
        self._terms: dict[str, int] = defaultdict(itertools.count(len(known)).__next__, known)
        self._known: dict[str, array[int]] = {}
        self._build(before._known if before else {})

    def __len__(self) -> int:
        return len(self.codes)

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

    def _columns(self, text: str, before: dict[str, array[int]]) -> array[int]:
        """Columns of a snippet's terms, each once."""
        if text not in self._known:
            found = before.get(text)
            if found is None:
                found = array("i", {self._terms[term] for term in terms(read(text))})
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
        self._rarest = self._weight.max(initial=1.0)
        self._common = (spread > _TOO_COMMON * len(self)) & (len(self) > _LARGE)
        self._snippets = _normalised(snippets, self._weight)
        self._build_names(snippets)
        counts.data = np.log1p(counts.data)
        self._centres = _normalised(counts, self._weight)

    def _build_names(self, snippets: csr_matrix) -> None:
        """Names apart, by their plain words only: a name is said in full also without its marks."""
        plain_terms = np.array([term[0] not in "~^" for term in self._terms] or [True])
        names = snippets[self._named] @ diags(self._weight**2 * plain_terms)
        masses = np.maximum(np.asarray(names.sum(axis=1), np.float64).ravel(), 1e-9)
        self._names = (diags(1 / masses) @ names).tocsc()
        counts = np.bincount(self._owner[self._named], minlength=len(self))
        self._name_starts = np.cumsum(counts) - counts

    def find(self, question: Question, limit: int = 20) -> Found:
        """The most likely procedures of the question with their signals."""
        if not self.codes:
            return Found([], np.zeros((0, len(SIGNALS))), 1.0)
        ids, weights, unknown = self._query(question)
        similar = product(self._snippets, ids, weights)
        shared = self._shared(ids, weights)
        top = _largest(np.maximum.reduceat(similar, self._starts) + shared[0], limit)
        signals = np.zeros((len(top), len(SIGNALS)))
        signals[:, :4] = self._likeness(top, similar)
        signals[:, 4:7] = np.array(shared).T[top]
        signals[:, 7] = self._contained(ids)[top]
        signals[:, 8] = min(len(question.plain), 12) / 12
        return Found([self.codes[row] for row in top], signals, unknown)

    def _query(self, question: Question) -> tuple[np.ndarray, np.ndarray, float]:
        columns = np.array(list(map(self._terms.get, terms(question), itertools.repeat(-1))), np.int64)
        known = (columns >= 0) & self._used[columns]
        words = len(set(question.plain))
        present = float(self._weight[columns[:words][known[:words]]].sum(dtype=np.float64))
        strange = words - int(known[:words].sum())
        missing = self._rarest * strange
        ids = np.sort(columns[known])
        if len(ids) and not self._common[ids].all():
            ids = ids[~self._common[ids]]
        weights = self._weight[ids]
        norm = np.sqrt((weights**2).sum() + (self._rarest**2) * strange) or 1.0
        return ids, weights / norm, float(missing / (missing + present)) if words else 1.0

    def _likeness(self, top: np.ndarray, similar: np.ndarray) -> np.ndarray:
        """(candidates, 4): the best snippet, the second, the next three on average, and the best name.

        All candidates at once: one after the other took longer than the search.
        """
        own, named = self._own_snippets(top, similar)
        best = np.full((len(top), 5), -np.inf)
        best[:, : own.shape[1]] = np.sort(own, axis=1)[:, :-6:-1]
        counts = np.isfinite(best[:, 2:]).sum(axis=1)
        likeness = np.maximum(best[:, :4], 0.0)
        likeness[:, 2] = np.maximum(best[:, 2:], 0.0).sum(axis=1) / np.maximum(counts, 1)
        likeness[:, 3] = np.where(named, own, 0.0).max(axis=1)
        return likeness

    def _own_snippets(self, top: np.ndarray, similar: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(candidates, most snippets of one): how similar each is, -inf where there are fewer, and which are names."""
        counts = self._ends[top] - self._starts[top]
        places = self._starts[top][:, None] + np.arange(counts.max())
        present = places < self._ends[top][:, None]
        places = np.minimum(places, len(similar) - 1)
        return np.where(present, similar[places], -np.inf), present & self._named[places]

    def _shared(self, ids: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of every procedure: how similar its centre is, and the share of the terms' weight and number it contains."""
        centres = self._centres[:, ids]
        centre = centres @ weights
        centres.data = np.ones(centres.nnz)
        squares = weights.astype(np.float64) ** 2
        covered = centres @ (squares / max(1e-9, squares.sum()))
        return centre, covered, centres @ np.full(len(ids), 1 / max(1, len(ids)))

    def _contained(self, ids: np.ndarray) -> np.ndarray:
        """How much of each procedure's best fitting name stands in the question, 0…1: 1 when it is said in full."""
        return np.maximum.reduceat(product(self._names, ids, np.ones(len(ids))), self._name_starts)


def _snippets(procedure: Procedure) -> list[tuple[str, bool]]:
    names = {procedure.name, procedure.title, *procedure.aliases}
    return [(name, True) for name in sorted(names)] + [
        (example.text, False) for example in procedure.examples
    ]


def _normalised(matrix: csr_matrix, weight: np.ndarray) -> csc_matrix:
    weighted = (matrix @ diags(weight)).tocsr()
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return (diags(1 / np.maximum(lengths, 1e-9).astype(np.float32)) @ weighted).tocsc().astype(np.float32)


def product(matrix: csc_matrix, ids: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """matrix @ query for a query with few terms: only their columns are read."""
    return np.asarray(matrix[:, ids] @ weights)


def _largest(values: np.ndarray, count: int) -> np.ndarray:
    """Places of the largest values in falling order, equal ones as they stand; the others are not sorted."""
    if count >= len(values):
        return np.argsort(-values, kind="stable")
    least = np.partition(values, len(values) - count)[len(values) - count]
    places = np.flatnonzero(values >= least)
    return places[np.argsort(-values[places], kind="stable")[:count]]
