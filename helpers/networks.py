"""Neural networks in NumPy, small enough to read in one sitting.

A network is a list of dense layers. Each layer knows how to go forward, and how to hand a gradient
back:

    net = Network([2, 3, 1], activation="sigmoid", seed=0)
    p = net.forward(XOR_X)                        # (4, 1)
    loss, d_p = squared_error(p, XOR_Y)
    net.backward(d_p)                             # fills layer.grad_weights and layer.grad_bias

`SingleLayer` and `Network([2, 3, 1])` are the two networks that the source material trains on XOR
(S1 and S2): sigmoid everywhere, weights and biases drawn evenly from 0 to 1.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import numpy as np

Array = np.ndarray
Loss = Callable[[Array, Array], tuple[float, Array]]

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def sigmoid(z: Array) -> Array:
    """1 / (1 + e^-z), written with tanh, which cannot overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


# name: (activation of z, its derivative as a function of a = activation(z))
ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "sigmoid": (sigmoid, lambda a: a * (1.0 - a)),
    "tanh": (np.tanh, lambda a: 1.0 - a**2),
    "relu": (lambda z: np.maximum(z, 0.0), lambda a: (a > 0.0).astype(a.dtype)),
    "linear": (lambda z: z, np.ones_like),
}


class Layer:
    """A dense layer: every output sees every input.

    Attributes:
        weights: float64 (n_in, n_out).
        bias: float64 (n_out,).
        grad_weights: gradient of the loss by `weights`, filled by `backward`; the same shape.
        grad_bias: gradient by `bias`, likewise.
    """

    def __init__(self, weights: Array, bias: Array, activation: str) -> None:
        if activation not in ACTIVATIONS:
            names = ", ".join(ACTIVATIONS)
            raise ValueError(f"there is no activation {activation!r}; choose one of {names}")
        self.activation = activation
        self.weights = weights
        self.bias = bias
        self.grad_weights = np.zeros_like(weights)
        self.grad_bias = np.zeros_like(bias)

    def forward(self, x: Array) -> Array:
        activate, _ = ACTIVATIONS[self.activation]
        self._x = x
        self._a = activate(x @ self.weights + self.bias)
        return self._a

    def backward(self, d_a: Array) -> Array:
        _, derivative = ACTIVATIONS[self.activation]
        d_z = d_a * derivative(self._a)
        self.grad_weights = self._x.swapaxes(-1, -2) @ d_z
        self.grad_bias = d_z.sum(axis=-2).reshape(self.bias.shape)
        return d_z @ self.weights.swapaxes(-1, -2)


class Network:
    """Dense layers, one after the other. `Network([2, 3, 1])` is the source's XOR network (S2).

    Args:
        sizes: neurons per layer, the inputs first: `[2, 3, 1]` has 2 inputs, 3 hidden, 1 output.
        activation: of the hidden layers: "sigmoid", "tanh", "relu" or "linear".
        seed: of the random start. Weights and biases are drawn evenly from [0, 1), as in the
            source.
        output: activation of the last layer; None means the same as `activation`.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str = "sigmoid",
        seed: int = 0,
        output: str | None = None,
    ) -> None:
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(
                f"sizes must hold at least inputs and outputs, such as [2, 3, 1], not {sizes!r}"
            )
        # The generator of np.random.seed and all weights before all biases, as in the source: seed
        # 7 is what its code gives after np.random.seed(7).
        rng = np.random.RandomState(seed)
        weights = [rng.rand(n_in, n_out) for n_in, n_out in zip(sizes, sizes[1:], strict=False)]
        biases = [rng.rand(n_out) for n_out in sizes[1:]]
        names = [activation] * (len(weights) - 1) + [output or activation]
        self.layers = [Layer(*parts) for parts in zip(weights, biases, names, strict=True)]

    def forward(self, x: Array) -> Array:
        """Computes the outputs: x float (n, n_in) gives (n, n_out)."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, d_out: Array) -> Array:
        """Carries the gradient back and leaves each layer's share in it.

        Args:
            d_out: gradient of the loss by the outputs of the last `forward`, (n, n_out).

        Returns:
            The gradient by the inputs, (n, n_in).
        """
        for layer in reversed(self.layers):
            d_out = layer.backward(d_out)
        return d_out

    def parameters(self) -> list[Array]:
        """The arrays that training changes: weights and bias of each layer, in order."""
        return [array for layer in self.layers for array in (layer.weights, layer.bias)]

    def gradients(self) -> list[Array]:
        """The gradients that the last `backward` left, in the order of `parameters()`."""
        return [array for layer in self.layers for array in (layer.grad_weights, layer.grad_bias)]

    def copy(self) -> Network:
        """A network of its own with the same parameters."""
        return copy.deepcopy(self)


