"""From signals to an order of candidates and an honest confidence.

Two small logistic models, both learnt from questions whose own example was held out: one orders the
candidates of a question, the other says whether the question is about the catalogue at all.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bot.catalogue.model import Procedure
from bot.catalogue.recogniser import NONE, Recogniser
from bot.catalogue.search import SIGNALS, Found, Index, terms
from bot.text.question import Question, read

_FOLDS = 3
# Enough held-out questions to fit two dozen weights, also when the catalogue has 10,000 procedures.
_MOST_QUESTIONS = 6_000
_ORDERED = 20
_REGULARISATION = 1e-3


@dataclass(frozen=True)
class Candidate:
    """A procedure that may be meant; `confidence` is the calibrated probability that it is."""

    code: str
    confidence: float


@dataclass
class Ranker:
    """The learnt weights, as plain lists so that they travel as JSON."""

    order: list[float]
    inside: list[float]
    imputed: list[float]

    def rank(self, found: Found, sounds: dict[str, float]) -> list[Candidate]:
        """Candidates in falling order; their confidences and 'none of them' add up to one."""
        if not found.codes:
            return []
        view = self._view(found, sounds)
        scores = view @ np.array(self.order)
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        inside = _logistic(float(_about_catalogue(found, view, sounds) @ np.array(self.inside)))
        best = np.argsort(-shares, kind="stable")
        return [Candidate(found.codes[row], float(shares[row] * inside)) for row in best]

    def _view(self, found: Found, sounds: dict[str, float]) -> np.ndarray:
        """(candidates, features): signals, the recogniser's opinion, and how far each is behind the best."""
        guess = found.signals @ np.array(self.imputed[:-1]) + self.imputed[-1]
        opinion = np.array([sounds.get(code, other) for code, other in zip(found.codes, guess, strict=True)])
        best, names = found.signals[:, 0], found.signals[:, SIGNALS.index("name")]
        return np.column_stack(
            [found.signals, opinion, best - best.max(), names - names.max(), opinion - opinion.max()]
        )

    def save(self, folder: Path) -> None:
        (folder / "ranking.json").write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Ranker:
        return cls(**json.loads((folder / "ranking.json").read_text("utf-8")))


def train(procedures: Sequence[Procedure], outside: Iterable[str]) -> tuple[Ranker, Recogniser]:
    """Learn from the catalogue's examples and from questions that it must not answer (`outside`)."""
    blank = Ranker([], [], [0.0] * (len(SIGNALS) + 1))
    held: list[tuple[str | None, Found, dict[str, float]]] = []
    strangers = [read(text) for text in outside]
    for fold in range(_FOLDS):
        kept, asked = _without(procedures, fold)
        index = Index(kept)
        recogniser = Recogniser.train(index, [one for at, one in enumerate(strangers) if at % _FOLDS != fold])
        asked += [(None, question) for question in strangers[fold::_FOLDS]]
        held += [
            (code, index.find(question, _ORDERED), recogniser.scores(terms(question)))
            for code, question in asked
        ]
    held = [one for one in held if one[1].codes]
    blank.imputed = _impute(held)
    blank.order = _fit_order([(code, found, blank._view(found, sounds)) for code, found, sounds in held])
    blank.inside = _fit_inside(blank, held)
    return blank, Recogniser.train(Index(procedures), strangers)


