from __future__ import annotations

import warnings

import keras
import numpy as np
import pytest

from helpers import autoencoders
from helpers.autoencoders import Autoencoder

X = np.random.default_rng(0).random((3, 784)).astype("float32")


@pytest.mark.parametrize("size", [32, 64])
def test_printed_ones_are_as_printed(size: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Keras 3 warns of input_shape=
        parts = autoencoders.printed(size)
    assert parts.model.count_params() == 784 * size + size + size * 784 + 784
    code, back = (one.activation.__name__ for one in parts.model.layers[1:])
    assert (code, back) == ("relu", "sigmoid")
    assert not getattr(parts.model, "compiled", False)
    recipe = autoencoders.PRINTED[size]
    assert (recipe.loss, recipe.optimizer) == ("binary_crossentropy", "adam")
    assert recipe.source == {32: "S12", 64: "S13"}[size]


@pytest.mark.parametrize(
    "parts, shape",
    [
        (autoencoders.printed(32), (3, 784)),
        (autoencoders.dense(5), (3, 784)),
        (autoencoders.dense(2, hidden=(20, 10)), (3, 784)),
        (autoencoders.convolutional(), (3, 28, 28, 1)),
    ],
    ids=["printed", "dense", "deep", "convolutional"],
)
def test_halves_share_their_weights(parts: Autoencoder, shape: tuple[int, ...]) -> None:
    x = X.reshape(shape)
    halves = autoencoders.answers(parts.decoder, autoencoders.answers(parts.encoder, x))
    whole = autoencoders.answers(parts.model, x)
    assert whole.shape == shape and whole.min() >= 0 and whole.max() <= 1
    np.testing.assert_allclose(halves, whole, atol=1e-6)
    parts.encoder.set_weights([w + 0.1 for w in parts.encoder.get_weights()])
    assert np.abs(autoencoders.answers(parts.model, x) - whole).max() > 1e-4
    parts.model.compile("adam", "mse")
    before = [w.copy() for w in parts.decoder.get_weights()]
    parts.model.fit(x, x, verbose=0)
    after = parts.decoder.get_weights()
    assert any((a != b).any() for a, b in zip(before, after, strict=True))


def test_codes_of_dense_ones_are_linear() -> None:
    parts = autoencoders.dense(4, hidden=(8,))
    assert parts.encoder.layers[-1].activation.__name__ == "linear"
    assert [one.units for one in parts.encoder.layers] == [8, 4]
    assert [one.units for one in parts.decoder.layers] == [8, 784]


def test_shapes_of_the_convolutional_one() -> None:
    parts = autoencoders.convolutional(filters=(4, 6))
    assert parts.encoder.output_shape == (None, 7, 7, 6)
    assert parts.model.output_shape == (None, 28, 28, 1)


def test_seeds() -> None:
    one, same, other = (autoencoders.dense(3, seed=s).encoder.get_weights()[0] for s in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_answers_in_pieces() -> None:
    parts = autoencoders.dense(3)
    np.testing.assert_allclose(
        autoencoders.answers(parts.model, X, batch_size=2),
        keras.ops.convert_to_numpy(parts.model(X)),
        atol=1e-6,
    )
    with pytest.raises(ValueError, match="no inputs"):
        autoencoders.answers(parts.model, X[:0])
