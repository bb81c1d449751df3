"""One-against-rest logistic regression over named binary features, stored as plain arrays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix


class LinearModel:
    """`weights` (features, labels) float32, `bias` (labels,), `importance` (features,) as in TF-IDF."""

    def __init__(
        self, features: dict[str, int], labels: list[str], importance: np.ndarray, weights: np.ndarray, bias: np.ndarray
    ) -> None:
        self.features = features
        self.labels = labels
        self._importance = importance
        self.weights = weights
        self._bias = bias

    @classmethod
    def train(
        cls, texts: Sequence[Sequence[str]], targets: Sequence[set[str]], groups: Sequence[str], spread: int, strength: float
    ) -> LinearModel:
        """Fit on feature lists; a feature counts only if it occurs in `spread` different groups.

        That keeps words which belong to one procedure out: they say nothing about the aspect.
        """
        from sklearn.linear_model import LogisticRegression

        features = _spread_features(texts, groups, spread)
        seen = np.zeros(len(features))
        for text in texts:
            seen[[features[name] for name in text if name in features]] += 1
        importance = np.log1p(len(texts) / np.maximum(seen, 1)).astype(np.float32)
        labels = sorted({label for target in targets for label in target})
        model = cls(features, labels, importance, np.zeros((len(features), len(labels)), np.float32), np.zeros(len(labels)))
        matrix = model._matrix(texts)
        for column, label in enumerate(labels):
            wanted = [label in target for target in targets]
            # liblinear's coordinate descent: fastest for sparse text, and deterministic with a seed.
            fitted = LogisticRegression(C=strength, solver="liblinear", random_state=0).fit(matrix, wanted)
            model.weights[:, column] = fitted.coef_[0]
            model._bias[column] = fitted.intercept_[0]
        return model

    def probabilities(self, text: Iterable[str]) -> np.ndarray:
        """(labels,) independent probabilities."""
        ids, values = self._row(text)
        return np.asarray(1 / (1 + np.exp(-(values @ self.weights[ids] + self._bias))))

    def _row(self, text: Iterable[str]) -> tuple[list[int], np.ndarray]:
        ids = [self.features[name] for name in text if name in self.features]
        values = self._importance[ids]
        return ids, values / (np.sqrt((values**2).sum()) or 1.0)

    def _matrix(self, texts: Sequence[Sequence[str]]) -> csr_matrix:
        columns: list[int] = []
        values: list[np.ndarray] = []
        bounds = [0]
        for text in texts:
            ids, row = self._row(text)
            columns += ids
            values.append(row)
            bounds.append(len(columns))
        return csr_matrix((np.concatenate(values), columns, bounds), shape=(len(texts), len(self.features)))

    def save(self, folder: Path, name: str) -> None:
        names = sorted(self.features, key=self.features.__getitem__)
        description = json.dumps({"features": names, "labels": self.labels}, ensure_ascii=False)
        (folder / f"{name}.json").write_text(description, "utf-8")
        np.savez_compressed(
            folder / f"{name}.npz",
            importance=self._importance,
            weights=self.weights.astype(np.float16),
            bias=self._bias,
        )

    @classmethod
    def load(cls, folder: Path, name: str) -> LinearModel:
        described = json.loads((folder / f"{name}.json").read_text("utf-8"))
        arrays = np.load(folder / f"{name}.npz", allow_pickle=False)
        features = {name: row for row, name in enumerate(described["features"])}
        weights = arrays["weights"].astype(np.float32)
        return cls(features, described["labels"], arrays["importance"], weights, arrays["bias"])


def _spread_features(texts: Sequence[Sequence[str]], groups: Sequence[str], spread: int) -> dict[str, int]:
    where: dict[str, set[str]] = {}
    for text, group in zip(texts, groups, strict=True):
        for name in text:
            where.setdefault(name, set()).add(group)
    kept = sorted(name for name, found in where.items() if len(found) >= spread)
    return {name: row for row, name in enumerate(kept)}