def _without(
    procedures: Sequence[Procedure], fold: int
) -> tuple[list[Procedure], list[tuple[str | None, Question]]]:
    """The catalogue without a third of the examples, and those examples as questions."""
    chance = random.Random(20261121)
    kept: list[Procedure] = []
    asked: list[tuple[str | None, Question]] = []
    for procedure in procedures:
        order = list(range(len(procedure.examples)))
        chance.shuffle(order)
        out = set(order[fold::_FOLDS])
        examples = [example for at, example in enumerate(procedure.examples) if at not in out]
        kept.append(
            Procedure(
                procedure.code,
                procedure.name,
                procedure.field,
                procedure.short_name,
                procedure.aliases,
                examples=examples,
            )
        )
        # Superseded codes answer as their successor; a question about either is no mistake to learn from.
        asked += [(procedure.code, read(procedure.examples[at].text)) for at in out]
    chance.shuffle(asked)
    return kept, asked[: _MOST_QUESTIONS // _FOLDS]


def _impute(held: Sequence[tuple[str | None, Found, dict[str, float]]]) -> list[float]:
    """What the recogniser would have said, from the signals alone: for procedures it has not met."""
    rows, values = [], []
    for _, found, sounds in held:
        for code, signals in zip(found.codes[:5], found.signals[:5], strict=False):
            if code in sounds:
                rows.append([*signals, 1.0])
                values.append(sounds[code])
    if not rows:
        return [0.0] * (len(SIGNALS) + 1)
    return np.linalg.lstsq(np.array(rows), np.array(values), rcond=1e-6)[0].tolist()


def _fit_order(held: Sequence[tuple[str | None, Found, np.ndarray]]) -> list[float]:
    """Softmax regression: the right candidate against the others of its question."""
    usable = [(found.codes.index(code), view) for code, found, view in held if code in found.codes]
    if not usable:
        return _names_decide(len(SIGNALS) + 4, SIGNALS.index("name"))
    width = usable[0][1].shape[1]
    views = np.zeros((len(usable), _ORDERED, width))
    present = np.zeros((len(usable), _ORDERED), bool)
    right = np.array([row for row, _ in usable])
    for at, (_, view) in enumerate(usable):
        views[at, : len(view)] = view
        present[at, : len(view)] = True
    rows = np.arange(len(usable))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = np.where(present, views @ weights, -1e9)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        value = -np.log(shares[rows, right] + 1e-12).mean() + _REGULARISATION * (weights**2).sum()
        shares[rows, right] -= 1
        return float(value), np.einsum("qc,qcf->f", shares, views) / len(rows) + 2 * _REGULARISATION * weights

    return _minimise(loss, width)


def _about_catalogue(found: Found, view: np.ndarray, sounds: dict[str, float]) -> np.ndarray:
    """Features of the question as a whole: how well the catalogue explains it, and how strange it sounds.

    The best over all candidates, not of the first: a bare 'giấy phép xây dựng' fits twelve procedures a little.
    """
    top = dict(zip(SIGNALS, found.signals.max(axis=0), strict=True))
    opinions = view[:, len(SIGNALS)]
    together = float(np.log(np.exp(3 * (opinions - opinions.max())).sum()))
    stranger = sounds.get(NONE, 0.0)
    return np.array(
        [1.0, top["best"], top["best"] ** 2, top["second"], top["third"], top["name"], top["centre"],
         top["covered"], top["covered"] ** 2, top["common"], opinions.max(), together, stranger,
         opinions.max() - stranger, found.unknown, found.unknown**2, top["short"]]
    )  # fmt: skip


def _fit_inside(ranker: Ranker, held: Sequence[tuple[str | None, Found, dict[str, float]]]) -> list[float]:
    rows, inside = [], []
    for code, found, sounds in held:
        view = ranker._view(found, sounds)
        rows.append(_about_catalogue(found, view, sounds))
        inside.append(code is not None)
    if len(set(inside)) < 2:
        return _names_decide(17, 5, -4.0)
    features, wanted = np.array(rows), np.array(inside, float)
    # Both kinds weigh the same: how many strangers we happened to write must not decide.
    weight = np.where(wanted > 0, 0.5 / max(1, wanted.sum()), 0.5 / max(1, (1 - wanted).sum()))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        chance = _logistic(features @ weights)
        value = -(weight * np.log(np.where(wanted > 0, chance, 1 - chance) + 1e-12)).sum()
        slope = features.T @ (weight * (chance - wanted)) + 2e-5 * weights
        return float(value + 1e-5 * (weights**2).sum()), slope

    return _minimise(loss, features.shape[1])


def _names_decide(width: int, name: int, bias: float = 0.0) -> list[float]:
    """Weights for a catalogue without example questions, from which nothing can be learnt."""
    weights = [bias] + [0.0] * (width - 1)
    weights[name] = 8.0
    return weights


def _minimise(loss: object, width: int) -> list[float]:
    from scipy.optimize import minimize

    return minimize(loss, np.zeros(width), jac=True, method="L-BFGS-B").x.tolist()


def _logistic(value: np.ndarray | float) -> np.ndarray | float:
    return 1 / (1 + np.exp(-np.clip(value, -30, 30)))
