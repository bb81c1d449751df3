"""Training of the convolutional network. The only place that loads TensorFlow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.nlu.convolution import LENGTH, WINDOWS, ConvolutionalModel, Reading
from bot.text.question import Question

# Few widths, because TensorFlow compiles the network once for each.
_WIDTHS = (9, 13, 18, 26, 43, LENGTH + 3)


@dataclass(frozen=True)
class Plan:
    """Sizes and patience; the defaults were chosen on data/dev."""

    plain_width: int = 48
    marked_width: int = 24
    filters: int = 96
    epochs: int = 16
    batch: int = 64
    rate: float = 2e-3
    # Shares of syllables made unknown, and of questions read as if typed without marks.
    forgotten: float = 0.08
    unmarked: float = 0.3
    seed: int = 20261121


def train(
    questions: Sequence[Question], wanted: Sequence[set[str]], groups: Sequence[str], spread: int, plan: Plan
) -> ConvolutionalModel:
    """Fit on questions with their labels."""
    import tensorflow as tf

    tf.keras.utils.set_random_seed(plan.seed)
    # The same data give the same model, whatever the threads do.
    tf.config.experimental.enable_op_determinism()
    labels = sorted({label for labels in wanted for label in labels})
    reading = Reading.learn(questions, groups, spread)
    targets = np.array([[label in asked for label in labels] for asked in wanted], np.float32)
    batches = _Batches([reading.rows(question) for question in questions], targets, plan)
    network = _network(tf, reading, len(labels), plan)
    rate = tf.keras.optimizers.schedules.CosineDecay(plan.rate, plan.epochs * len(batches))
    loss = tf.keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.02)
    network.compile(tf.keras.optimizers.Adam(rate), loss)
    for _ in range(plan.epochs):
        network.fit(batches.stream(), steps_per_epoch=len(batches), epochs=1, verbose=0)
    return ConvolutionalModel(reading, labels, _weights(network))


class _Batches:
    """Questions of similar length together: half of a batch padded to the longest would be padding."""

    def __init__(self, rows: Sequence[tuple[list[int], list[int]]], targets: np.ndarray, plan: Plan) -> None:
        self._rows = rows
        self._targets = targets
        self._size = plan.batch
        self._chance = np.random.default_rng(plan.seed)
        self._by_width: dict[int, list[int]] = {}
        for at, (plain, _) in enumerate(rows):
            self._by_width.setdefault(next(width for width in _WIDTHS if len(plain) + 3 <= width), []).append(
                at
            )

    def __len__(self) -> int:
        return sum(-(-len(members) // self._size) for members in self._by_width.values())

    def stream(self) -> Iterator[tuple[list[np.ndarray], np.ndarray]]:
        """One epoch in a new order."""
        epoch = []
        for width, members in self._by_width.items():
            order = self._chance.permutation(members)
            epoch += [
                (width, order[start : start + self._size]) for start in range(0, len(order), self._size)
            ]
        for at in self._chance.permutation(len(epoch)):
            width, members = epoch[at]
            yield self._padded(width, members), self._targets[members]

    def _padded(self, width: int, members: np.ndarray) -> list[np.ndarray]:
        both = np.zeros((2, len(members), width), np.int32)
        for at, member in enumerate(members):
            for kind, rows in enumerate(self._rows[member]):
                both[kind, at, : len(rows)] = rows
        return [both[0], both[1]]


def _network(tf: Any, reading: Reading, labels: int, plan: Plan) -> Any:
    keras = tf.keras
    plain = keras.Input((None,), dtype="int32")
    marked = keras.Input((None,), dtype="int32")
    known = tf.cast(plain > 0, tf.float32)[..., None]
    both = keras.layers.Concatenate()(
        [
            keras.layers.Embedding(len(reading.plain) + 2, plan.plain_width, name="plain")(
                _Forget(tf, plan.forgotten)(plain)
            ),
            keras.layers.Embedding(len(reading.marked) + 2, plan.marked_width, name="marked")(
                _Unmark(tf, plan.unmarked)(_Forget(tf, plan.forgotten)(marked))
            ),
        ]
    )
    both = keras.layers.SpatialDropout1D(0.15)(both * known)
    matches = [
        keras.layers.GlobalMaxPool1D()(
            keras.layers.Conv1D(plan.filters, size, padding="same", activation="relu", name=f"window{size}")(
                both
            )
        )
        for size in WINDOWS
    ]
    together = keras.layers.Dropout(0.4)(keras.layers.Concatenate()(matches))
    return keras.Model([plain, marked], keras.layers.Dense(labels, name="out")(together))


def _Forget(tf: Any, share: float) -> Any:
    """Makes some syllables unknown while training, so that new words are nothing strange."""

    def forget(rows: Any, training: Any = None) -> Any:
        lost = (tf.random.uniform(tf.shape(rows)) < share) & (rows > 0)
        return tf.where(lost, tf.ones_like(rows), rows)

    return _training_only(tf, forget)


def _Unmark(tf: Any, share: float) -> Any:
    """Reads some questions as if they had been typed without marks."""

    def unmark(rows: Any) -> Any:
        lost = tf.random.uniform([tf.shape(rows)[0], 1]) < share
        return tf.where(lost, tf.zeros_like(rows), rows)

    return _training_only(tf, unmark)


def _training_only(tf: Any, change: Any) -> Any:
    class TrainingOnly(tf.keras.layers.Layer):  # type: ignore[misc]
        def call(self, rows: Any, training: Any = None) -> Any:
            return change(rows) if training else rows

    return TrainingOnly()


def _weights(network: Any) -> dict[str, np.ndarray]:
    weights = {name: network.get_layer(name).get_weights()[0] for name in ("plain", "marked")}
    for size in WINDOWS:
        weights[f"kernel{size}"], weights[f"bias{size}"] = network.get_layer(f"window{size}").get_weights()
    weights["out"], weights["out_bias"] = network.get_layer("out").get_weights()
    return weights
