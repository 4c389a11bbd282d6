"""Small real data that a dependency carries, for machines without network."""

from __future__ import annotations

import numpy as np

from helpers.data._types import stratified


def digits() -> tuple[dict[str, np.ndarray], str]:
    """Stands in for MNIST: scikit-learn's handwritten digits (UCI, 43 writers), enlarged.

    The 8×8 images with 17 grey levels are interpolated to 20×20 and set in the middle of 28×28, as
    MNIST does with its digits. Four fifths of each class are for training.

    Returns:
        Arrays like those of MNIST, and what they are in words.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    small, y = bunch.images, bunch.target
    # Row i of `enlarge` mixes two neighbours of the 8 old rows into new row i, in nineteenths:
    # whole numbers, so that the images are the same on every machine, to the last grey level.
    places = np.linspace(0, 7, 20)
    nineteenths = [np.interp(places, np.arange(8), one) * 19 for one in np.eye(8)]
    enlarge = np.rint(np.stack(nineteenths, axis=1)).astype(np.int64)
    large = enlarge @ small.astype(np.int64) @ enlarge.T
    x = np.zeros((len(large), 28, 28), dtype=np.uint8)
    x[:, 4:24, 4:24] = large * 255 // (16 * 19 * 19)

    order = stratified(y, len(y), np.random.default_rng(0))
    test = stratified(y[order], len(y) // 5, np.random.default_rng(1))
    for_test = np.isin(np.arange(len(y)), test)
    train_rows, test_rows = order[~for_test], order[for_test]
    arrays = {
        "x_train": x[train_rows],
        "y_train": y[train_rows],
        "x_test": x[test_rows],
        "y_test": y[test_rows],
    }
    return arrays, "scikit-learn's digits, 8×8 enlarged to 28×28"
