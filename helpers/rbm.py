"""A restricted Boltzmann machine in NumPy, trained by contrastive divergence.

It isn't an autoencoder: it has no decoder and no reconstruction loss. It gives every picture v an
energy together with every pattern h of its hidden units, and so a probability:

    E(v, h) = -a·v - b·h - v·W·h          p(v, h) = exp(-E(v, h)) / Z

"Restricted" means that no two visible and no two hidden units are tied, so that all units of one
side can be drawn at once when the other side is known.

    rbm = RBM(784, 128, seed=0)
    history = fit(rbm, pixels, epochs=10)         # pixels: float (n, 784) from 0 to 1
    filled = rbm.fill_in(pixels, known, steps=50, random=np.random.default_rng(0))

Sources: P. Smolensky, "Information processing in dynamical systems: foundations of harmony
theory", 1986 (the model); G. Hinton, "Training products of experts by minimizing contrastive
divergence", Neural Computation 14, 2002 (CD-k); G. Hinton, "A practical guide to training
restricted Boltzmann machines", UTML TR 2010-003 (what is drawn and what stays a probability,
momentum, first biases).
"""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

from helpers.progress import Progress

Array = np.ndarray


def sigmoid(z: Array) -> Array:
    """1 / (1 + e^-z), written with tanh, which cannot overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


class RBM:
    """Binary visible and hidden units, 0 or 1, tied by one matrix of weights.

    Attributes:
        weights: W, float32 (visible, hidden).
        visible_bias: a, float32 (visible,).
        hidden_bias: b, float32 (hidden,).
    """

    def __init__(self, visible: int, hidden: int, seed: int = 0) -> None:
        """Starts with small random weights and no biases.

        Args:
            visible: number of visible units, one per pixel.
            hidden: number of hidden units.
            seed: of the weights.

        Raises:
            ValueError: there isn't at least one unit on each side.
        """
        if visible < 1 or hidden < 1:
            raise ValueError(f"an RBM needs units on both sides, not {visible} and {hidden}")
        random = np.random.default_rng(seed)
        self.weights = random.normal(scale=0.01, size=(visible, hidden)).astype(np.float32)
        self.visible_bias = np.zeros(visible, np.float32)
        self.hidden_bias = np.zeros(hidden, np.float32)

    def hidden_probabilities(self, v: Array) -> Array:
        """Probability of each hidden unit to be 1, given the visible ones.

        Args:
            v: (n, visible), 0 and 1 or probabilities.

        Returns:
            (n, hidden).
        """
        return sigmoid(v @ self.weights + self.hidden_bias)

    def visible_probabilities(self, h: Array) -> Array:
        """Probability of each visible unit to be 1, given the hidden ones: the same weights back.

        Args:
            h: (n, hidden), 0 and 1 or probabilities.

        Returns:
            (n, visible).
        """
        return sigmoid(h @ self.weights.T + self.visible_bias)

    def energy(self, v: Array, h: Array) -> Array:
        """Energy of visible and hidden patterns together: low means likely.

        Args:
            v: (n, visible).
            h: (n, hidden).

        Returns:
            (n,).
        """
        tied = np.sum((v @ self.weights) * h, axis=-1)
        return -(v @ self.visible_bias + h @ self.hidden_bias + tied)

    def free_energy(self, v: Array) -> Array:
        """-ln of the sum of exp(-E(v, h)) over all hidden patterns h, in closed form.

        Two pictures' difference in free energy is the logarithm of how much likelier one of them
        is than the other; the constant Z cancels.

        Args:
            v: (n, visible).

        Returns:
            (n,).
        """
        z = v @ self.weights + self.hidden_bias
        return -(v @ self.visible_bias) - np.logaddexp(0.0, z).sum(axis=-1)

    def gibbs(self, v: Array, steps: int, random: np.random.Generator) -> Array:
        """Draws hidden from visible and visible from hidden, again and again.

        Args:
            v: where to start, (n, visible).
            steps: rounds, at least 1.
            random: source of the draws.

        Returns:
            The visible units' probabilities in the last round, (n, visible).
        """
        v, _ = self._gibbs(v, steps, random)
        return v

    def reconstruct(self, v: Array) -> Array:
        """Goes up and down once with probabilities, without drawing. (n, visible), both ways."""
        return self.visible_probabilities(self.hidden_probabilities(v))

    def fill_in(self, v: Array, known: Array, steps: int, random: np.random.Generator) -> Array:
        """Completes pictures: draws the missing pixels again and again, the known ones stay.

        Args:
            v: (n, visible) from 0 to 1; what stands where pixels are missing doesn't matter.
            known: bool (visible,) or (n, visible): True where a pixel is known.
            steps: rounds. The answer is the mean of the second half of them.
            random: source of the draws.

        Returns:
            float32 (n, visible): known pixels as they were, missing ones as probabilities.

        Raises:
            ValueError: `known` doesn't fit, or there is no round.
        """
        known = np.asarray(known)
        if known.dtype != bool or known.shape not in (v.shape, v.shape[1:]):
            raise ValueError(
                f"fill_in: known must be True or False for each of {v.shape[1]} pixels, "
                f"not {known.dtype} {known.shape}"
            )
        if steps < 1:
            raise ValueError(f"fill_in: steps must be at least 1, not {steps}")
        given = np.asarray(v, np.float32)
        # An unknown pixel starts as likely as it is without any picture.
        state = np.where(known, given, sigmoid(self.visible_bias))
        total = np.zeros_like(given)
        with threadpool_limits(1):
            for step in range(steps):
                p, drawn = self._gibbs(state, 1, random)
                state = np.where(known, given, drawn)
                if step >= steps // 2:
                    total += p
        return np.where(known, given, total / (steps - steps // 2))

    def _gibbs(self, v: Array, steps: int, random: np.random.Generator) -> tuple[Array, Array]:
        """The last round's probabilities of the visible units, and a draw from them."""
        for _ in range(steps):
            h = draw(self.hidden_probabilities(v), random)
            p = self.visible_probabilities(h)
            v = draw(p, random)
        return p, v


