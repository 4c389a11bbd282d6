from __future__ import annotations

import numpy as np
import pytest

from helpers import calibration


def softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def test_reliability_by_hand() -> None:
    p = np.array([[0.95, 0.05], [0.93, 0.07], [0.4, 0.6], [1.0, 0.0]])
    found = calibration.reliability(p, np.array([0, 1, 1, 0]))
    np.testing.assert_allclose(found.promised, [0.6, (0.95 + 0.93 + 1) / 3])
    np.testing.assert_allclose(found.kept, [1, 2 / 3])
    assert found.counts.tolist() == [1, 3]
    assert found.error == pytest.approx(0.25 * 0.4 + 0.75 * (0.96 - 2 / 3))


def test_honest_answers_have_a_small_error() -> None:
    random = np.random.default_rng(0)
    p = softmax(random.normal(scale=2, size=(20_000, 4)))
    y = (p.cumsum(axis=1) > random.random((20_000, 1))).argmax(axis=1)
    assert calibration.reliability(p, y).error < 0.02
    boasting = calibration.with_temperature(p, 0.3)
    assert calibration.reliability(boasting, y).error > 0.1
    assert calibration.fit_temperature(boasting, y) == pytest.approx(1 / 0.3, rel=0.05)
    assert calibration.fit_temperature(p, y) == pytest.approx(1, rel=0.05)


def test_temperature_divides_the_logits() -> None:
    z = np.random.default_rng(1).normal(scale=5, size=(6, 3))
    np.testing.assert_allclose(calibration.with_temperature(softmax(z), 2.5), softmax(z / 2.5))
    np.testing.assert_array_equal(
        calibration.with_temperature(softmax(z), 7.0).argmax(axis=1), z.argmax(axis=1)
    )
    extreme = calibration.with_temperature(np.array([[1.0, 0.0]]), 0.1)
    assert np.isfinite(extreme).all() and extreme.sum() == pytest.approx(1)


def test_cross_entropy() -> None:
    p = np.array([[0.5, 0.5], [0.2, 0.8]])
    found = calibration.negative_log_likelihood(p, np.array([0, 1]))
    assert found == pytest.approx(-(np.log(0.5) + np.log(0.8)) / 2)
    assert np.isfinite(calibration.negative_log_likelihood(np.array([[1.0, 0.0]]), np.array([1])))


@pytest.mark.parametrize(
    "p, y, words",
    [
        ([[0.5, 0.5]], [0, 1], "shape"),
        ([0.5, 0.5], [0, 1], "shape"),
        (np.empty((0, 2)), np.empty(0, int), "shape"),
        ([[0.5, 0.5]], [2], "0 to 1"),
        ([[0.5, 0.5]], [0.5], "whole class numbers"),
        ([[2.0, -1.0]], [0], "sum to 1"),
        ([[3.0, 4.0]], [0], "softmax"),
    ],
)
def test_impossible_input(p: object, y: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        calibration.reliability(np.asarray(p), np.asarray(y))


def test_impossible_settings() -> None:
    p, y = np.array([[0.5, 0.5]]), np.array([0])
    with pytest.raises(ValueError, match="bin"):
        calibration.reliability(p, y, bins=0)
    with pytest.raises(ValueError, match="temperature"):
        calibration.with_temperature(p, 0)
