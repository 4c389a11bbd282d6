from __future__ import annotations

import ast
import inspect

import keras
import numpy as np
import pytest
from keras import ops

from helpers import gan

needs_tensorflow = pytest.mark.skipif(
    keras.config.backend() != "tensorflow", reason="the training step is TensorFlow's"
)
ROWS = np.random.default_rng(0).random((96, 784)).astype("float32")


def images(model: gan.GAN) -> np.ndarray:
    return ROWS.reshape(-1, *model.discriminator.input_shape[1:])


@pytest.fixture(params=["dense", "convolutional"])
def model(request: pytest.FixtureRequest) -> gan.GAN:
    if request.param == "dense":
        return gan.dense()
    return gan.convolutional(filters=(4, 6))


@needs_tensorflow
def test_every_weight_of_both_networks_moves(model: gan.GAN) -> None:
    halves = (model.generator, model.discriminator)
    before = [[np.array(w) for w in half.trainable_variables] for half in halves]
    run = gan.train(model, images(model), steps=2, batch_size=32, progress=False)
    for half, old in zip(halves, before, strict=True):
        assert len(old) >= 4
        for weight, was in zip(half.trainable_variables, old, strict=True):
            assert np.abs(ops.convert_to_numpy(weight) - was).max() > 0, weight.path
    assert min(run.moved.values()) > 1e-5


@needs_tensorflow
def test_the_printed_code_leaves_its_discriminator_where_it_was() -> None:
    """What the test above has to notice: S14 under Keras 3."""
    generator, discriminator = gan.printed_generator(), gan.printed_discriminator()
    discriminator.compile("adam", "binary_crossentropy")
    discriminator.trainable = False
    stacked = keras.Sequential([keras.Input((100,)), generator, discriminator])
    stacked.compile("adam", "binary_crossentropy")
    before = [half.get_weights() for half in (generator, discriminator)]
    with pytest.warns(UserWarning, match="does not have any trainable weights"):
        discriminator.train_on_batch(ROWS[:32], np.ones((32, 1)))
    stacked.train_on_batch(gan.noise(32), np.ones((32, 1)))
    moved = [
        gan.largest_change(old, half.get_weights())
        for old, half in zip(before, (generator, discriminator), strict=True)
    ]
    assert moved[0] > 0 and moved[1] == 0


@needs_tensorflow
def test_each_step_moves_one_network_only() -> None:
    for still in ("generator", "discriminator"):
        model = gan.dense()
        halves = {"generator": model.generator, "discriminator": model.discriminator}
        before = halves[still].get_weights()
        rates = {f"{name}_rate": 0.0 if name == still else 1e-3 for name in halves}
        run = gan.train(model, ROWS, steps=2, batch_size=32, progress=False, **rates)
        assert gan.largest_change(before, halves[still].get_weights()) == 0
        assert run.moved[still] == 0
        assert max(run.moved.values()) > 0


@needs_tensorflow
@pytest.mark.parametrize("half", ["generator", "discriminator"])
def test_a_frozen_network_is_refused(half: str) -> None:
    model = gan.dense()
    getattr(model, half).trainable = False
    with pytest.raises(ValueError, match=f"{half} has no trainable weight"):
        gan.train(model, ROWS, steps=1, batch_size=32)


@needs_tensorflow
def test_bad_images_are_refused() -> None:
    model = gan.dense()
    for x, words in (
        (ROWS.reshape(-1, 28, 28), "takes images of shape"),
        (ROWS * 255, "divide by 255"),
        (np.round(ROWS).astype("uint8"), "floats from 0 to 1"),
        (ROWS[:10], "don't fill a batch"),
    ):
        with pytest.raises(ValueError, match=words):
            gan.train(model, x, steps=1, batch_size=32)
    with pytest.raises(ValueError, match="at least 1"):
        gan.train(model, ROWS, steps=0, batch_size=32)


