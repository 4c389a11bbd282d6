from __future__ import annotations

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import dense
from helpers.dense import SGD, Dense, Dropout, Sequential, multilayer, softmax_cross_entropy
from helpers.networks import (
    XOR_X,
    XOR_Y,
    Layer,
    binary_cross_entropy,
    gradient_check,
    squared_error,
)


def examples(n: int, n_in: int, classes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, n_in)), np.eye(classes)[rng.integers(0, classes, size=n)]


@settings(deadline=None, max_examples=40)
@given(
    hidden=st.lists(st.integers(1, 5), max_size=4),
    activation=st.sampled_from(("sigmoid", "tanh", "linear")),
    seed=st.integers(0, 1000),
)
def test_any_depth_agrees_with_the_numeric_gradient(
    hidden: list[int], activation: str, seed: int
) -> None:
    x, y = examples(5, 3, 4, seed)
    net = multilayer([3, *hidden, 4], activation, seed=seed)
    assert gradient_check(net, x, y, softmax_cross_entropy) < 1e-5
    assert gradient_check(net, x, y, squared_error) < 1e-5


def test_relu_agrees_with_the_numeric_gradient() -> None:
    x, y = examples(6, 4, 3)
    assert gradient_check(multilayer([4, 7, 6, 3], "relu"), x, y, softmax_cross_entropy) < 1e-6


def test_a_forgotten_slope_is_found() -> None:
    class Forgetful(Dense):
        def backward(self, d_a: np.ndarray) -> np.ndarray:
            self.grad_weights, self.grad_bias = self._x.T @ d_a, d_a.sum(axis=0)
            return d_a @ self.weights.T

    x, y = examples(6, 4, 3)
    net = multilayer([4, 5, 3], "tanh")
    net.layers[0] = Forgetful(4, 5, "tanh", np.random.default_rng(0))
    assert gradient_check(net, x, y, softmax_cross_entropy) > 0.01


def test_same_steps_as_keras() -> None:
    x, y = examples(8, 4, 3)
    net = multilayer([4, 8, 6, 3], "tanh", seed=2)
    twin = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(8, activation="tanh"),
            keras.layers.Dense(6, activation="tanh"),
            keras.layers.Dense(3),
        ]
    )
    twin.set_weights([part.astype("float32") for part in net.parameters()])
    twin.compile(
        keras.optimizers.SGD(0.5, momentum=0.9),
        keras.losses.CategoricalCrossentropy(from_logits=True),
    )
    step = SGD(0.5, momentum=0.9)
    for _ in range(20):
        loss, d_logits = softmax_cross_entropy(net.forward(x), y)
        net.backward(d_logits)
        step.step(net)
        assert float(twin.train_on_batch(x, y)) == pytest.approx(loss, abs=1e-4)
    for ours, theirs in zip(net.parameters(), twin.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)


def test_dropout_in_training_and_afterwards() -> None:
    x = np.full((200, 50), 2.0)
    drop = Dropout(0.3, np.random.default_rng(0))
    out = drop.forward(x, training=True)
    assert set(np.unique(out)) == {0.0, 2.0 / 0.7}
    assert (out == 0).mean() == pytest.approx(0.3, abs=0.02)
    assert (drop.forward(x, training=True) != out).any()  # others each time
    np.testing.assert_array_equal(drop.forward(x), x)
    np.testing.assert_array_equal(drop.backward(x), x)


def test_dropout_sends_blame_back_the_same_way() -> None:
    drop = Dropout(0.5, np.random.default_rng(0))
    out = drop.forward(np.ones((20, 6)), training=True)
    np.testing.assert_array_equal(drop.backward(np.ones((20, 6))), out)


