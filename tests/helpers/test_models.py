from __future__ import annotations

import ast
import warnings
from pathlib import Path

import keras
import numpy as np
import pytest

import helpers
from helpers import models

# By hand: (height · width · channels in + 1) · filters for convolutions, (in + 1) · out for dense.
PARAMETERS = {
    "cnn_two_convolutions": 320 + 18_496 + (5 * 5 * 64 + 1) * 64 + 650,
    "cnn_three_convolutions": 320 + 18_496 + 36_928 + (3 * 3 * 64 + 1) * 64 + 650,
    "cnn_one_set": 26 * 16 + (12 * 12 * 16 + 1) * 100 + 1_010,
    "cnn_two_sets": 26 * 16 + (2 * 2 * 16 + 1) * 8 + (5 * 5 * 8 + 1) * 100 + 1_010,
    "cnn_dense_128": 320 + 18_496 + (5 * 5 * 64 + 1) * 128 + 1_290,
}


def test_every_model_is_tested() -> None:
    assert set(models.NAMES) == set(PARAMETERS) == set(models.PRINTED)


@pytest.mark.parametrize("name", models.NAMES)
def test_models_are_as_printed(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Keras 3 warns of input_shape=
        model = models.build(name)
    assert model.name == name and model.count_params() == PARAMETERS[name]
    assert not getattr(model, "compiled", False)
    p = keras.ops.convert_to_numpy(model(np.zeros((2, 28, 28, 1), np.float32)))
    assert p.shape == (2, 10)
    np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-5)


def test_printed_recipes() -> None:
    s5, s6 = models.PRINTED["cnn_three_convolutions"], models.PRINTED["cnn_one_set"]
    assert (s5.source, s5.epochs, s5.batch_size, s5.validation_split) == ("S5", 5, 32, 0.2)
    assert (s6.source, s6.epochs, s6.batch_size, s6.validates_on_test) == ("S6", 10, 200, True)
    assert [models.PRINTED[name].source for name in models.NAMES] == ["S4", "S5", "S6", "S7", "S8"]
    assert models.PRINTED["cnn_dense_128"].epochs is None


def test_seeds() -> None:
    def first_weights(seed: int) -> np.ndarray:
        return np.asarray(models.build("cnn_two_sets", seed=seed).get_weights()[0])

    np.testing.assert_array_equal(first_weights(1), first_weights(1))
    assert (first_weights(1) != first_weights(2)).any()


def test_other_images_and_classes() -> None:
    model = models.build("cnn_three_convolutions", input_shape=(32, 32, 3), classes=4)
    assert model.output_shape == (None, 4) and model.input_shape == (None, 32, 32, 3)


def test_unknown_model() -> None:
    with pytest.raises(ValueError, match="no model 'cnn'; choose one of cnn_two_convolutions"):
        models.build("cnn")


def test_helpers_import_keras_and_never_tensorflow() -> None:
    """Models and training run on any backend of Keras, so nothing may reach for one of them.

    But for the one training step that Keras has no words for: two networks, two gradients.
    """
    imported = {
        name.split(".")[0]
        for path in Path(helpers.__file__).parent.rglob("*.py")
        if path.name != "gan.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert "keras" in imported
    assert not {"tensorflow", "jax", "torch", "autograder"} & imported
