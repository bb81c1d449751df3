"""Which procedure a question sounds like, learnt from the catalogue's examples at training time.

Retrieval (`bot.catalogue.search`) knows every procedure at once; this linear model knows only those it was
trained with, but tells siblings (cấp lại, gia hạn, điều chỉnh) apart better. `bot.catalogue.ranking` weighs both.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix, vstack

from bot.catalogue.search import Index, product
from bot.text.question import Question

# A weight matrix of more classes would neither train nor load in reasonable time; retrieval carries on alone.
MOST_PROCEDURES = 1500
# The class of questions that are about no procedure of the catalogue.
NONE = ""
# Weights below this share of the largest one changed no answer on the development questions.
_NEGLIGIBLE = 0.02


class Recogniser:
    """`weights` (procedures, terms) sparse float32, `bias` (procedures,)."""

    def __init__(
        self,
        terms: dict[str, int],
        codes: list[str],
        weights: csc_matrix,
        importance: np.ndarray,
        bias: np.ndarray,
    ) -> None:
        self.codes = codes
        self._terms = terms
        self._weights = weights
        self._importance = importance
        self._bias = bias

    @classmethod
    def train(cls, index: Index, strangers: Sequence[Question] = ()) -> Recogniser:
        """One-against-rest support vectors over all snippets of the index, and `strangers` as a class of their own."""
        from sklearn.svm import LinearSVC

        if not 2 <= len(index) <= MOST_PROCEDURES:
            return cls({}, [], csc_matrix((0, 0), dtype=np.float32), np.zeros(0, np.float32), np.zeros(0))
        matrix, owners = index.snippet_rows()
        if strangers:
            matrix = vstack([matrix, index.question_rows(strangers)]).tocsr()
            owners = np.concatenate([owners, np.full(len(strangers), len(index))])
        # C=0.5: best of 0.1…2 in cross-validation over the catalogue's examples.
        fitted = LinearSVC(C=0.5, tol=1e-3, random_state=0).fit(matrix, owners)
        weights = fitted.coef_.T.astype(np.float32)
        weights[np.abs(weights) < _NEGLIGIBLE * np.abs(weights).max()] = 0
        used = np.flatnonzero(np.abs(weights).sum(axis=1) > 0)
        names = index.term_names()
        terms = {names[column]: row for row, column in enumerate(used)}
        codes = [index.codes[row] if row < len(index) else NONE for row in fitted.classes_]
        return cls(terms, codes, csr_matrix(weights[used]).T, index.term_weights()[used], fitted.intercept_)

    def scores(self, terms: Sequence[str]) -> dict[str, float]:
        """Code → decision value for a question's terms, each given once; empty when nothing was learnt."""
        if not self.codes:
            return {}
        columns = np.array([self._terms[term] for term in terms if term in self._terms], np.int64)
        values = self._importance[columns]
        total = self._bias + product(self._weights, columns, values / (np.sqrt((values**2).sum()) or 1.0))
        return dict(zip(self.codes, total.tolist(), strict=True))

    def save(self, folder: Path) -> None:
        names = sorted(self._terms, key=self._terms.__getitem__)
        (folder / "recogniser.json").write_text(
            json.dumps({"terms": names, "codes": self.codes}, ensure_ascii=False), "utf-8"
        )
        np.savez_compressed(
            folder / "recogniser.npz",
            data=self._weights.data.astype(np.float16),
            indices=self._weights.indices.astype(np.uint16),
            indptr=self._weights.indptr.astype(np.int32),
            importance=self._importance,
            bias=self._bias,
        )

    @classmethod
    def load(cls, folder: Path) -> Recogniser:
        described = json.loads((folder / "recogniser.json").read_text("utf-8"))
        stored = np.load(folder / "recogniser.npz", allow_pickle=False)
        shape = (len(described["codes"]), len(described["terms"]))
        parts = (stored["data"].astype(np.float32), stored["indices"].astype(np.int32), stored["indptr"])
        terms = {term: column for column, term in enumerate(described["terms"])}
        return cls(
            terms, described["codes"], csc_matrix(parts, shape=shape), stored["importance"], stored["bias"]
        )
