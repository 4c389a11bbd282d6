from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from helpers import digit_counts


def reader() -> keras.Model:
    """Reads the class from the first four pixels, and is sure of bright ones only."""
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dense(4, use_bias=False),
            layers.Dense(4, activation="softmax", use_bias=False),
        ]
    )
    pick = np.zeros((784, 4), "float32")
    pick[:4] = np.eye(4)
    model.set_weights([pick, 10 * np.eye(4, dtype="float32")])
    return model


def pictures(classes: list[int], brightness: float = 1.0) -> np.ndarray:
    made = np.zeros((len(classes), 784), "float32")
    made[np.arange(len(classes)), classes] = brightness
    return made.reshape(-1, 28, 28)


def test_even_and_collapsed_piles() -> None:
    even = digit_counts.judge(reader(), pictures([0, 1, 2, 3] * 5))
    assert even.counts.tolist() == [5, 5, 5, 5] and even.readable == 1.0 and even.seen == 4
    assert even.effective == pytest.approx(4.0)
    two = digit_counts.judge(reader(), pictures([0, 3] * 5))
    assert two.seen == 2 and two.effective == pytest.approx(2.0)
    one = digit_counts.judge(reader(), pictures([2] * 5))
    assert one.counts.tolist() == [0, 0, 5, 0] and one.effective == pytest.approx(1.0)


def test_unreadable_pictures_do_not_count() -> None:
    pile = np.concatenate([pictures([0] * 6), pictures([1] * 4, brightness=0.1)])
    verdict = digit_counts.judge(reader(), pile)
    assert verdict.readable == pytest.approx(0.6) and verdict.counts.tolist() == [6, 0, 0, 0]
    nothing = digit_counts.judge(reader(), pictures([1], brightness=0.0))
    assert nothing.readable == 0 and nothing.seen == 0 and nothing.effective == 0


def test_rare_digits_are_not_seen() -> None:
    verdict = digit_counts.judge(reader(), pictures([0] * 99 + [1]))
    assert verdict.seen == 1 and 1 < verdict.effective < 1.1


def test_features_come_before_the_probabilities() -> None:
    found = digit_counts.features(reader(), pictures([0, 2], brightness=0.5))
    np.testing.assert_allclose(found, [[0.5, 0, 0, 0], [0, 0, 0.5, 0]])


def test_frechet_distance() -> None:
    rng = np.random.default_rng(0)
    cloud = rng.normal(size=(500, 3))
    assert digit_counts.frechet_distance(cloud, cloud) == pytest.approx(0, abs=1e-9)
    shifted = digit_counts.frechet_distance(cloud, cloud + [3.0, 0, 4.0])
    assert shifted == pytest.approx(25.0)
    # One dimension beside two constant ones: (s - 2 s)^2 for a cloud that is twice as wide.
    line = np.zeros((500, 3))
    line[:, 0] = cloud[:, 0]
    spread = float(np.std(line[:, 0], ddof=1))
    apart = float(line.mean(axis=0)[0])
    wider = digit_counts.frechet_distance(line, 2 * line)
    assert wider == pytest.approx(spread**2 + apart**2)
