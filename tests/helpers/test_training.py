from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from helpers import data, models, plots, training
from helpers.plots import _figure
from helpers.training_inputs import fitting_loss

RNG = np.random.default_rng(0)
X = RNG.normal(size=(64, 2)).astype("float32")
CLASSES = (X[:, 0] > 0).astype(int)
IMAGES = RNG.random((20, 28, 28, 1)).astype("float32")
DIGITS = np.arange(20) % 10


def dense(outputs: int, activation: str | None, inputs: int = 2) -> keras.Model:
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((inputs,)),
            layers.Dense(8, activation="relu"),
            layers.Dense(outputs, activation=activation),
        ]
    )


def test_training_learns_and_says_so_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    model = dense(2, "softmax")
    history = training.train(
        model, X, CLASSES, epochs=3, batch_size=8, learning_rate=0.05, description="two halves"
    )
    assert len(history.history["loss"]) == 3
    assert history.history["loss"][-1] < history.history["loss"][0]
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(",")[0] for line in lines[:3]] == [
        f"two halves: epoch {n}/3" for n in (1, 2, 3)
    ]
    assert lines[3].startswith("two halves: 3 epochs in ") and len(lines) == 4
    assert f"loss {history.history['loss'][-1]:.4f}" in lines[3]
    judged = training.evaluate(model, X, CLASSES)
    assert set(judged) == {"loss", "accuracy"} and judged["accuracy"] > 0.9
    assert all(isinstance(value, float) for value in judged.values())


def test_the_same_seed_trains_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    def losses(seed: int) -> list[float]:
        history = training.train(
            dense(2, "softmax"), X, CLASSES, epochs=2, batch_size=8, seed=seed, progress=False
        )
        return history.history["loss"]

    assert losses(3) == losses(3)
    assert losses(3) != losses(4)
    assert capsys.readouterr().out == ""


def test_progress_counts_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(
        training.Progress, "update", lambda self, n, note: seen.append((n, self.total, note))
    )
    training.train(dense(2, "softmax"), X, CLASSES, epochs=2, batch_size=10)
    assert [n for n, _, _ in seen] == list(range(1, 15))
    assert {total for _, total, _ in seen} == {14}
    assert seen[0][2].startswith("epoch 1/2, loss ") and seen[-1][2].startswith("epoch 2/2")


def test_validation_as_pair_and_as_share() -> None:
    pair = training.train(
        dense(2, "softmax"), X, CLASSES, epochs=1, validation=(X[:9], CLASSES[:9]), progress=False
    )
    assert {"val_loss", "val_accuracy"} <= pair.history.keys()
    share = training.train(
        dense(2, "softmax"), X, CLASSES, epochs=1, validation=0.25, batch_size=1, progress=False
    )
    assert "val_loss" in share.history
    assert share.params["steps"] == 48  # the last quarter isn't trained on


@pytest.mark.parametrize(
    ("outputs", "activation", "y", "loss", "from_logits"),
    [
        (3, "softmax", [0, 1, 2], "sparse_categorical_crossentropy", False),
        (3, None, [0, 1, 2], "sparse_categorical_crossentropy", True),
        (3, "softmax", np.eye(3), "categorical_crossentropy", False),
        (3, None, np.eye(3), "categorical_crossentropy", True),
        (1, "sigmoid", [0, 1, 1], "binary_crossentropy", False),
        (1, "sigmoid", [[0.0], [1.0], [1.0]], "binary_crossentropy", False),
        (1, None, [0.3, -2.0, 7.0], "mean_squared_error", None),
        (4, "sigmoid", np.full((3, 4), 0.5), "mean_squared_error", None),
    ],
)
def test_the_loss_that_fits(
    outputs: int, activation: str | None, y: Any, loss: str, from_logits: bool | None
) -> None:
    chosen, metrics = fitting_loss(dense(outputs, activation), np.asarray(y))
    assert chosen.name == loss
    if from_logits is not None:
        assert chosen.get_config()["from_logits"] is from_logits
        assert metrics == ["accuracy"]
    else:
        assert metrics == []


def test_regression_has_no_accuracy() -> None:
    model = dense(1, None)
    training.train(model, X, X[:, 0], epochs=1, progress=False)
    assert set(training.evaluate(model, X, X[:, 0])) == {"loss"}


def test_an_own_loss() -> None:
    history = training.train(
        dense(1, None), X, X[:, 0], epochs=1, loss="mean_absolute_error", progress=False
    )
    assert set(history.history) == {"loss"}


def test_warm_up_and_cosine() -> None:
    schedule = training.warm_up_and_cosine(0.01, 100)
    rates = np.array([float(schedule(step)) for step in range(101)])
    assert rates.argmax() == 10 and rates.max() == pytest.approx(0.01)
    assert (np.diff(rates[:11]) > 0).all() and (np.diff(rates[10:]) <= 0).all()
    assert rates[100] == pytest.approx(0, abs=1e-9)
    assert float(training.warm_up_and_cosine(0.01, 1)(0)) > 0


def test_a_constant_rate() -> None:
    model = dense(2, "softmax")
    training.train(model, X, CLASSES, epochs=1, schedule=None, learning_rate=0.02, progress=False)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.02)


def test_a_model_without_input_is_built() -> None:
    model = keras.Sequential([layers.Dense(2, activation="softmax")])
    training.train(model, X, CLASSES, epochs=1, progress=False)
    assert model.count_params() == 6


