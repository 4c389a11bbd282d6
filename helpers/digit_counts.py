"""How good are made digits? A trained classifier reads them and counts.

verdict = digit_counts.judge(classifier, pictures)
verdict.effective     # 10 if all digits come up equally often, 1 if it is always the same one
"""

from __future__ import annotations

from typing import NamedTuple

import keras
import numpy as np

from helpers.autoencoders import answers

SURE = 0.9
SEEN = 0.02


class Verdict(NamedTuple):
    """What a classifier reads in a pile of images.

    Attributes:
        counts: readable images of each class, int (classes,).
        readable: share of the images of whose class the classifier is sure.
        seen: classes that make up at least `SEEN` of all images.
        effective: effective number of classes among the readable images, exp(entropy of their
            shares): k if k classes come up equally often. 0 if nothing is readable.
    """

    counts: np.ndarray
    readable: float
    seen: int
    effective: float


def judge(classifier: keras.Model, images: np.ndarray, *, sure: float = SURE) -> Verdict:
    """Has a trained classifier read images.

    Args:
        classifier: images (n, 28, 28, 1) from 0 to 1 → probabilities (n, classes).
        images: float (n, 28, 28) from 0 to 1, at least one.
        sure: the highest probability that makes an image readable.

    Returns:
        Counts and shares.
    """
    probabilities = answers(classifier, _with_channel(images))
    read = probabilities.argmax(axis=1)[probabilities.max(axis=1) >= sure]
    counts = np.bincount(read, minlength=probabilities.shape[1])
    shares = counts[counts > 0] / max(1, counts.sum())
    return Verdict(
        counts,
        len(read) / len(images),
        int(np.sum(counts >= SEEN * len(images))),
        float(np.exp(-np.sum(shares * np.log(shares)))) if len(read) else 0.0,
    )


def features(classifier: keras.Model, images: np.ndarray) -> np.ndarray:
    """What a classifier's last hidden layer says about images.

    Args:
        classifier: a Sequential model whose last layer gives the probabilities.
        images: float (n, 28, 28) from 0 to 1.

    Returns:
        Float (n, features).
    """
    last_hidden = keras.Model(classifier.inputs[0], classifier.layers[-2].output)
    return answers(last_hidden, _with_channel(images))


def frechet_distance(one: np.ndarray, other: np.ndarray) -> float:
    """Distance of two clouds of features (Fréchet; Heusel et al., 2017, for images).

    Compares means and covariances, as if both clouds were normal. 0 if these agree. Depends on the
    number of points: compare only figures with equal numbers.

    Args:
        one: float (n, features).
        other: float (m, features).

    Returns:
        |difference of means|² + trace(A + B − 2 √(A B)), with the covariances A and B.
    """
    a, b = (np.cov(cloud.astype(np.float64), rowvar=False) for cloud in (one, other))
    apart = one.mean(axis=0, dtype=np.float64) - other.mean(axis=0, dtype=np.float64)
    # The eigenvalues of A B are real and not negative; rounding may say otherwise.
    roots = np.sqrt(np.clip(np.linalg.eigvals(a @ b).real, 0, None))
    return float(apart @ apart + np.trace(a) + np.trace(b) - 2 * roots.sum())


def _with_channel(images: np.ndarray) -> np.ndarray:
    return np.asarray(images, dtype=np.float32).reshape(-1, 28, 28, 1)
