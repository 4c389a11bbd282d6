from __future__ import annotations

import warnings

import keras
import numpy as np
import pytest

from helpers import dense_models


def test_s3_is_as_printed() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Keras 3 warns of input_shape=
        model = dense_models.build()
    assert model.count_params() == 785 * 128 + 129 * 64 + 65 * 10 == 109_386
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["Dense", "Dropout", "Dense", "Dropout", "Dense"]
    assert [layer.rate for layer in model.layers[1:4:2]] == [0.3, 0.3]
    p = keras.ops.convert_to_numpy(model(np.zeros((2, 784), np.float32)))
    np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-5)
    assert not getattr(model, "compiled", False)


def test_printed_recipe() -> None:
    assert dict(dense_models.PRINTED) == {
        "optimizer": "adam",
        "loss": "categorical_crossentropy",
        "epochs": 20,
        "batch_size": 32,
        "validation_split": 0.2,
    }


@pytest.mark.parametrize("name", dense_models.SAME_SIZE)
def test_same_size_is_the_same_size(name: str) -> None:
    model = dense_models.build(dense_models.SAME_SIZE[name])
    assert model.count_params() == pytest.approx(109_386, rel=0.01)


def test_others() -> None:
    assert len(dense_models.build((), dropout=0).layers) == 1
    assert len(dense_models.build((5, 4), dropout=0).layers) == 3
    assert dense_models.build((5,), inputs=7, classes=3).output_shape == (None, 3)


def test_seeds() -> None:
    def first(seed: int) -> np.ndarray:
        return np.asarray(dense_models.build(seed=seed).get_weights()[0])

    np.testing.assert_array_equal(first(1), first(1))
    assert (first(1) != first(2)).any()


def test_flat() -> None:
    images = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4) * 10
    rows = dense_models.flat(images)
    assert rows.shape == (2, 12) and rows.dtype == np.float32
    np.testing.assert_allclose(rows[1, 0], 120 / 255)


def test_bad_calls_are_said_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="at least one neuron, not"):
        dense_models.build((128, 0))
    with pytest.raises(ValueError, match="share from 0 to below 1, not 1.5"):
        dense_models.build(dropout=1.5)
    with pytest.raises(ValueError, match=r"not float64 \(2, 3, 4\)"):
        dense_models.flat(np.zeros((2, 3, 4)))
