from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import networks
from helpers.networks import (
    XOR_X,
    XOR_Y,
    Network,
    SingleLayer,
    binary_cross_entropy,
    fit,
    gradient_check,
    numeric_gradient,
    random_starts,
    squared_error,
    stack,
)

ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear")


def printed_s2(seed: int, epochs: int = 10_000) -> np.ndarray:
    """The 2-3-1 network as one writes it down without classes: an independent reference."""
    np.random.seed(seed)
    w1, w2 = np.random.rand(2, 3), np.random.rand(3, 1)
    b1, b2 = np.random.rand(1, 3), np.random.rand(1, 1)
    for _ in range(epochs):
        hidden = 1 / (1 + np.exp(-(XOR_X @ w1 + b1)))
        p = 1 / (1 + np.exp(-(hidden @ w2 + b2)))
        d2 = (XOR_Y - p) * p * (1 - p)
        d1 = (d2 @ w2.T) * hidden * (1 - hidden)
        w2 += 0.1 * hidden.T @ d2
        b2 += 0.1 * d2.sum(axis=0, keepdims=True)
        w1 += 0.1 * XOR_X.T @ d1
        b1 += 0.1 * d1.sum(axis=0, keepdims=True)
    return 1 / (1 + np.exp(-(1 / (1 + np.exp(-(XOR_X @ w1 + b1))) @ w2 + b2)))


def test_one_step_is_the_printed_update() -> None:
    net = Network([2, 3, 1], seed=5)
    fit(net, XOR_X, XOR_Y, epochs=200)
    np.testing.assert_allclose(net.forward(XOR_X), printed_s2(5, epochs=200), atol=1e-12)


def test_single_layer_ends_at_one_half_everywhere() -> None:
    for seed in range(3):
        net = SingleLayer(seed=seed)
        fit(net, XOR_X, XOR_Y)
        np.testing.assert_allclose(net.forward(XOR_X), 0.5, atol=1e-3)


def test_printed_network_solves_xor_from_37_of_40_starts() -> None:
    solved = random_starts(lambda seed: Network([2, 3, 1], seed=seed), XOR_X, XOR_Y)
    assert solved.shape == (40,) and solved.dtype == bool
    assert solved.sum() == 37
    # The same starts one by one, a solved and a stuck one.
    for seed in (0, int(np.flatnonzero(~solved)[0])):
        net = Network([2, 3, 1], seed=seed)
        fit(net, XOR_X, XOR_Y)
        assert bool(networks.solved(net.forward(XOR_X), XOR_Y)) == solved[seed]


