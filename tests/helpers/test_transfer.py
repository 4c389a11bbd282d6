"""Bases, heads, and VGG16's weights: the file is made here, in the form of the genuine one."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace

import h5py
import keras
import numpy as np
import pytest

from helpers import transfer
from helpers.autoencoders import answers
from helpers.data import _places, weights

X = np.random.default_rng(0).random((6, 28, 28, 1)).astype("float32")
Y = np.arange(6) % 3
Printed = pytest.CaptureFixture[str]


# --- small networks ------------------------------------------------------------------------------


def test_small_network() -> None:
    network = transfer.small_network(4, filters=(2, 3))
    assert network.output_shape == (None, 4)
    assert network.get_layer("features").output.shape == (None, 7 * 7 * 3)
    assert not getattr(network, "compiled", False)
    one, same, other = (
        transfer.small_network(4, filters=(2,), seed=s).get_weights()[0] for s in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_cut_shares_weights() -> None:
    network = transfer.small_network(4, filters=(2, 3))
    base = transfer.cut(network, "pool1")
    assert base.output_shape == (None, 14, 14, 2) and base.name == "base"
    before = answers(base, X)
    kernel = network.get_layer("conv1").get_weights()[0]
    network.get_layer("conv1").set_weights([kernel + 0.5])
    assert np.abs(answers(base, X) - before).max() > 1e-3
    with pytest.raises(ValueError, match="no layer 'pool9'; choose from .*pool1"):
        transfer.cut(network, "pool9")


@pytest.mark.parametrize("layer", ["features", "pool2"])
@pytest.mark.parametrize("hidden, trained", [(None, 148 * 3), (5, 148 * 5 + 6 * 3)])
def test_new_head_on_a_frozen_base(layer: str, hidden: int | None, trained: int) -> None:
    base = transfer.cut(transfer.small_network(4, filters=(2, 3)), layer)
    model = transfer.with_head(base, 3, hidden=hidden)
    assert transfer.trainable_weights(model) == trained
    assert model.output_shape == (None, 3) and not base.trainable


@pytest.mark.parametrize("unfrozen", [False, True])
def test_batch_normalization_keeps_its_statistics(unfrozen: bool) -> None:
    base = transfer.cut(transfer.small_network(4, filters=(6, 6)))
    model = transfer.with_head(base, 3)
    if unfrozen:
        transfer.unfreeze(model)
    statistics = [w.numpy().copy() for w in _statistics(base)]
    kernel = base.get_layer("conv1").get_weights()[0].copy()
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
    model.fit(X, Y, epochs=2, batch_size=3, verbose=0)
    for before, after in zip(statistics, _statistics(base), strict=True):
        np.testing.assert_array_equal(before, after.numpy())
    assert (base.get_layer("conv1").get_weights()[0] != kernel).any() == unfrozen


def test_features_once_then_the_head() -> None:
    base = transfer.cut(transfer.small_network(4, filters=(2, 3)))
    model = transfer.with_head(base, 3, hidden=4)
    features = keras.Input(base.output_shape[1:])
    head = keras.Model(features, model.get_layer("head")(model.get_layer("hidden")(features)))
    np.testing.assert_allclose(answers(head, answers(base, X)), answers(model, X), atol=1e-6)


def _statistics(model: keras.Model) -> list[keras.Variable]:
    return [w for w in model.weights if "moving" in w.name]


# --- VGG16's weights -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A file as Keras publishes it, but for the values of the weights, which are random."""
    base = transfer.vgg16(32, imagenet=False, seed=5).model
    path = tmp_path_factory.mktemp("published") / weights.FILE
    _write(path, base.layers)
    md5 = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    return SimpleNamespace(path=path, kernel=base.layers[1].get_weights()[0], md5=md5)


def _write(path: Path, layers: list[keras.Layer]) -> None:
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [layer.name.encode() for layer in layers]
        for layer in layers:
            group = file.create_group(layer.name)
            values = layer.get_weights()
            names = [f"{layer.name}_{name}_1:0" for name in "Wb"[: len(values)]]
            group.attrs["weight_names"] = [name.encode() for name in names]
            for name, value in zip(names, values, strict=True):
                group[name] = value