def draw(p: Array, random: np.random.Generator) -> Array:
    """Zeros and ones, float32, each 1 with its probability p."""
    return (random.random(p.shape, dtype=np.float32) < p).astype(np.float32)


def contrastive_divergence(
    rbm: RBM, v: Array, k: int, random: np.random.Generator
) -> tuple[Array, Array, Array]:
    """Estimates which way the parameters should move to make the pictures v likelier.

    What the machine does with the pictures, minus what it does with pictures that it has made out
    of them in k rounds. The last hidden units stay probabilities, which lessens the noise. The
    last pixels are drawn: as probabilities, which Hinton (2010, section 3) allows, they would
    leave an error that doesn't go away however large k is.

    Args:
        rbm: the machine.
        v: a batch of pictures, (n, visible), from 0 to 1.
        k: rounds, at least 1; the more, the nearer to the true gradient.
        random: source of the draws.

    Returns:
        The steps uphill for weights, visible and hidden biases, each in its shape.
    """
    h_data = rbm.hidden_probabilities(v)
    h_model = h_data
    for _ in range(k):
        v_model = draw(rbm.visible_probabilities(draw(h_model, random)), random)
        h_model = rbm.hidden_probabilities(v_model)
    n = len(v)
    return (
        (v.T @ h_data - v_model.T @ h_model) / n,
        (v - v_model).mean(axis=0),
        (h_data - h_model).mean(axis=0),
    )


def fit(
    rbm: RBM,
    x: Array,
    *,
    epochs: int,
    k: int = 1,
    batch_size: int = 100,
    learning_rate: float = 0.1,
    momentum: float = 0.9,
    weight_decay: float = 1e-4,
    seed: int = 0,
    progress: bool = True,
) -> dict[str, list[float]]:
    """Trains an RBM by CD-k with momentum.

    Args:
        rbm: the machine, changed in place. Its visible biases are set to the pixels' log-odds
            first if they are all 0, so that the weights needn't learn how dark a pixel is.
        x: pictures, float (n, visible) from 0 to 1, taken as probabilities of ink.
        epochs: passes over the pictures.
        k: rounds of contrastive divergence.
        batch_size: pictures per step.
        learning_rate: how far a step goes.
        momentum: share of the last step that is kept; 0.5 in the first epoch, when steps are
            large.
        weight_decay: pull of the weights towards 0.
        seed: of the order and the draws.
        progress: whether to show a bar.

    Returns:
        {"loss": […]}: after each epoch the mean squared difference of the pictures and their
        reconstruction. CD doesn't minimize it: it is a sign of life, not the goal.

    Raises:
        ValueError: the pictures don't fit, or a setting makes no sense; nothing was trained.
    """
    x = np.asarray(x)
    if x.ndim != 2 or x.shape[1] != len(rbm.visible_bias) or len(x) == 0:
        raise ValueError(
            f"rbm.fit: pictures of {len(rbm.visible_bias)} pixels are needed, one per row, "
            f"not an array of shape {x.shape}"
        )
    if not (np.isfinite(x).all() and x.min() >= 0 and x.max() <= 1):
        raise ValueError("rbm.fit: pixels must lie between 0 and 1; divide raw ones by 255")
    if epochs < 1 or k < 1 or batch_size < 1:
        raise ValueError(
            f"rbm.fit: epochs, k and batch_size must be at least 1, not {epochs}, {k}, {batch_size}"
        )
    x = x.astype(np.float32)
    random = np.random.default_rng(seed)
    if not rbm.visible_bias.any():
        share = np.clip(x.mean(axis=0), 0.01, 0.99)
        rbm.visible_bias = np.log(share / (1 - share)).astype(np.float32)
    last = [np.zeros_like(p) for p in (rbm.weights, rbm.visible_bias, rbm.hidden_bias)]
    history: dict[str, list[float]] = {"loss": []}
    bar = Progress(epochs, f"RBM, CD-{k}", "epoch") if progress else None
    for epoch in range(epochs):
        kept = momentum if epoch else min(momentum, 0.5)
        order = random.permutation(len(x))
        # The matrices are small: several threads spend more time on waiting than on multiplying.
        with threadpool_limits(1):
            for start in range(0, len(x), batch_size):
                batch = x[order[start : start + batch_size]]
                uphill = contrastive_divergence(rbm, batch, k, random)
                uphill[0][...] -= weight_decay * rbm.weights
                for step, push in zip(last, uphill, strict=True):
                    step *= kept
                    step += learning_rate * push
                rbm.weights += last[0]
                rbm.visible_bias += last[1]
                rbm.hidden_bias += last[2]
        few = x[:2000]
        history["loss"].append(float(np.mean((few - rbm.reconstruct(few)) ** 2)))
        if bar is not None:
            bar.update(epoch + 1, f"reconstruction error {history['loss'][-1]:.4f}")
    if bar is not None:
        bar.close(f"RBM, CD-{k}: {epochs} epochs, reconstruction error {history['loss'][-1]:.4f}")
    return history