class SingleLayer(Network):
    """One sigmoid layer: the source's first XOR network (S1), which cannot learn XOR."""

    def __init__(self, n_in: int = 2, n_out: int = 1, seed: int = 0) -> None:
        super().__init__([n_in, n_out], activation="sigmoid", seed=seed)


def squared_error(p: Array, y: Array) -> tuple[float, Array]:
    """Half the sum of squared errors, ½ Σ (p − y)², and its gradient p − y.

    A sum and not a mean: with it, one step of `fit` is exactly the update that the source prints,
    `weights += rate * x.T @ ((y - p) * p * (1 - p))`.

    Args:
        p: predictions, float (n, n_out).
        y: targets, the same shape.

    Returns:
        The loss, and its gradient by p, (n, n_out).
    """
    error = p - y
    return 0.5 * float(np.sum(error**2)), error


def binary_cross_entropy(p: Array, y: Array) -> tuple[float, Array]:
    """−Σ (y ln p + (1 − y) ln(1 − p)), summed over the examples, and its gradient by p.

    Args:
        p: probabilities, float (n, n_out), strictly between 0 and 1 (kept 1e-12 away from both).
        y: targets 0 or 1, the same shape.

    Returns:
        The loss, and its gradient by p, (n, n_out).
    """
    p = np.clip(p, 1e-12, 1.0 - 1e-12)
    loss = -float(np.sum(y * np.log(p) + (1.0 - y) * np.log1p(-p)))
    return loss, (p - y) / (p * (1.0 - p))


def fit(
    net: Network,
    x: Array,
    y: Array,
    loss: Loss = squared_error,
    learning_rate: float = 0.1,
    epochs: int = 10_000,
    record_every: int = 100,
) -> dict[str, list[float]]:
    """Trains a network by gradient descent on the full batch. Changes `net`.

    Args:
        net: the network.
        x: inputs, float (n, n_in).
        y: targets, float (n, n_out).
        loss: function of predictions and targets that returns loss and gradient.
        learning_rate: how far one step goes along the negative gradient.
        epochs: number of steps.
        record_every: epochs between two entries of the history.

    Returns:
        {"epoch": [0, 100, …, epochs], "loss": […]}: the loss after so many epochs.
    """
    x, y = _check_batch(net, x, y)
    if record_every < 1:
        raise ValueError(
            f"record_every counts epochs, so it must be at least 1, not {record_every}"
        )
    history: dict[str, list[float]] = {"epoch": [], "loss": []}
    for epoch in range(epochs + 1):
        value, d_p = loss(net.forward(x), y)
        if epoch % record_every == 0 or epoch == epochs:
            history["epoch"].append(epoch)
            history["loss"].append(value)
        if epoch == epochs:
            break
        net.backward(d_p)
        for parameter, gradient in zip(net.parameters(), net.gradients(), strict=True):
            parameter -= learning_rate * gradient
    return history