def _put(path: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / weights.FILE).symlink_to(path)
    return folder / weights.FILE


def _first_kernel(base: transfer.PretrainedBase) -> np.ndarray:
    return base.model.layers[1].get_weights()[0]


def test_vgg16_without_weights(empty_machine: Path, capsys: Printed) -> None:
    base = transfer.vgg16(64)
    assert not base.pretrained and base.weights == "random"
    assert base.model.count_params() == 14_714_688
    assert base.model.output_shape == (None, 2, 2, 512)
    out = capsys.readouterr().out.splitlines()
    assert out == [
        "ImageNet weights of VGG16 are not on this machine and were not downloaded: "
        "COURSE_OFFLINE is set.",
        "VGG16 without its top: random weights. Everything runs, but nothing is transferred.",
    ]


@pytest.mark.parametrize("place", ["COURSE_DATA", "cache", "keras"])
def test_weights_in_a_folder(
    place: str,
    published: SimpleNamespace,
    empty_machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Printed,
) -> None:
    monkeypatch.setenv("COURSE_DATA", str(empty_machine / "data"))
    folder = {
        "COURSE_DATA": empty_machine / "data",
        "cache": _places.cache_folder(),
        "keras": empty_machine / "keras" / "models",
    }[place]
    _put(published.path, folder)
    base = transfer.vgg16(32)
    np.testing.assert_array_equal(_first_kernel(base), published.kernel)
    assert base.pretrained and base.weights == "ImageNet weights of VGG16, unverified copy"
    assert "unverified copy, from" in capsys.readouterr().out
    monkeypatch.setattr(weights, "MD5", published.md5)
    assert [one.label for one in weights.at_hand()] == ["ImageNet weights of VGG16"]


def test_unusable_files_are_named_and_the_search_goes_on(
    published: SimpleNamespace,
    empty_machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Printed,
) -> None:
    data, cache = empty_machine / "data", _places.cache_folder()
    monkeypatch.setenv("COURSE_DATA", str(data))
    data.mkdir()
    (data / weights.FILE).write_bytes(published.path.read_bytes()[:100_000])
    other = transfer.small_network(4, filters=(2, 3))
    cache.mkdir(parents=True)
    _write(cache / weights.FILE, [one for one in other.layers if one.name.startswith("conv")])
    _put(published.path, empty_machine / "keras" / "models")
    base = transfer.vgg16(32)
    np.testing.assert_array_equal(_first_kernel(base), published.kernel)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == [
        "$COURSE_DATA",
        "the course's cache folder",
    ]
    assert all("damaged, or holds the weights of another model" in line for line in lines[:2])
    (empty_machine / "keras" / "models" / weights.FILE).unlink()
    (data / weights.FILE).write_bytes(b"")
    untouched = transfer.vgg16(32, imagenet=False, seed=3)
    base = transfer.vgg16(32, seed=3)
    for one, two in zip(base.model.get_weights(), untouched.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    assert not base.pretrained and "it is empty; looking further" in capsys.readouterr().out


def test_a_download_is_kept_if_it_is_the_right_file(
    published: SimpleNamespace,
    empty_machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Printed,
) -> None:
    monkeypatch.delenv("COURSE_OFFLINE")
    monkeypatch.setenv("COURSE_MIRROR", published.path.parent.as_uri())
    assert list(weights.find()) == []
    assert "is another file" in capsys.readouterr().out
    assert list(_places.cache_folder().iterdir()) == []
    monkeypatch.setattr(weights, "MD5", published.md5)
    (found,) = weights.find()
    assert found.path == _places.cache_folder() / weights.FILE
    assert found.path.read_bytes() == published.path.read_bytes()
    assert (found.label, found.where) == (weights.TITLE, "a download from $COURSE_MIRROR")


def test_no_place_for_a_download(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.delenv("COURSE_OFFLINE")
    _places.cache_folder().parent.mkdir(parents=True, exist_ok=True)
    _places.cache_folder().write_text("a file in the folder's place")
    assert list(weights.find()) == []
    assert "cannot be written to" in capsys.readouterr().out
