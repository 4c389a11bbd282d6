from __future__ import annotations

import keras
import numpy as np
import pytest

from helpers import tricks

X = np.random.default_rng(0).random((12, 28, 28, 1)).astype("float32")
Y = np.arange(12) % 10


def names(model: keras.Model) -> list[str]:
    return [type(layer).__name__ for layer in model.layers]


def answers(model: keras.Model) -> np.ndarray:
    return keras.ops.convert_to_numpy(model(X, training=False))


def test_baseline() -> None:
    model = tricks.network()
    assert names(model) == [
        "Conv2D", "Activation", "MaxPooling2D", "Conv2D", "Activation", "MaxPooling2D", "Flatten",
        "Dense", "Activation", "Dense",
    ]  # fmt: skip
    # 5×5 maps of 16 channels are left.
    sizes = 9 * 8 + 8, 9 * 8 * 16 + 16, 400 * 64 + 64, 64 * 10 + 10
    assert model.count_params() == sum(sizes)
    assert not model.losses and not getattr(model, "compiled", False)
    np.testing.assert_allclose(answers(model).sum(axis=1), 1, atol=1e-5)


def test_each_trick_adds_its_layers_only() -> None:
    assert names(tricks.network(batch_norm=True)).count("BatchNormalization") == 3
    assert not tricks.network(batch_norm=True).layers[0].use_bias
    assert names(tricks.network(augment=True))[0] == "Sequential"
    assert names(tricks.network(dropout=0.5))[-2] == "Dropout"
    for more in ({}, {"augment": True}, {"dropout": 0.5}, {"l1": 0.1}):
        assert tricks.network(**more).count_params() == tricks.network().count_params()


@pytest.mark.parametrize("which, size", [("l1", np.abs), ("l2", np.square)])
def test_penalties(which: str, size: np.ufunc) -> None:
    model = tricks.network(**{which: 0.01})
    weights = [layer.kernel for layer in model.layers if hasattr(layer, "kernel")]
    expected = 0.01 * sum(size(keras.ops.convert_to_numpy(w)).sum() for w in weights)
    assert len(weights) == 4
    assert float(sum(model.losses)) == pytest.approx(expected, rel=1e-4)


def test_augmentation_is_for_training_only() -> None:
    keras.utils.set_random_seed(0)
    change = tricks.augmentation()
    kept = keras.ops.convert_to_numpy(change(X, training=False))
    np.testing.assert_array_equal(kept, X)
    changed = keras.ops.convert_to_numpy(change(X, training=True))
    assert changed.shape == X.shape and (changed != X).any(axis=(1, 2, 3)).all()
    assert changed.min() >= 0 and changed.max() <= 1.0001


def test_seeds() -> None:
    one, same, other = (answers(tricks.network(seed=s)) for s in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_early_stopping_puts_the_best_weights_back() -> None:
    model = tricks.network(filters=2)
    # Validation labels that are wrong on purpose: each step makes their loss worse.
    history = tricks.fit(
        model,
        X,
        Y,
        validation=(X, (Y + 1) % 10),
        epochs=30,
        patience=2,
        learning_rate=0.01,
    ).history
    best = int(np.argmin(history["val_loss"]))
    assert len(history["loss"]) == best + 1 + 2 < 30
    assert model.evaluate(X, (Y + 1) % 10, verbose=0)[0] == pytest.approx(
        history["val_loss"][best], rel=1e-3
    )


def test_schedule_falls_to_nothing() -> None:
    model = tricks.network(filters=2)
    settings = {"validation": (X, Y), "epochs": 5, "batch_size": 6}
    tricks.fit(model, X, Y, schedule="cosine", **settings)
    assert int(model.optimizer.iterations) == 10
    assert float(model.optimizer.learning_rate) == pytest.approx(0, abs=1e-8)
    with pytest.raises(ValueError, match="schedule"):
        tricks.fit(model, X, Y, schedule="stairs", **settings)


def test_what_the_bench_compares() -> None:
    assert next(iter(tricks.TRICKS)) == tricks.BASELINE
    for name, trick in tricks.TRICKS.items():
        tricks.network(**trick.network)
        assert trick.schedule in (None, "cosine"), name