def numeric_gradient(
    net: Network, x: Array, y: Array, loss: Loss = squared_error, eps: float = 1e-5
) -> list[Array]:
    """The gradient by trying: each parameter is moved by ±eps and the loss is compared.

    Args:
        net: the network; it is the same afterwards.
        x: inputs, float (n, n_in).
        y: targets, float (n, n_out).
        loss: as in `fit`.
        eps: how far each parameter is moved.

    Returns:
        Arrays of the same shapes and in the same order as `net.parameters()`.
    """
    x, y = _check_batch(net, x, y)
    gradients = []
    for parameter in net.parameters():
        gradient = np.zeros_like(parameter)
        for index in np.ndindex(parameter.shape):
            kept = parameter[index]
            parameter[index] = kept + eps
            above, _ = loss(net.forward(x), y)
            parameter[index] = kept - eps
            below, _ = loss(net.forward(x), y)
            parameter[index] = kept
            gradient[index] = (above - below) / (2.0 * eps)
        gradients.append(gradient)
    return gradients


def gradient_check(net: Network, x: Array, y: Array, loss: Loss = squared_error) -> float:
    """Compares backpropagation with the numeric gradient.

    Returns:
        The largest difference over all parameters, relative to the largest entry of the numeric
        gradient: about 1e-9 when `backward` is right, about 1 when it is not.
    """
    numeric = np.concatenate([g.ravel() for g in numeric_gradient(net, x, y, loss)])
    x, y = _check_batch(net, x, y)
    _, d_p = loss(net.forward(x), y)
    net.backward(d_p)
    exact = np.concatenate([g.ravel() for g in net.gradients()])
    scale = max(np.abs(numeric).max(), np.finfo(float).tiny)
    return float(np.abs(exact - numeric).max() / scale)


def solved(p: Array, y: Array) -> Array | bool:
    """Whether every prediction lies on the right side of 0.5.

    Args:
        p: predictions (n, n_out), or (starts, n, n_out) for several networks.
        y: targets 0 or 1, (n, n_out).

    Returns:
        One bool, or bool (starts,).
    """
    return np.all((p > 0.5) == (y > 0.5), axis=(-2, -1))


def random_starts(
    make_network: Callable[[int], Network],
    x: Array = XOR_X,
    y: Array = XOR_Y,
    starts: int = 40,
    **fit_options: object,
) -> Array:
    """Trains the same network from many random starts.

    Args:
        make_network: makes a new network from a seed: `lambda seed: Network([2, 3, 1], seed=seed)`.
        x: inputs, float (n, n_in).
        y: targets 0 or 1, float (n, n_out).
        starts: how many; the seeds are 0, 1, ….
        fit_options: what `fit` takes: loss, learning_rate, epochs.

    Returns:
        bool (starts,): which of them ended with every prediction on the right side of 0.5.
    """
    net = stack([make_network(seed) for seed in range(starts)])
    fit(net, x, y, **fit_options)  # type: ignore[arg-type]
    return np.asarray(solved(net.forward(np.asarray(x, dtype=float)), np.asarray(y)))


def stack(networks: Sequence[Network]) -> Network:
    """Puts networks of one shape on top of each other, so that one `fit` trains them all.

    They stay independent: every array has the networks as its first axis, and NumPy's `@` treats
    each of them by itself. Training 40 so takes about as long as training two in a loop.

    Returns:
        A network with weights (networks, n_in, n_out) and bias (networks, 1, n_out), whose
        `forward` turns (n, n_in) into (networks, n, n_out).
    """
    stacked = networks[0].copy()
    for i, layer in enumerate(stacked.layers):
        layer.weights = np.stack([net.layers[i].weights for net in networks])
        layer.bias = np.stack([net.layers[i].bias[np.newaxis] for net in networks])
    return stacked


def _check_batch(net: Network, x: Array, y: Array) -> tuple[Array, Array]:
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    n_in, n_out = net.layers[0].weights.shape[-2], net.layers[-1].weights.shape[-1]
    if x.ndim != 2 or x.shape[1] != n_in:
        raise ValueError(
            f"x must have the shape (examples, {n_in}) for this network, not {x.shape}"
        )
    if y.shape != (len(x), n_out):
        raise ValueError(
            f"y must have the shape ({len(x)}, {n_out}), like the output, not {y.shape}"
        )
    return x, y
