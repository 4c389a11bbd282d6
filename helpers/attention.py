"""Attention in NumPy, in the order in which one reads the formula.

    out, weights = attention(q, k, v)                    # softmax(q kᵀ / √d) v
    out, weights = multi_head(x, weights_of(layer))      # what Keras's layer computes

Scaled dot-product attention, several heads, causal mask and the positions made of sines are those
of Vaswani and others, "Attention Is All You Need", 2017. A mask is True where one may look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray


def softmax(scores: Array) -> Array:
    """Turns the scores along the last axis into shares that sum to 1.

    Args:
        scores: float (…, n). −inf gets the share 0; a row of nothing but −inf gives NaN.

    Returns:
        Shares of the same shape.
    """
    # The largest score becomes 0, so that no exponential can overflow.
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def attention(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    """Scaled dot-product attention.

    Args:
        q: queries, float (…, m, d).
        k: keys, float (…, n, d).
        v: values, float (…, n, e).
        mask: bool that broadcasts to (…, m, n), True where a query may look; None: everywhere.

    Returns:
        The mixed values, (…, m, e), and the weights of the mix, (…, m, n), each row summing to 1.

    Raises:
        ValueError: the shapes don't go together.
    """
    if q.shape[-1] != k.shape[-1]:
        raise ValueError(
            f"queries have {q.shape[-1]} numbers and keys {k.shape[-1]}; "
            "to be compared they need equally many"
        )
    if k.shape[-2] != v.shape[-2]:
        raise ValueError(f"there are {k.shape[-2]} keys but {v.shape[-2]} values")
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    return weights @ v, weights


@dataclass(frozen=True)
class HeadWeights:
    """What a multi-head attention layer has learned: d numbers in, h heads of size s.

    Attributes:
        query, key: float (d, h, s).
        value: float (d, h, e).
        output: float (h, e, d).
        query_bias, key_bias: float (h, s).
        value_bias: float (h, e).
        output_bias: float (d,).
    """

    query: Array
    query_bias: Array
    key: Array
    key_bias: Array
    value: Array
    value_bias: Array
    output: Array
    output_bias: Array


def weights_of(layer: Any) -> HeadWeights:
    """Takes the weights out of a built `keras.layers.MultiHeadAttention` with biases.

    Raises:
        ValueError: the layer isn't built, has no biases, or is another kind of layer.
    """
    arrays = [np.asarray(array) for array in layer.get_weights()]
    if [array.ndim for array in arrays] != [3, 2, 3, 2, 3, 2, 3, 1]:
        raise ValueError(
            "weights_of takes a keras.layers.MultiHeadAttention with biases that has been "
            "called once"
        )
    return HeadWeights(*arrays)


def multi_head(x: Array, weights: HeadWeights, mask: Array | None = None) -> tuple[Array, Array]:
    """Self-attention with several heads.

    Args:
        x: float (…, n, d), n positions with d numbers each.
        weights: of the layer.
        mask: bool that broadcasts to (…, n, n), True where a position may look.

    Returns:
        The outputs, (…, n, d), and each head's weights, (…, h, n, n).
    """

    def project(kernel: Array, bias: Array) -> Array:
        return np.einsum("...nd,dhs->...hns", x, kernel) + bias[:, np.newaxis]

    mixed, shares = attention(
        project(weights.query, weights.query_bias),
        project(weights.key, weights.key_bias),
        project(weights.value, weights.value_bias),
        None if mask is None else np.asarray(mask)[..., np.newaxis, :, :],
    )
    out = np.einsum("...hne,hed->...nd", mixed, weights.output) + weights.output_bias
    return out, shares


def causal_mask(n: int) -> Array:
    """Who may look where if nobody may look ahead: bool (n, n), True on and below the diagonal."""
    return np.tri(n, dtype=bool)


def padding_mask(lengths: Sequence[int] | Array, n: int) -> Array:
    """Where the real tokens are in rows that were filled up to length n.

    Args:
        lengths: how many tokens of each row are real, int (rows,).
        n: length that all rows were filled up to.

    Returns:
        bool (rows, 1, n), which broadcasts over the queries.
    """
    return (np.arange(n) < np.asarray(lengths)[:, np.newaxis])[:, np.newaxis]


def sinusoidal_positions(n: int, dim: int, base: float = 10_000.0) -> Array:
    """One vector per position, made of sines and cosines of slower and slower waves.

    Args:
        n: number of positions.
        dim: numbers per position, even.
        base: the slowest wave is this many times as long as the fastest, nearly.

    Returns:
        float (n, dim): sines in the even columns, cosines in the odd ones.

    Raises:
        ValueError: dim is odd.
    """
    if dim % 2:
        raise ValueError(f"sines and cosines come in pairs: dim must be even, not {dim}")
    rates = base ** (-np.arange(0, dim, 2) / dim)
    angles = np.arange(n)[:, np.newaxis] * rates
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(n, dim)