def test_gradient_under_dropout_is_that_of_the_thinned_network() -> None:
    x, y = examples(5, 3, 2)

    def loss_of(net: Sequential) -> float:
        net.layers[1].rng = np.random.default_rng(7)  # type: ignore[union-attr]
        return softmax_cross_entropy(net.forward(x, training=True), y)[0]

    net = multilayer([3, 6, 2], "tanh", dropout=0.4)
    loss_of(net)
    net.layers[1].rng = np.random.default_rng(7)  # type: ignore[union-attr]
    _, d_out = softmax_cross_entropy(net.forward(x, training=True), y)
    net.backward(d_out)
    weights, found = net.dense_layers()[0].weights, net.dense_layers()[0].grad_weights.copy()
    for place in np.ndindex(weights.shape):
        kept = weights[place]
        weights[place] = kept + 1e-5
        above = loss_of(net)
        weights[place] = kept - 1e-5
        below = loss_of(net)
        weights[place] = kept
        assert found[place] == pytest.approx((above - below) / 2e-5, abs=1e-7)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_the_start_keeps_signals_alive(activation: str) -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=(500, 100))
    for _ in range(10):
        a = Dense(100, 100, activation, rng).forward(a)
    assert 0.1 < a.std() < 2


def test_start_spread() -> None:
    assert dense.start_spread(50, 10, "relu") == pytest.approx(0.2)
    assert dense.start_spread(30, 20, "tanh") == pytest.approx(0.2)
    layer = Dense(400, 300, "relu", np.random.default_rng(0))
    assert layer.weights.std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert not layer.bias.any()
    wide = Dense(40, 30, "relu", np.random.default_rng(0), spread=3.0)
    assert wide.weights.std() == pytest.approx(3.0, rel=0.1)


def test_softmax_and_cross_entropy() -> None:
    logits = np.array([[2.0, 1.0, 0.0], [1000.0, 0.0, -1000.0]])
    p = dense.softmax(logits)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    np.testing.assert_allclose(p[1], [1, 0, 0])
    y = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    loss, slope = softmax_cross_entropy(logits, y)
    assert loss == pytest.approx(-np.log(p[0, 1]) / 2)
    np.testing.assert_allclose(slope, (p - y) / 2)


def test_momentum() -> None:
    net = multilayer([1, 1], "linear")
    layer = net.dense_layers()[0]
    layer.weights[...], layer.grad_weights = 0.0, np.ones((1, 1))
    step = SGD(0.1, momentum=0.5)
    step.step(net)
    step.step(net)
    assert layer.weights[0, 0] == pytest.approx(-0.1 - 0.15)


def test_training_learns_xor_and_is_seeded() -> None:
    def mean_loss(p: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
        loss, slope = binary_cross_entropy(p, y)
        return loss / len(y), slope / len(y)

    def trained() -> tuple[Sequential, dict[str, list[float]]]:
        net = multilayer([2, 8, 8, 1], "tanh", seed=1, output="sigmoid")
        return net, dense.train(
            net, XOR_X, XOR_Y, mean_loss, epochs=300, optimizer=SGD(0.3, 0.9), batch_size=2
        )

    net, history = trained()
    assert len(history["loss"]) == 300 and history["loss"][-1] < 0.05
    assert ((net.forward(XOR_X) > 0.5) == (XOR_Y > 0.5)).all()
    assert trained()[1] == history


def test_dropout_is_on_in_training_only() -> None:
    x, y = examples(50, 4, 3)
    net = multilayer([4, 30, 3], "relu", dropout=0.5)
    np.testing.assert_array_equal(net.forward(x), net.forward(x))
    assert (net.forward(x, training=True) != net.forward(x, training=True)).any()
    assert len(net.parameters()) == len(net.gradients()) == 4


def test_bad_calls_are_said_in_a_sentence() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="followed by one that takes 5 inputs"):
        Sequential([Dense(2, 3, "relu", rng), Dense(5, 1, "linear", rng)])
    with pytest.raises(ValueError, match="first and the last layer must be dense"):
        Sequential([Dense(2, 3, "relu", rng), Dropout(0.1, rng)])
    with pytest.raises(ValueError, match="share from 0 to below 1, not 1"):
        Dropout(1, rng)
    with pytest.raises(ValueError, match="no activation 'gelu'"):
        Dense(2, 3, "gelu", rng)
    assert isinstance(Dense(2, 3, "relu", rng), Layer)
