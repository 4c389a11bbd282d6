"""A small transformer in Keras that predicts the next token, and what one does with it.

    model = build(vocabulary=27, length=24, dim=48, heads=2, blocks=1)
    fit(model, x, y, epochs=1)                     # y: x moved by one, IGNORED where nothing counts
    maps = attention_maps(model, x[:1])            # (blocks, 1, heads, length, length)
    generate(model, prompts, rng, temperature=0.8)

The block is that of Vaswani and others, 2017, with the normalization before each part as in
GPT-2 (Radford and others, 2019). Written for Keras 3 on any backend.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from helpers.attention import sinusoidal_positions, softmax
from helpers.progress import Progress
from helpers.training import warm_up_and_cosine

IGNORED = -1  # a target that counts for nothing, such as what stands behind the end of a text
POSITIONS = ("learned", "sinusoidal", None)


class Positions(keras.Layer):
    """Adds to every token a vector that says where it stands.

    Args:
        kind: "learned": a table with a row for each place; "sinusoidal": fixed waves.
    """

    def __init__(self, kind: str = "learned", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def build(self, input_shape: Any) -> None:
        _, length, dim = input_shape
        waves = sinusoidal_positions(length, dim) if self.kind == "sinusoidal" else None
        self.table = self.add_weight(
            shape=(length, dim),
            initializer=_small() if waves is None else keras.initializers.Constant(waves),
            trainable=waves is None,
            name="table",
        )

    def call(self, x: Any) -> Any:
        return x + self.table


class TransformerBlock(keras.Layer):
    """Attention between the positions, then a small network at each, both added to what came in.

    Args:
        heads: number of heads; the numbers per token must be a multiple.
        causal: whether a position sees only itself and what stands before it.
    """

    def __init__(self, heads: int, causal: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.heads, self.causal = heads, causal

    def build(self, input_shape: Any) -> None:
        dim = input_shape[-1]
        self.norm_1, self.norm_2 = layers.LayerNormalization(), layers.LayerNormalization()
        self.attention = layers.MultiHeadAttention(self.heads, dim // self.heads)
        self.widen, self.narrow = layers.Dense(4 * dim, activation="relu"), layers.Dense(dim)
        self.attention.build(input_shape, input_shape)
        for layer in (self.norm_1, self.norm_2, self.widen):
            layer.build(input_shape)
        self.narrow.build((*input_shape[:-1], 4 * dim))

    def call(self, x: Any) -> Any:
        y = self.norm_1(x)
        x = x + self.attention(y, y, use_causal_mask=self.causal)
        return x + self.narrow(self.widen(self.norm_2(x)))

    def look(self, x: Any) -> Any:
        """Where each head looks: (n, length, dim) in, weights (n, heads, length, length) out."""
        y = self.norm_1(x)
        return self.attention(y, y, use_causal_mask=self.causal, return_attention_scores=True)[1]


def build(
    vocabulary: int,
    length: int,
    *,
    dim: int = 64,
    heads: int = 4,
    blocks: int = 2,
    causal: bool = True,
    positions: str | None = "learned",
    seed: int = 0,
) -> keras.Model:
    """Builds a transformer, with new weights and not compiled.

    Args:
        vocabulary: number of different tokens.
        length: tokens in a row, all rows the same.
        dim: numbers per token inside.
        heads: of each block; dim must be a multiple.
        blocks: one after the other.
        causal: whether a position sees only itself and what stands before it.
        positions: how tokens learn where they stand: one of `POSITIONS`; None: not at all.
        seed: of the first weights; goes to `keras.utils.set_random_seed`.

    Returns:
        A model: int (n, length) in, logits (n, length, vocabulary) out: at each place the scores
        of the token to come.

    Raises:
        ValueError: dim isn't a multiple of heads, or there are no such positions.
    """
    if dim % heads:
        raise ValueError(f"dim must be a multiple of heads, and {dim} isn't one of {heads}")
    if positions not in POSITIONS:
        raise ValueError(f"positions must be one of {POSITIONS}, not {positions!r}")
    keras.utils.set_random_seed(seed)
    tokens = keras.Input((length,), dtype="int32", name="tokens")
    # The waves reach from -1 to 1; beside them tokens mustn't be too faint.
    spread = _small() if positions == "learned" else "uniform"
    x = layers.Embedding(vocabulary, dim, embeddings_initializer=spread, name="embedding")(tokens)
    if positions is not None:
        x = Positions(positions, name="positions")(x)
    for i in range(blocks):
        x = TransformerBlock(heads, causal, name=f"block_{i + 1}")(x)
    x = layers.LayerNormalization(name="last_norm")(x)
    return keras.Model(tokens, layers.Dense(vocabulary, name="logits")(x), name="transformer")


def fit(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int,
    batch_size: int = 64,
    learning_rate: float = 3e-3,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    seed: int = 0,
    progress: bool = True,
    description: str = "",
) -> dict[str, list[float]]:
    """Trains a model that answers logits at every place (a transformer or a recurrent network).

    Args:
        model: int (n, length) in, logits (n, length, vocabulary) out.
        x: tokens, int (n, length).
        y: the token that should come at each place, int (n, length); `IGNORED` doesn't count.
        epochs: passes over the data.
        batch_size: rows per step.
        learning_rate: Adam's, at its highest; it rises for a tenth of the steps and then falls.
        validation: a pair (x, y) to judge the model on after each epoch.
        seed: of the order of the rows.
        progress: whether to show the bar.
        description: stands before it.

    Returns:
        {"loss": [one per epoch], "val_loss": …}, in nats per counted token.

    Raises:
        ValueError: x and y don't have one shape, or hold tokens that the model doesn't know.
    """
    x, y = _checked(model, x, y)
    keras.utils.set_random_seed(seed)
    steps = epochs * -(-len(x) // batch_size)
    model.compile(
        keras.optimizers.Adam(warm_up_and_cosine(learning_rate, steps)), loss=token_loss()
    )
    callbacks = []
    if progress:
        callbacks.append(_ShowProgress(steps, description or model.name))
    return model.fit(
        x,
        y,
        epochs=epochs,
        batch_size=batch_size,
        validation_data=None if validation is None else _checked(model, *validation),
        validation_batch_size=256,
        callbacks=callbacks,
        verbose=0,
    ).history


def token_loss() -> keras.losses.Loss:
    """Cross-entropy of the next token, its mean over all targets that count."""
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=IGNORED)


def attention_maps(model: keras.Model, tokens: np.ndarray) -> np.ndarray:
    """Where each head of each block looks.

    Args:
        model: as `build` makes it.
        tokens: int (n, length).

    Returns:
        float (blocks, n, heads, length, length): the last axis is where it looks, and sums to 1.
    """
    x: Any = ops.convert_to_tensor(np.asarray(tokens, dtype="int32"))
    maps = []
    for layer in model.layers[1:]:
        if isinstance(layer, TransformerBlock):
            maps.append(ops.convert_to_numpy(layer.look(x)))
        x = layer(x)
    return np.stack(maps)


def probabilities(
    model: keras.Model, tokens: np.ndarray, place: int, temperature: float | np.ndarray = 1.0
) -> np.ndarray:
    """The shares of all tokens to come behind a place.

    Args:
        model: answers logits at every place.
        tokens: int (n, length); what stands behind `place` doesn't matter to a causal model.
        place: the last token that is known, counted from 0.
        temperature: logits are divided by it; above 0; one number, or one per row, (n,).

    Returns:
        float (n, vocabulary), rows that sum to 1.
    """
    logits = ops.convert_to_numpy(model(np.asarray(tokens, dtype="int32"), training=False))
    divisor = np.reshape(temperature, (-1, 1))
    return softmax(logits[:, place].astype("float64") / divisor)


def generate(
    model: keras.Model,
    prompts: np.ndarray,
    rng: np.random.Generator,
    *,
    temperature: float | np.ndarray = 1.0,
) -> np.ndarray:
    """Writes on: draws a token, appends it, asks again, until the rows are full.

    Args:
        model: causal, as `build` makes it.
        prompts: int (n, p), how each row begins.
        rng: draws the tokens.
        temperature: 0 always takes the likeliest token; 1 draws as the model says; higher is
            bolder. One number, or one per row, (n,).

    Returns:
        int (n, length).

    Raises:
        ValueError: the prompts leave no room, or the temperature is negative.
    """
    length = model.input_shape[1]
    n, known = prompts.shape
    heat = np.broadcast_to(np.asarray(temperature, dtype=float), (n,))
    if not 0 < known <= length or (heat < 0).any():
        raise ValueError(
            f"prompts must hold 1 to {length} tokens and the temperature must not be negative"
        )
    tokens = np.zeros((n, length), dtype="int32")
    tokens[:, :known] = prompts
    for place in range(known, length):
        shares = probabilities(model, tokens, place - 1, np.where(heat > 0, heat, 1.0))
        # The first place where the running sum passes a random height.
        heights = rng.random((n, 1)) * shares.sum(axis=1, keepdims=True)
        drawn = (shares.cumsum(axis=1) > heights).argmax(axis=1)
        tokens[:, place] = np.where(heat > 0, drawn, shares.argmax(axis=1))
    return tokens


class _ShowProgress(keras.callbacks.Callback):
    """Hands Keras's steps to the progress bar."""

    def __init__(self, steps: int, description: str) -> None:
        super().__init__()
        self._steps, self._description, self._done = steps, description, 0

    def on_train_begin(self, logs: Any = None) -> None:
        self._bar = Progress(self._steps, self._description, "step")

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._done += 1
        self._bar.update(self._done, f"loss {(logs or {})['loss']:.3f}")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._figures = ", ".join(f"{name} {value:.3f}" for name, value in (logs or {}).items())

    def on_train_end(self, logs: Any = None) -> None:
        figures = self._figures.replace("val_loss", "validation loss")
        self._bar.close(f"{self._description}: {self._done} steps, {figures}")


def _small() -> keras.initializers.Initializer:
    return keras.initializers.RandomNormal(stddev=0.02)


def _checked(model: keras.Model, x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.asarray(x), np.asarray(y)
    if x.shape != y.shape or x.ndim != 2 or len(x) == 0 or x.shape[1] != model.input_shape[1]:
        raise ValueError(
            f"x and y must both have the shape (rows, {model.input_shape[1]}), "
            f"not {x.shape} and {y.shape}"
        )
    vocabulary = model.output_shape[-1]
    for name, array, lowest in (("x", x, 0), ("y", y, IGNORED)):
        if array.dtype.kind not in "iu" or array.min() < lowest or array.max() >= vocabulary:
            raise ValueError(
                f"{name} must hold whole numbers from {lowest} to {vocabulary - 1}, the tokens "
                "that the model knows"
            )
    return x, y
