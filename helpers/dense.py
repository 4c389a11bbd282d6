"""Deep dense networks in NumPy: layers to stack, dropout, a loss for classes, steps downhill.

A layer knows two things: how to answer, and how to hand the blame back. So layers can be stacked
to any depth, and nobody has to derive the backward pass of the whole:

    rng = np.random.default_rng(0)
    net = Sequential(
        [Dense(784, 128, "relu", rng), Dropout(0.3, rng), Dense(128, 10, "linear", rng)]
    )
    loss, d_logits = softmax_cross_entropy(net.forward(x, training=True), one_hot)
    net.backward(d_logits)
    SGD(learning_rate=0.1).step(net)

Built on `helpers.networks`: a `Dense` is its layer with a start that suits deep networks, and a
`Sequential` is one of its networks, so its `fit`, `gradient_check` and so on work here too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from helpers.networks import Array, Layer, Loss, Network


class Dense(Layer):
    """A dense layer that starts with random weights of the right size.

    Args:
        n_in: numbers that go in.
        n_out: neurons.
        activation: "relu", "tanh", "sigmoid" or "linear".
        rng: draws the weights.
        spread: standard deviation of the first weights; None takes `start_spread`.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        activation: str,
        rng: np.random.Generator,
        spread: float | None = None,
    ) -> None:
        if spread is None:
            spread = start_spread(n_in, n_out, activation)
        super().__init__(spread * rng.normal(size=(n_in, n_out)), np.zeros(n_out), activation)


class Dropout:
    """Switches off a share of the answers in training, and nothing afterwards.

    What stays on is divided by the share that stays on, so that the sums of the next layer keep
    their size on average ("inverted" dropout, as in Keras). Srivastava et al., 2014.

    Args:
        rate: share that is switched off, from 0 to below 1.
        rng: decides which.
    """

    def __init__(self, rate: float, rng: np.random.Generator) -> None:
        if not 0 <= rate < 1:
            raise ValueError(f"the rate of dropout is a share from 0 to below 1, not {rate}")
        self.rate, self.rng = rate, rng

    def forward(self, x: Array, training: bool = False) -> Array:
        self._factors = np.ones_like(x)
        if training:
            kept = self.rng.random(x.shape) >= self.rate
            self._factors = kept.astype(x.dtype) / (1.0 - self.rate)  # float32 stays float32
        return x * self._factors

    def backward(self, d_out: Array) -> Array:
        return d_out * self._factors


class Sequential(Network):
    """Layers one after the other, dense ones first and last.

    Args:
        layers: `Dense` (or `networks.Layer`) and `Dropout` layers whose sizes fit.

    Raises:
        ValueError: the first or last layer has no weights, or two neighbours don't fit.
    """

    def __init__(self, layers: Sequence[Layer | Dropout]) -> None:
        dense = [layer for layer in layers if isinstance(layer, Layer)]
        if not dense or dense[0] is not layers[0] or dense[-1] is not layers[-1]:
            raise ValueError("Sequential: the first and the last layer must be dense ones")
        for before, after in zip(dense, dense[1:], strict=False):
            if before.weights.shape[1] != after.weights.shape[0]:
                raise ValueError(
                    f"Sequential: a layer with {before.weights.shape[1]} neurons is followed by "
                    f"one that takes {after.weights.shape[0]} inputs"
                )
        self.layers: list[Layer | Dropout] = list(layers)  # type: ignore[assignment]

    def forward(self, x: Array, training: bool = False) -> Array:
        """Computes the outputs.

        Args:
            x: inputs, float (n, n_in).
            training: whether dropout is on.

        Returns:
            The last layer's answers, (n, n_out).
        """
        for layer in self.layers:
            x = layer.forward(x, training) if isinstance(layer, Dropout) else layer.forward(x)
        return x

    def dense_layers(self) -> list[Layer]:
        """The layers with weights, in order."""
        return [layer for layer in self.layers if isinstance(layer, Layer)]

    def parameters(self) -> list[Array]:
        return [part for layer in self.dense_layers() for part in (layer.weights, layer.bias)]

    def gradients(self) -> list[Array]:
        return [
            part for layer in self.dense_layers() for part in (layer.grad_weights, layer.grad_bias)
        ]


