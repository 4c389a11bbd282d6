"""Generative adversarial networks for images of 28×28 pixels, and the step that trains both halves.

    model = gan.dense()                                    # S14, its sigmoid moved into the loss
    run = gan.train(model, images, steps=2_000, snapshots=(100, 2_000))
    pictures = gan.draw(model.generator, gan.noise(16))    # float (16, 28, 28), 0 paper to 1 ink

Models and losses are written for Keras 3 on any backend; `GAN.train_step` is TensorFlow's.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers, ops

from helpers.autoencoders import answers
from helpers.models import Recipe
from helpers.progress import Progress

PIXELS = 28 * 28
LATENT_DIM = 100

PRINTED = Recipe(
    "S14",
    loss="binary_crossentropy",
    optimizer="adam",
    note="discriminator compiled, trainable = False, then the stack compiled; no fit is printed",
)

# What `train` needs for each kind; tests/bench/gans.py measures them.
DENSE_RECIPE: Mapping[str, Any] = MappingProxyType(
    {"batch_size": 128, "generator_rate": 1e-3, "discriminator_rate": 1e-3}
)
# A generator that is faster than its discriminator: made for mode collapse.
LAGGING_RECIPE: Mapping[str, Any] = MappingProxyType(
    {"batch_size": 128, "generator_rate": 5e-3, "discriminator_rate": 1e-4}
)
CONVOLUTIONAL_RECIPE: Mapping[str, Any] = MappingProxyType(
    {"batch_size": 64, "generator_rate": 2e-3, "discriminator_rate": 2e-3}
)


class GAN(keras.Model):
    """A generator and a discriminator that train each other.

    Neither is ever frozen. Each gradient is taken with respect to the weights of one of the two,
    and each of the two has an optimizer of its own.

    Attributes:
        generator: noise (n, latent_dim) → images from 0 to 1.
        discriminator: images → logits (n, 1), above 0 for "real".
        latent_dim: numbers that the generator starts from.
    """

    def __init__(
        self, generator: keras.Model, discriminator: keras.Model, *, seed: int = 0
    ) -> None:
        """Puts the two together.

        Args:
            generator: noise (n, latent_dim) → images.
            discriminator: images → logits (n, 1), without a sigmoid.
            seed: of the noise that training draws.
        """
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.latent_dim = int(generator.input_shape[-1])
        self.random = keras.random.SeedGenerator(seed)

    def compile(self, generator_rate: float = 1e-3, discriminator_rate: float = 1e-3) -> None:
        """Gives each half its Adam. Both forget quickly (beta_1 = 0.5): the opponent changes."""
        super().compile(jit_compile=False)
        self.generator_optimizer = keras.optimizers.Adam(generator_rate, beta_1=0.5)
        self.discriminator_optimizer = keras.optimizers.Adam(discriminator_rate, beta_1=0.5)
        self.generator_optimizer.build(self.generator.trainable_variables)
        self.discriminator_optimizer.build(self.discriminator.trainable_variables)

    def call(self, noise: Any, training: bool = False) -> Any:
        """Images from noise, (n, latent_dim)."""
        return self.generator(noise, training=training)

    def train_step(self, real: Any) -> dict[str, Any]:
        """One step of the discriminator, then one of the generator.

        Args:
            real: images, one batch.

        Returns:
            Both losses and both shares of right verdicts, before this step.
        """
        import tensorflow as tf  # models and losses above and below run without it

        noise = keras.random.normal((ops.shape(real)[0], self.latent_dim), seed=self.random)

        # 1. The discriminator learns. The images of the generator are data like any other.
        fake = self.generator(noise, training=True)
        with tf.GradientTape() as tape:
            on_real = self.discriminator(real, training=True)
            on_fake = self.discriminator(fake, training=True)
            d_loss = discriminator_loss(on_real, on_fake)
        weights = self.discriminator.trainable_variables
        self.discriminator_optimizer.apply(tape.gradient(d_loss, weights), weights)

        # 2. The generator learns, from what the discriminator says. The gradient runs *through*
        #    the discriminator, but only the generator's weights are moved.
        with tf.GradientTape() as tape:
            fake = self.generator(noise, training=True)
            g_loss = generator_loss(self.discriminator(fake, training=True))
        weights = self.generator.trainable_variables
        self.generator_optimizer.apply(tape.gradient(g_loss, weights), weights)

        return {
            "discriminator_loss": d_loss,
            "generator_loss": g_loss,
            "right_on_real": ops.mean(ops.cast(on_real > 0, "float32")),
            "right_on_fake": ops.mean(ops.cast(on_fake < 0, "float32")),
        }


def discriminator_loss(on_real: Any, on_fake: Any) -> Any:
    """Binary cross-entropy of the verdicts: real ones are 1, made ones 0.

    Args:
        on_real: logits on real images, (n, 1).
        on_fake: logits on images of the generator, (m, 1).

    Returns:
        −mean ln D(real) − mean ln(1 − D(fake)), one number; 2 ln 2 for a discriminator that
        guesses.
    """
    return ops.mean(ops.softplus(-on_real)) + ops.mean(ops.softplus(on_fake))


def generator_loss(on_fake: Any) -> Any:
    """The generator's non-saturating loss (Goodfellow et al., 2014).

    Args:
        on_fake: logits on images of the generator, (m, 1).

    Returns:
        −mean ln D(fake), one number; ln 2 against a discriminator that guesses.
    """
    return ops.mean(ops.softplus(-on_fake))


def printed_generator(*, seed: int = 0) -> keras.Model:
    """The source's generator S14: 100 → Dense 128 ReLU → Dense 784 sigmoid.

    Args:
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.
    """
    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [
            keras.Input((LATENT_DIM,)),
            layers.Dense(128, activation="relu"),
            layers.Dense(PIXELS, activation="sigmoid"),
        ],
        name="generator",
    )


def printed_discriminator(*, logits: bool = False, seed: int = 1) -> keras.Model:
    """The source's discriminator S14: 784 → Dense 128 ReLU → Dense 1 sigmoid.

    Args:
        logits: leaves the sigmoid to the loss, which is what `GAN` needs.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.
    """
    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [
            keras.Input((PIXELS,)),
            layers.Dense(128, activation="relu"),
            layers.Dense(1, activation=None if logits else "sigmoid"),
        ],
        name="discriminator",
    )


def dense(*, seed: int = 0) -> GAN:
    """The source's two networks, put together so that both learn. Not compiled.

    Args:
        seed: of first weights and noise.

    Returns:
        A GAN that takes images as rows, float32 (n, 784) from 0 to 1.
    """
    return GAN(
        printed_generator(seed=2 * seed),
        printed_discriminator(logits=True, seed=2 * seed + 1),
        seed=seed,
    )


def convolutional(*, filters: tuple[int, int] = (16, 32), seed: int = 0) -> GAN:
    """A small convolutional GAN, after DCGAN (Radford, Metz and Chintala, 2015). Not compiled.

    The generator goes 7×7 → 14×14 → 28×28 with transposed convolutions of 4×4 and stride 2, with
    batch normalization; the discriminator goes the same way back, with leaky ReLU and dropout.

    Args:
        filters: of the layers at 14×14 and at 7×7.
        seed: of first weights and noise.

    Returns:
        A GAN that takes images of shape (n, 28, 28, 1), float32 from 0 to 1.
    """
    wide, deep = filters
    keras.utils.set_random_seed(seed)
    step = {"strides": 2, "padding": "same"}
    generator = keras.Sequential(
        [
            keras.Input((LATENT_DIM,)),
            layers.Dense(7 * 7 * deep, use_bias=False),  # the normalization has a shift of its own
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.Reshape((7, 7, deep)),
            layers.Conv2DTranspose(wide, 4, use_bias=False, **step),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.Conv2DTranspose(1, 4, activation="sigmoid", **step),
        ],
        name="generator",
    )
    discriminator = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            # Dropout comes before leaky ReLU, which makes no difference to what is computed: so
            # TensorFlow doesn't try to merge the layers around it, and to complain when it fails.
            layers.Conv2D(wide, 4, **step),
            layers.Dropout(0.3),
            layers.LeakyReLU(0.2),
            layers.Conv2D(deep, 4, **step),
            layers.Dropout(0.3),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
            layers.Dense(1),
        ],
        name="discriminator",
    )
    return GAN(generator, discriminator, seed=seed)


class Run(NamedTuple):
    """What a training leaves behind.

    Attributes:
        steps: number of each step, 1, 2, …, (steps,).
        losses: name → value at each step, each (steps,); names as in `GAN.train_step`.
        snapshots: step → images drawn from the same noise each time, (n, 28, 28).
        moved: name of the half → largest change of any of its trainable weights.
        seconds: training time, snapshots included.
    """

    steps: np.ndarray
    losses: dict[str, np.ndarray]
    snapshots: dict[int, np.ndarray]
    moved: dict[str, float]
    seconds: float


def train(
    model: GAN,
    images: np.ndarray,
    *,
    steps: int,
    batch_size: int = 128,
    generator_rate: float = 1e-3,
    discriminator_rate: float = 1e-3,
    snapshots: Sequence[int] = (),
    snapshot_noise: np.ndarray | None = None,
    seed: int = 0,
    progress: bool = True,
    description: str = "GAN",
) -> Run:
    """Compiles a GAN and trains it for so many steps.

    Args:
        model: its weights go on from what they are.
        images: as the discriminator takes them, float32 from 0 to 1.
        steps: steps of each half.
        batch_size: real images per step; as many are made.
        generator_rate: learning rate of the generator's Adam.
        discriminator_rate: that of the discriminator.
        snapshots: after which steps to draw images; 0 is before the first one.
        snapshot_noise: what to draw them from, (n, latent_dim); by default `noise(10)`.
        seed: of the order of the images and of dropout. Goes to `keras.utils.set_random_seed`.
        progress: whether to show the bar and the closing line.
        description: stands before them.

    Returns:
        Losses, snapshots, and how far each half has moved.

    Raises:
        ValueError: a half has no trainable weight, there are too few images, or they don't have
            the shape or range that the networks work with; nothing was trained.
        RuntimeError: Keras runs on another backend than TensorFlow.
    """
    if keras.config.backend() != "tensorflow":
        raise RuntimeError(
            "gan.train: this training step is TensorFlow's, and Keras runs on "
            f"{keras.config.backend()}; start again with KERAS_BACKEND=tensorflow"
        )
    _check(model, images, steps, batch_size)
    keras.utils.set_random_seed(seed)
    model.compile(generator_rate, discriminator_rate)
    halves = {"generator": model.generator, "discriminator": model.discriminator}
    before = {name: _trainable(half) for name, half in halves.items()}
    given = noise(10, latent_dim=model.latent_dim) if snapshot_noise is None else snapshot_noise
    watch = _Watch(steps, set(snapshots), given, description if progress else None)
    started = time.perf_counter()
    model.fit(
        images,
        batch_size=batch_size,
        epochs=-(-steps // (len(images) // batch_size)),
        callbacks=[watch],
        verbose=0,
    )
    return Run(
        np.arange(1, steps + 1),
        {name: np.array([logs[name] for logs in watch.logs]) for name in watch.logs[0]},
        watch.snapshots,
        {name: largest_change(before[name], _trainable(half)) for name, half in halves.items()},
        time.perf_counter() - started,
    )


def noise(n: int, *, latent_dim: int = LATENT_DIM, seed: int = 0) -> np.ndarray:
    """Draws n rows of noise for a generator, float32 (n, latent_dim), standard normal."""
    return np.random.default_rng(seed).normal(size=(n, latent_dim)).astype("float32")


def draw(generator: keras.Model, noise: np.ndarray) -> np.ndarray:
    """Has a generator draw, one image per row of noise: float (n, 28, 28) from 0 to 1."""
    return answers(generator, noise).reshape(-1, 28, 28)


def largest_change(before: Sequence[np.ndarray], after: Sequence[np.ndarray]) -> float:
    """The largest change of any weight; 0 if none has moved, or if there are none."""
    return max(
        (float(np.abs(b - a).max()) for a, b in zip(before, after, strict=True)), default=0.0
    )


def _trainable(model: keras.Model) -> list[np.ndarray]:
    return [np.array(ops.convert_to_numpy(weight)) for weight in model.trainable_variables]


def _check(model: GAN, images: np.ndarray, steps: int, batch_size: int) -> None:
    for half in (model.generator, model.discriminator):
        if not half.trainable_variables:
            raise ValueError(
                f"gan.train: the {half.name} has no trainable weight, so it would not learn; has "
                "somebody set trainable = False?"
            )
    if steps < 1 or batch_size < 1:
        raise ValueError(
            f"gan.train: steps and batch_size must be at least 1, not {steps} and {batch_size}"
        )
    wanted = tuple(model.discriminator.input_shape[1:])
    if tuple(images.shape[1:]) != wanted:
        raise ValueError(
            f"gan.train: the discriminator takes images of shape {('n', *wanted)}, not "
            f"{('n', *images.shape[1:])}"
        )
    if len(images) < batch_size:
        raise ValueError(f"gan.train: {len(images)} images don't fill a batch of {batch_size}")
    if images.dtype.kind != "f" or images.min() < 0 or images.max() > 1:
        raise ValueError("gan.train: images must be floats from 0 to 1; divide by 255")


class _Watch(keras.callbacks.Callback):
    """Counts steps, keeps losses, draws snapshots and stops in time."""

    def __init__(
        self, steps: int, snapshots: set[int], noise: np.ndarray, description: str | None
    ) -> None:
        super().__init__()
        self._steps, self._at, self._noise, self._description = steps, snapshots, noise, description
        self.logs: list[dict[str, float]] = []
        self.snapshots: dict[int, np.ndarray] = {}

    def on_train_begin(self, logs: Any = None) -> None:
        if self._description is not None:
            self._bar = Progress(self._steps, self._description, "step")
        self._started = time.monotonic()
        self._draw(0)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.logs.append({name: float(value) for name, value in logs.items()})
        done = len(self.logs)
        if self._description is not None:
            self._bar.update(done, self._figures())
        self._draw(done)
        if done == self._steps:
            self.model.stop_training = True

    def on_train_end(self, logs: Any = None) -> None:
        if self._description is not None:
            seconds = time.monotonic() - self._started
            self._bar.close(
                f"{self._description}: {self._steps:,} steps in {seconds:.1f} s, {self._figures()}"
            )

    def _draw(self, step: int) -> None:
        if step in self._at:
            self.snapshots[step] = draw(self.model.generator, self._noise)

    def _figures(self) -> str:
        recent = self.logs[-100:]
        return ", ".join(
            f"{words} {np.mean([logs[name] for logs in recent]):.2f}"
            for name, words in (
                ("discriminator_loss", "losses: discriminator"),
                ("generator_loss", "generator"),
            )
        )