def test_networks_are_as_printed() -> None:
    generator, discriminator = gan.printed_generator(), gan.printed_discriminator()
    assert [layer.units for layer in generator.layers] == [128, 784]
    assert [layer.units for layer in discriminator.layers] == [128, 1]
    assert generator.input_shape == (None, 100) and discriminator.input_shape == (None, 784)
    ends = [m.layers[-1].activation.__name__ for m in (generator, discriminator)]
    assert ends == ["sigmoid", "sigmoid"]
    assert gan.printed_discriminator(logits=True).layers[-1].activation.__name__ == "linear"


def test_shapes_of_the_convolutional_one() -> None:
    model = gan.convolutional(filters=(4, 6))
    assert model.generator.output_shape == (None, 28, 28, 1)
    assert model.discriminator.output_shape == (None, 1)
    pictures = gan.draw(model.generator, gan.noise(3))
    assert pictures.shape == (3, 28, 28) and 0 <= pictures.min() <= pictures.max() <= 1


def test_losses() -> None:
    rng = np.random.default_rng(1)
    on_real, on_fake = rng.normal(size=(7, 1)), rng.normal(size=(5, 1))
    real, fake = (1 / (1 + np.exp(-v)) for v in (on_real, on_fake))
    d_loss = float(gan.discriminator_loss(on_real, on_fake))
    assert d_loss == pytest.approx(-np.log(real).mean() - np.log(1 - fake).mean(), rel=1e-5)
    assert float(gan.generator_loss(on_fake)) == pytest.approx(-np.log(fake).mean(), rel=1e-5)
    far_out = np.full((1, 1), 500.0)
    assert np.isfinite(float(gan.discriminator_loss(-far_out, far_out)))


@needs_tensorflow
def test_a_run_keeps_losses_and_snapshots() -> None:
    model = gan.dense()
    run = gan.train(model, ROWS, steps=7, batch_size=32, snapshots=(0, 4, 7), progress=False)
    assert run.steps.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert {name: len(values) for name, values in run.losses.items()} == dict.fromkeys(
        ("discriminator_loss", "generator_loss", "right_on_real", "right_on_fake"), 7
    )
    assert sorted(run.snapshots) == [0, 4, 7]
    assert all(drawn.shape == (10, 28, 28) for drawn in run.snapshots.values())
    np.testing.assert_allclose(run.snapshots[7], gan.draw(model.generator, gan.noise(10)))
    assert np.abs(run.snapshots[0] - run.snapshots[7]).max() > 0


@needs_tensorflow
def test_a_run_shows_its_progress(capsys: pytest.CaptureFixture[str]) -> None:
    gan.train(gan.dense(), ROWS, steps=2, batch_size=32, description="two steps")
    assert "two steps: 2 steps in" in capsys.readouterr().out


@needs_tensorflow
def test_seeds() -> None:
    runs = [
        gan.train(gan.dense(seed=seed), ROWS, steps=3, batch_size=32, seed=seed, progress=False)
        for seed in (1, 1, 2)
    ]
    first, same, other = (run.losses["generator_loss"] for run in runs)
    np.testing.assert_allclose(first, same, rtol=1e-4)
    assert np.abs(first - other).max() > 1e-4


def test_largest_change() -> None:
    before = [np.zeros(3), np.ones((2, 2))]
    assert gan.largest_change(before, [np.array([0, 0.5, -2.0]), np.ones((2, 2))]) == 2.0
    assert gan.largest_change([], []) == 0.0


def test_tensorflow_is_for_the_training_step_alone() -> None:
    """Models and losses run on any backend; test_models.py leaves this one file to this test."""
    tree = ast.parse(inspect.getsource(gan))
    users = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and "import tensorflow" in ast.unparse(node)
    ]
    assert users == ["train_step"]
    assert ast.unparse(tree).count("import tensorflow") == 1


def test_other_backends_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras.config, "backend", lambda: "jax")
    with pytest.raises(RuntimeError, match="KERAS_BACKEND=tensorflow"):
        gan.train(gan.dense(), ROWS, steps=1, batch_size=32)