class SGD:
    """Steps against the gradient, with momentum if asked for.

    Args:
        learning_rate: how far one step goes.
        momentum: share of the last step that is kept.
    """

    def __init__(self, learning_rate: float, momentum: float = 0.0) -> None:
        self.learning_rate, self.momentum = learning_rate, momentum
        self._steps: list[Array] | None = None

    def step(self, net: Network) -> None:
        """Changes the network's parameters by one step, after `net.backward`."""
        if self._steps is None:
            self._steps = [np.zeros_like(parameter) for parameter in net.parameters()]
        for parameter, gradient, step in zip(
            net.parameters(), net.gradients(), self._steps, strict=True
        ):
            step *= self.momentum
            step -= self.learning_rate * gradient
            parameter += step


def start_spread(n_in: int, n_out: int, activation: str) -> float:
    """Standard deviation of the first weights that keeps signals from dying or exploding.

    ReLU switches half of the answers off, so what is left must be twice as strong: √(2 / n_in)
    (He et al., 2015). For the others √(2 / (n_in + n_out)) (Glorot and Bengio, 2010), a compromise
    between the way forward and the way back.
    """
    return float(np.sqrt(2.0 / (n_in if activation == "relu" else n_in + n_out)))


def multilayer(
    sizes: Sequence[int],
    activation: str,
    seed: int = 0,
    output: str = "linear",
    dropout: float = 0.0,
) -> Sequential:
    """Builds a deep network: `multilayer([784, 128, 64, 10], "relu")`.

    Args:
        sizes: neurons per layer, the inputs first.
        activation: of the hidden layers.
        seed: of the first weights and of dropout.
        output: activation of the last layer.
        dropout: rate behind each hidden layer; 0 puts no dropout layers in.
    """
    rng = np.random.default_rng(seed)
    layers: list[Layer | Dropout] = []
    for n_in, n_out in zip(sizes[:-2], sizes[1:-1], strict=True):
        layers.append(Dense(n_in, n_out, activation, rng))
        if dropout:
            layers.append(Dropout(dropout, rng))
    return Sequential([*layers, Dense(sizes[-2], sizes[-1], output, rng)])


def softmax(logits: Array) -> Array:
    """Turns scores into probabilities: (n, classes) to (n, classes), each row sums to 1."""
    # The largest score of a row is taken off first: it changes nothing, and exp can't overflow.
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def softmax_cross_entropy(logits: Array, y: Array) -> tuple[float, Array]:
    """Mean of −ln(probability of the right class), and its gradient (p − y) / n by the scores.

    A mean and not a sum, so that the learning rate doesn't depend on the batch size.

    Args:
        logits: scores of the last layer, not bent, float (n, classes).
        y: one-hot rows, the same shape.

    Returns:
        The loss, and its gradient by the logits, (n, classes).
    """
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return -float(np.sum(y * log_p)) / len(y), (np.exp(log_p) - y) / len(y)


def train(
    net: Sequential,
    x: Array,
    y: Array,
    loss: Loss,
    *,
    epochs: int,
    optimizer: SGD,
    batch_size: int = 32,
    seed: int = 0,
) -> dict[str, list[float]]:
    """Trains on small batches in random order, with dropout on. Changes `net`.

    Args:
        net: the network.
        x: inputs, float (n, n_in).
        y: targets, float (n, n_out).
        loss: function of outputs and targets that returns loss and gradient.
        epochs: passes over the data.
        optimizer: makes the steps.
        batch_size: rows per step.
        seed: of the order.

    Returns:
        {"loss": […]}: the mean loss of the batches of each epoch.
    """
    rng = np.random.default_rng(seed)
    history: dict[str, list[float]] = {"loss": []}
    for _ in range(epochs):
        order = rng.permutation(len(x))
        values = []
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            value, d_out = loss(net.forward(x[rows], training=True), y[rows])
            net.backward(d_out)
            optimizer.step(net)
            values.append(value)
        history["loss"].append(float(np.mean(values)))
    return history
