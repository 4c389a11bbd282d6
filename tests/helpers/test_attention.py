"""NumPy's attention is Keras's attention, and masks and positions are what they say."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from helpers import attention as att

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("heads, size", [(1, 6), (2, 3), (3, 4)])
def test_multi_head_equals_keras(heads: int, size: int) -> None:
    layer = layers.MultiHeadAttention(heads, size, bias_initializer="normal")
    x = RNG.normal(size=(2, 5, 6)).astype("float32")
    mask = np.broadcast_to(np.tri(5, dtype=bool) & (np.arange(5) < 4), (2, 5, 5))
    for mine, theirs in ((None, None), (mask, mask)):
        out, shares = layer(x, x, attention_mask=theirs, return_attention_scores=True)
        ours, our_shares = att.multi_head(x, att.weights_of(layer), mine)
        np.testing.assert_allclose(ours, keras.ops.convert_to_numpy(out), atol=1e-5)
        np.testing.assert_allclose(our_shares, keras.ops.convert_to_numpy(shares), atol=1e-5)


def test_attention_by_hand() -> None:
    q, k = np.ones((1, 4)), np.array([[1.0, 1, 1, 1], [1, 1, 0, 0], [1, -1, 1, -1]])
    out, weights = att.attention(q, k, np.array([[10.0], [20.0], [30.0]]))
    powers = np.exp([2.0, 1.0, 0.0])
    np.testing.assert_allclose(weights[0], powers / powers.sum())
    np.testing.assert_allclose(out[0, 0], (powers * [10, 20, 30]).sum() / powers.sum())


def test_softmax_survives_large_scores() -> None:
    np.testing.assert_allclose(att.softmax(np.array([1000.0, 1000.0, -np.inf])), [0.5, 0.5, 0.0])


def test_masks() -> None:
    assert att.causal_mask(3).tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    mask = att.padding_mask([2, 3], 3)
    assert mask.shape == (2, 1, 3) and mask[:, 0].tolist() == [[1, 1, 0], [1, 1, 1]]
    x = RNG.normal(size=(2, 3, 4))
    _, weights = att.attention(x, x, x, mask & att.causal_mask(3))
    assert weights[0, 2, 2] == 0 and weights[1, 0, 1] == 0
    np.testing.assert_allclose(weights.sum(axis=-1), 1)


def test_positions_are_clock_hands() -> None:
    table = att.sinusoidal_positions(50, 8, base=100.0)
    np.testing.assert_allclose(table[:, 0], np.sin(np.arange(50)))
    np.testing.assert_allclose(table[:, 3], np.cos(np.arange(50) * 100 ** (-2 / 8)))
    likeness = table @ table.T
    np.testing.assert_allclose(likeness[3, 7], likeness[40, 44])


def test_it_says_what_is_wrong() -> None:
    x = np.ones((3, 4))
    with pytest.raises(ValueError, match="equally many"):
        att.attention(x, np.ones((3, 5)), x)
    with pytest.raises(ValueError, match="3 keys but 2 values"):
        att.attention(x, x, x[:2])
    with pytest.raises(ValueError, match="even"):
        att.sinusoidal_positions(4, 5)
    without_biases = layers.MultiHeadAttention(1, 4, use_bias=False)
    without_biases(x[None], x[None])
    with pytest.raises(ValueError, match="with biases"):
        att.weights_of(without_biases)