def with_nan(x: np.ndarray) -> np.ndarray:
    x = x.copy()
    x.flat[3] = np.nan
    return x


BAD: dict[str, tuple[Any, Any, str]] = {
    "fewer labels": (IMAGES, DIGITS[:-1], "x has 20 examples but .*y has 19"),
    "no examples": (IMAGES[:0], DIGITS[:0], "no examples"),
    "NaN": (with_nan(IMAGES), DIGITS, "x holds NaN"),
    "bytes": ((IMAGES * 255).astype(np.uint8), DIGITS, r"reach 25\d.*data.images_to_float"),
    "unscaled floats": (IMAGES * 255, DIGITS, "scale them to 0 to 1"),
    "no channel axis": (IMAGES[..., 0], DIGITS, "the channel axis is missing"),
    "other size": (IMAGES[:, :20], DIGITS, r"shape \(20, 28, 1\), but the model takes \(28, 28, 1"),
    "classes from 1": (IMAGES, DIGITS + 1, "classes from 1 to 10.*outputs stand for 0 to 9"),
    "fractions": (IMAGES, DIGITS / 2, "whole class numbers"),
    "too few columns": (IMAGES, np.eye(9)[DIGITS % 9], r"y has the shape \(20, 9\)"),
    "rows that sum to 2": (IMAGES, 2 * np.eye(10)[DIGITS], "sum to 1"),
    "text": (IMAGES, np.array(list("0123456789" * 2)), "must hold numbers"),
    "ragged": ([[1.0], [1.0, 2.0]], DIGITS, "cannot be made an array"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_said_before_training(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y, sentence = BAD[case]
    model = models.build("cnn_two_sets")
    monkeypatch.setattr(type(model), "fit", lambda *_, **__: pytest.fail("it began to train"))
    with pytest.raises(ValueError, match=f"(?s){sentence}") as caught:
        training.train(model, x, y, epochs=1)
    assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match=sentence):
        training.train(model, IMAGES, DIGITS, epochs=1, validation=(x, y))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"epochs": 0}, "at least 1, not 0 and 128"),
        ({"epochs": 1, "batch_size": 0}, "at least 1"),
        ({"epochs": 1, "schedule": "linear"}, "schedule must be"),
        ({"epochs": 1, "validation": 1.0}, "leaves none"),
        ({"epochs": 1, "validation": (X, CLASSES, X)}, r"pair \(x, y\)"),
    ],
)
def test_bad_options(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        training.train(dense(2, "softmax"), X, CLASSES, **options)


def test_one_output_takes_0_and_1_only() -> None:
    with pytest.raises(ValueError, match="0 and 1 only"):
        training.train(dense(1, "sigmoid"), X, CLASSES + 1, epochs=1)


def test_numbers_of_another_shape() -> None:
    with pytest.raises(ValueError, match="output has"):
        training.train(dense(1, None), X, X.astype(float), epochs=1)


def test_models_that_scale_take_bytes() -> None:
    model = keras.Sequential(
        [
            keras.Input((4, 4, 1)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    x = RNG.integers(0, 256, (8, 4, 4, 1), dtype=np.uint8)
    training.train(model, x, CLASSES[:8], epochs=1, progress=False)


def test_evaluate_wants_a_compiled_model() -> None:
    with pytest.raises(ValueError, match="train or compile it first"):
        training.evaluate(dense(2, "softmax"), X, CLASSES)


@pytest.mark.filterwarnings("error")
def test_feature_maps_of_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []
    monkeypatch.setattr(_figure, "show", lambda fig, alt: shown.append(alt))
    model = models.build("cnn_two_sets")
    plots.feature_maps(model, IMAGES[0], title="First")
    plots.feature_maps(model, IMAGES[0], 3, title="Last")
    plots.feature_maps(model, IMAGES[0], model.layers[1].name, title="Pooled")
    plots.filters(model.layers[0], title="Filters")
    assert ["16 feature maps of 24×24" in shown[0], "8 feature maps of 5×5" in shown[1]] == [1, 1]
    assert "16 feature maps of 12×12" in shown[2] and "16 filters of 5×5" in shown[3]
    for image, layer, sentence in (
        (None, None, "which image"),
        (IMAGES, None, "one image of shape"),
        (IMAGES[0], "conv", "no layer 'conv'; choose one of"),
        (IMAGES[0], -1, "choose a convolution"),
    ):
        with pytest.raises(ValueError, match=sentence):
            plots.feature_maps(model, image, layer, title="Title")
    with pytest.raises(ValueError, match="no convolution"):
        plots.feature_maps(dense(2, None), X[0], title="Title")


@pytest.mark.slow
def test_our_recipe_reaches_the_limit() -> None:
    """The claim of lesson and bench, for one seed: real MNIST where it is there."""
    mnist = data.load("mnist")
    on_stand_in = mnist.source.kind == "stand-in"
    recipe = {**models.FAST_RECIPE, "epochs": 20 if on_stand_in else 2}
    model = models.build("cnn_three_convolutions", seed=1)
    training.train(model, data.images_to_float(mnist.x_train), mnist.y_train, seed=1, **recipe)
    judged = training.evaluate(model, data.images_to_float(mnist.x_test), mnist.y_test)
    assert judged["accuracy"] >= (0.95 if on_stand_in else 0.988)
