from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from helpers import photos

RANDOM = np.random.default_rng(0)
X = RANDOM.integers(0, 256, size=(40, 32, 32, 3)).astype("uint8")
Y = np.arange(40) % 10
SMALL = {"widths": (4, 6, 8), "precision": "float32"}


def test_printed_one_is_as_printed() -> None:
    model = photos.printed()
    assert model.input_shape == (None, 32, 32, 3) and model.output_shape == (None, 10)
    kinds = [type(one).__name__ for one in model.layers]
    assert kinds == [
        *("Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Conv2D", "Flatten"),
        *("Dense", "Dense"),
    ]
    # 32, 64 and 64 filters 3×3; 4·4·64 numbers go into Dense 64.
    weights = (27 + 1) * 32, (288 + 1) * 64, (576 + 1) * 64, (1024 + 1) * 64, (64 + 1) * 10
    assert model.count_params() == sum(weights)
    recipe = photos.PRINTED
    assert (recipe.source, recipe.epochs, recipe.batch_size) == ("S9", 10, 64)
    assert (recipe.optimizer, recipe.validation_split) == ("adam", 0.2)


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_built_one_answers_raw_images(precision: str) -> None:
    model = photos.build(widths=(4, 6, 8), classes=7, precision=precision)
    p = photos.classify(model, X[:5])
    assert p.shape == (5, 7) and p.dtype == np.float32
    np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-3)
    assert all(w.dtype == "float32" for w in model.trainable_weights)


def test_batch_norm_can_be_left_out() -> None:
    def kinds(batch_norm: bool) -> list[str]:
        model = photos.build(batch_norm=batch_norm, **SMALL)
        return [type(one).__name__ for one in model.layers]

    assert kinds(True).count("BatchNormalization") == 4
    assert [kind for kind in kinds(True) if kind != "BatchNormalization"] == kinds(False)
    convolutions = [
        one
        for one in photos.build(batch_norm=False, **SMALL).layers
        if isinstance(one, layers.Conv2D)
    ]
    assert all(one.use_bias for one in convolutions)


def test_augmented_images_are_mirrored_or_not_and_moved() -> None:
    image = X[0, :6, :7]
    padded = {m: np.pad(image[:, :: 1 - 2 * m], ((2, 2), (2, 2), (0, 0))) for m in (0, 1)}
    key_of = {
        padded[m][down : down + 6, right : right + 7].tobytes(): (m, down, right)
        for m in (0, 1)
        for down in range(5)
        for right in range(5)
    }
    before = np.repeat(image[None], 2_000, axis=0)
    after = photos.augment(before, np.random.default_rng(1), most=2)
    assert after.shape == before.shape and after.dtype == np.uint8
    assert (before == image).all()
    counts = np.unique([key_of[one.tobytes()] for one in after], axis=0, return_counts=True)[1]
    assert len(counts) == 50 and counts.min() > 15  # 40 of each on the average


def test_augmenting_by_nothing_mirrors_only() -> None:
    after = photos.augment(X, np.random.default_rng(0), most=0)
    assert all(
        np.array_equal(a, b) or np.array_equal(a, b[:, ::-1]) for a, b in zip(after, X, strict=True)
    )


def test_batches_hold_every_image_once_per_epoch() -> None:
    batches = photos.Batches(X, Y, 16, most=None, seed=3)
    assert len(batches) == 3
    first = [batches[i] for i in range(3)]
    assert [len(x) for x, _ in first] == [16, 16, 8]
    number_of = {one.tobytes(): i for i, one in enumerate(X)}
    order = [number_of[one.tobytes()] for x, _ in first for one in x]
    assert sorted(order) == list(range(40)) and order != list(range(40))
    np.testing.assert_array_equal(np.concatenate([y for _, y in first]), Y[order])
    batches.on_epoch_end()
    assert [number_of[one.tobytes()] for i in range(3) for one in batches[i][0]] != order


def test_batches_depend_on_seed_epoch_and_number_only() -> None:
    def batch(seed: int, epochs: int, number: int) -> np.ndarray:
        batches = photos.Batches(X, Y, 16, most=3, seed=seed)
        for _ in range(epochs):
            batches.on_epoch_end()
        return batches[number][0]

    np.testing.assert_array_equal(batch(0, 1, 2), batch(0, 1, 2))
    assert (batch(0, 1, 2) != batch(0, 0, 2)).any()
    assert (batch(0, 1, 2) != batch(1, 1, 2)).any()


@pytest.mark.slow
def test_learns_to_tell_light_from_dark() -> None:
    x = (X // 4 + 180 * (np.arange(40) % 2)[:, None, None, None]).astype("uint8")
    y = np.arange(40) % 2
    model = photos.build(classes=2, seed=1, **SMALL)
    history = photos.fit(
        model, x, y, epochs=15, batch_size=8, most=2, validation=(x, y), progress=False
    )
    assert history.history["val_accuracy"][-1] == 1.0
    # Smoothed by 0.1, two targets are 0.95 and 0.05; no loss can be smaller than their entropy.
    assert min(history.history["loss"]) >= 0.198
    again = photos.build(classes=2, seed=1, **SMALL)
    twice = photos.fit(again, x, y, epochs=15, batch_size=8, most=2, progress=False)
    np.testing.assert_allclose(twice.history["loss"], history.history["loss"], rtol=1e-3)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"epochs": 0}, "at least 1"),
        ({"schedule": "linear"}, "schedule must be"),
        ({"label_smoothing": 1.0}, "from 0 to below 1"),
        ({"x": X / np.float32(255)}, "raw images, uint8"),
        ({"x": X[:39]}, "39 examples but y has 40"),
        ({"x": X[..., :1]}, "but the model takes"),
        ({"y": np.eye(10)[Y]}, "class numbers of shape"),
        ({"y": Y + 1}, "stand for 0 to 9"),
    ],
)
def test_bad_input_in_a_sentence(changes: dict, message: str) -> None:
    model = photos.build(**SMALL)
    with pytest.raises(ValueError, match=message):
        photos.prepare(model, **{"x": X, "y": Y, "epochs": 1, **changes})
    assert not getattr(model, "compiled", False)


def test_precision_follows_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    for words, policy in (
        ("flags : fpu amx_bf16 sse", "mixed_bfloat16"),
        ("flags : fpu avx512_bf16", "mixed_bfloat16"),
        ("flags : fpu sse avx2", "float32"),
    ):
        monkeypatch.setattr(photos.Path, "read_text", lambda self, encoding, w=words: w)
        assert photos.fast_precision() == policy

    def missing(self: object, encoding: str) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(photos.Path, "read_text", missing)
    assert photos.fast_precision() == "float32"
    keras.utils.clear_session()
