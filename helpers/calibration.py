"""How far probabilities can be trusted, and how to mend them with one number.

    found = calibration.reliability(probabilities, y)
    t = calibration.fit_temperature(validation_probabilities, y_validation)
    mended = calibration.with_temperature(probabilities, t)

After C. Guo, G. Pleiss, Y. Sun and K. Weinberger, "On calibration of modern neural networks", 2017.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

_SMALLEST = 1e-12  # a probability of 0 has no logarithm
# Temperatures that are tried: one per cent apart.
_TEMPERATURES = np.geomspace(0.05, 20.0, 600)


class Reliability(NamedTuple):
    """What a classifier promised and what it kept, by how sure it was. Empty bins are left out.

    Attributes:
        promised: mean probability of the predicted class in each bin, float (bins,).
        kept: share of right answers in each bin, float (bins,).
        counts: examples in each bin, int (bins,).
    """

    promised: np.ndarray
    kept: np.ndarray
    counts: np.ndarray

    @property
    def error(self) -> float:
        """Expected calibration error: mean distance of both, each bin weighted by its examples."""
        return float(np.average(np.abs(self.promised - self.kept), weights=self.counts))


def reliability(probabilities: np.ndarray, y: np.ndarray, bins: int = 10) -> Reliability:
    """Compares how sure a classifier was with how often it was right.

    Args:
        probabilities: of each class, float (n, classes), rows that sum to 1.
        y: right classes, int (n,).
        bins: of equal width, from 0 to 1.

    Returns:
        The bins that hold examples, the least sure first.

    Raises:
        ValueError: shapes, classes or probabilities are impossible.
    """
    probabilities, y = _checked(probabilities, y)
    if bins < 1:
        raise ValueError(f"reliability: there must be at least one bin, not {bins}")
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == y
    place = np.minimum((sure * bins).astype(int), bins - 1)
    counts = np.bincount(place, minlength=bins)
    filled = counts > 0
    promised = np.bincount(place, sure, bins)[filled] / counts[filled]
    kept = np.bincount(place, right, bins)[filled] / counts[filled]
    return Reliability(promised, kept, counts[filled])


def negative_log_likelihood(probabilities: np.ndarray, y: np.ndarray) -> float:
    """Mean cross-entropy of probabilities, float (n, classes), with right classes, int (n,)."""
    probabilities, y = _checked(probabilities, y)
    return float(-np.log(np.maximum(probabilities[np.arange(len(y)), y], _SMALLEST)).mean())


def with_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Divides the logits behind a softmax by a temperature. The order of the classes stays.

    Args:
        probabilities: softmax outputs, float (n, classes).
        temperature: above 1 makes them less sure, below 1 surer.

    Returns:
        float64 (n, classes), rows that sum to 1.

    Raises:
        ValueError: the temperature isn't above 0.
    """
    if not temperature > 0:
        raise ValueError(f"with_temperature: a temperature must be above 0, not {temperature}")
    # Logarithms of softmax outputs are the logits, but for a constant that softmax takes out again.
    logits = np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), _SMALLEST))
    logits = logits / temperature
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def fit_temperature(probabilities: np.ndarray, y: np.ndarray) -> float:
    """Finds the temperature with the smallest cross-entropy.

    Args:
        probabilities: softmax outputs on *validation* examples, float (n, classes).
        y: their right classes, int (n,).

    Returns:
        The temperature, to one per cent, from 0.05 to 20.

    Raises:
        ValueError: as for `reliability`.
    """
    probabilities, y = _checked(probabilities, y)
    losses = [
        negative_log_likelihood(with_temperature(probabilities, temperature), y)
        for temperature in _TEMPERATURES
    ]
    return float(_TEMPERATURES[np.argmin(losses)])


def _checked(probabilities: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    probabilities, y = np.asarray(probabilities, dtype=np.float64), np.asarray(y)
    if probabilities.ndim != 2 or y.shape != probabilities.shape[:1] or len(y) == 0:
        raise ValueError(
            f"probabilities of shape (n, classes) need n classes of shape (n,), not "
            f"{probabilities.shape} and {y.shape}"
        )
    if y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= probabilities.shape[1]:
        raise ValueError(
            f"y must hold whole class numbers from 0 to {probabilities.shape[1] - 1}; "
            "take argmax of one-hot rows"
        )
    if probabilities.min() < 0 or not np.allclose(probabilities.sum(axis=1), 1, atol=1e-2):
        raise ValueError("each row of probabilities must sum to 1; apply softmax to logits first")
    return probabilities, y