@settings(deadline=None, max_examples=60)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=2, max_size=4),
    activation=st.sampled_from(("sigmoid", "tanh", "linear")),
    seed=st.integers(0, 1000),
)
def test_backpropagation_agrees_with_the_numeric_gradient(
    sizes: list[int], activation: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    net = Network(sizes, activation=activation, output="sigmoid", seed=seed)
    x = rng.normal(size=(5, sizes[0]))
    y = rng.integers(0, 2, size=(5, sizes[-1])).astype(float)
    assert gradient_check(net, x, y, squared_error) < 1e-5
    assert gradient_check(net, x, y, binary_cross_entropy) < 1e-5


def test_relu_gradient() -> None:
    x = np.random.default_rng(0).normal(size=(6, 3))
    y = np.ones((6, 1))
    assert gradient_check(Network([3, 5, 1], "relu", output="linear", seed=1), x, y) < 1e-6


def test_a_wrong_backward_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    # The mistake of taking a(1 − a) for tanh.
    wrong = {**networks.ACTIVATIONS, "tanh": (np.tanh, lambda a: a * (1 - a))}
    monkeypatch.setattr(networks, "ACTIVATIONS", wrong)
    net = Network([2, 3, 1], "tanh", output="sigmoid")
    assert gradient_check(net, XOR_X, XOR_Y) > 0.01


def test_numeric_gradient_leaves_the_network_alone() -> None:
    net = Network([2, 3, 1])
    before = [p.copy() for p in net.parameters()]
    gradients = numeric_gradient(net, XOR_X, XOR_Y, squared_error)
    assert [g.shape for g in gradients] == [p.shape for p in net.parameters()]
    for old, new in zip(before, net.parameters(), strict=True):
        np.testing.assert_array_equal(old, new)


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_losses_and_their_gradients(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    p, y = rng.uniform(0.05, 0.95, (n, 2)), rng.integers(0, 2, (n, 2)).astype(float)
    direction, eps = rng.normal(size=p.shape), 1e-6
    for loss in (squared_error, binary_cross_entropy):
        value, gradient = loss(p, y)
        assert value >= 0 and gradient.shape == p.shape
        slope = (loss(p + eps * direction, y)[0] - loss(p - eps * direction, y)[0]) / (2 * eps)
        np.testing.assert_allclose(np.sum(gradient * direction), slope, rtol=1e-4, atol=1e-6)


def test_losses_on_known_values() -> None:
    p, y = np.array([[0.8], [0.5]]), np.array([[1.0], [0.0]])
    assert squared_error(p, y)[0] == pytest.approx(0.5 * (0.04 + 0.25))
    assert binary_cross_entropy(p, y)[0] == pytest.approx(-np.log(0.8) - np.log(0.5))
    assert np.isfinite(binary_cross_entropy(np.array([[0.0]]), np.array([[1.0]]))[0])


def test_activations_keep_the_types_and_do_not_overflow() -> None:
    z = np.array([-1000.0, 0.0, 1000.0])
    np.testing.assert_allclose(networks.sigmoid(z), [0, 0.5, 1])
    for activate, derivative in networks.ACTIVATIONS.values():
        assert derivative(activate(z)).shape == z.shape


def test_history_and_its_places() -> None:
    history = fit(Network([2, 3, 1]), XOR_X, XOR_Y, epochs=250, record_every=100)
    assert history["epoch"] == [0, 100, 200, 250]
    assert len(history["loss"]) == 4 and history["loss"][-1] < history["loss"][0]


def test_copy_is_independent() -> None:
    net = Network([2, 3, 1])
    twin = net.copy()
    fit(twin, XOR_X, XOR_Y, epochs=5)
    assert not np.allclose(net.layers[0].weights, twin.layers[0].weights)


def test_stack_keeps_networks_apart() -> None:
    nets = [Network([2, 4, 1], "tanh", seed=s, output="sigmoid") for s in range(3)]
    together = stack(nets)
    fit(together, XOR_X, XOR_Y, epochs=20, loss=binary_cross_entropy)
    for i, net in enumerate(nets):
        fit(net, XOR_X, XOR_Y, epochs=20, loss=binary_cross_entropy)
        np.testing.assert_allclose(together.forward(XOR_X)[i], net.forward(XOR_X))


def test_shapes_and_attributes() -> None:
    net = Network([2, 3, 1], activation="tanh", output="sigmoid")
    assert [layer.activation for layer in net.layers] == ["tanh", "sigmoid"]
    assert net.forward(np.zeros((7, 2))).shape == (7, 1)
    assert net.backward(np.ones((7, 1))).shape == (7, 2)
    assert net.layers[0].grad_weights.shape == (2, 3)
    assert net.layers[0].grad_bias.shape == (3,)
    assert all((p >= 0).all() and (p < 1).all() for p in net.parameters())


def test_bad_calls_are_said_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="no activation 'softmax'.*sigmoid, tanh, relu, linear"):
        Network([2, 1], activation="softmax")
    with pytest.raises(ValueError, match="at least inputs and outputs"):
        Network([2])
    with pytest.raises(ValueError, match=r"x must have the shape \(examples, 2\)"):
        fit(Network([2, 3, 1]), XOR_X.T, XOR_Y)
    with pytest.raises(ValueError, match=r"y must have the shape \(4, 1\)"):
        fit(Network([2, 3, 1]), XOR_X, XOR_Y.ravel())
    with pytest.raises(ValueError, match="record_every"):
        fit(Network([2, 3, 1]), XOR_X, XOR_Y, record_every=0)
