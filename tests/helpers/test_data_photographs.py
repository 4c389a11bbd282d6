"""CIFAR-10: its archive, copies of it, and the photographs that stand in for it."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers import data
from helpers.data import _catalogue, _photographs

REAL_DATA = os.environ.get("COURSE_DATA")
pytestmark = pytest.mark.usefixtures("empty_machine")


def images(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, 32, 32, 3), dtype=np.uint8)


def archive(path: Path, batch: Any = None, left_out: str = "") -> dict[str, np.ndarray]:
    """Writes an archive as CIFAR-10's makers did: flat rows, red, green and blue in turn."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [name for part in _photographs.BATCHES.values() for name in part]
    parts: dict[str, list[np.ndarray]] = {name: [] for name in ("x_train", "x_test")}
    with tarfile.open(path, "w:gz") as tar:
        for number, name in enumerate(names):
            if name == left_out:
                continue
            x = images(4, number)
            parts["x_test" if name == "test_batch" else "x_train"].append(x)
            flat = x.transpose(0, 3, 1, 2).reshape(4, -1)
            content = {b"data": flat, b"labels": [0, 1, 2, number], b"batch_label": b"some"}
            raw = pickle.dumps(batch if batch is not None else content, protocol=2)
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))
    return {name: np.concatenate(found) for name, found in parts.items() if found}


@pytest.mark.parametrize(
    "place", ["course/cifar-10-python.tar.gz", "keras/datasets/cifar-10-batches-py-target_archive"]
)
def test_the_makers_archive_is_read_wherever_it_lies(
    place: str, empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = empty_machine / place
    written = archive(path)
    monkeypatch.setenv("COURSE_DATA", str(empty_machine / "course"))
    (empty_machine / "course").mkdir(exist_ok=True)
    cifar = data.load("cifar10")
    np.testing.assert_array_equal(cifar.x_train, written["x_train"])
    np.testing.assert_array_equal(cifar.x_test, written["x_test"])
    assert cifar.y_train.tolist() == [0, 1, 2, 0, 0, 1, 2, 1, 0, 1, 2, 2, 0, 1, 2, 3, 0, 1, 2, 4]
    assert cifar.source.label == "CIFAR-10, unverified copy"
    assert cifar.class_names[3] == "cat"


def test_a_known_archive_is_told_by_its_sum(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = empty_machine / "course" / "cifar-10-python.tar.gz"
    archive(path)
    sums = _catalogue.CATALOGUE["cifar10"].archives
    monkeypatch.setitem(sums, hashlib.sha256(path.read_bytes()).hexdigest(), "CIFAR-10")  # type: ignore[arg-type]
    monkeypatch.setenv("COURSE_DATA", str(path.parent))
    assert data.load("cifar10").source.label == "CIFAR-10"


def test_a_known_archive_is_told_where_it_cannot_be_kept(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = empty_machine / "mirror" / "cifar-10-python.tar.gz"
    archive(path)
    sums = _catalogue.CATALOGUE["cifar10"].archives
    monkeypatch.setitem(sums, hashlib.sha256(path.read_bytes()).hexdigest(), "CIFAR-10")  # type: ignore[arg-type]
    monkeypatch.delenv("COURSE_OFFLINE", raising=False)
    monkeypatch.setenv("COURSE_MIRROR", path.parent.as_uri())
    # A file where the folder should be stops root as well, which permissions don't.
    (empty_machine / "cache").write_text("")
    source = data.load("cifar10").source
    assert (source.label, source.path) == ("CIFAR-10", None)


class Harm:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("harm",)


@pytest.mark.parametrize(
    "damage",
    [
        {"batch": {b"data": Harm()}},
        {"left_out": "data_batch_3"},
        {"batch": {b"data": np.zeros((4, 7), np.uint8), b"labels": [0]}},
    ],
    ids=["code in a pickle", "a batch is missing", "other sizes"],
)
def test_an_archive_that_is_none_runs_nothing_and_is_named(
    damage: dict[str, Any],
    empty_machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = empty_machine / "course" / "cifar-10-python.tar.gz"
    archive(path, **damage)
    monkeypatch.chdir(empty_machine)
    monkeypatch.setenv("COURSE_DATA", str(path.parent))
    assert data.load("cifar10").source.kind == "stand-in"
    assert "cifar-10-python.tar.gz cannot be used" in capsys.readouterr().out
    assert not (empty_machine / "harm").exists()


def test_the_stand_in_is_made_of_photographs(capsys: pytest.CaptureFixture[str]) -> None:
    cifar = data.load("cifar10")
    assert "stand-in: 32×32 patches of ten photographs" in capsys.readouterr().out
    assert cifar.class_names == _photographs.PHOTOGRAPHS
    assert cifar.x_train.dtype == np.uint8 and cifar.x_train.shape == (3000, 32, 32, 3)
    assert cifar.x_test.shape == (1000, 32, 32, 3)
    assert np.bincount(cifar.y_train).tolist() == [300] * 10
    assert np.bincount(cifar.y_test).tolist() == [100] * 10


def test_no_pixel_is_in_both_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    height, width = 384, 480
    numbered = np.arange(height * width).reshape(height, width)
    coded = np.stack([numbered >> 16, numbered >> 8 & 255, numbered & 255], axis=-1)
    one = coded.astype(np.uint8)
    monkeypatch.setattr(_photographs, "_photographs", lambda: [one] * 10)
    arrays, _ = _photographs.patches()

    def pixels(x: np.ndarray) -> set[int]:
        return set(np.unique(x.astype(int) @ np.array([1 << 16, 1 << 8, 1])).tolist())

    train, test = pixels(arrays["x_train"]), pixels(arrays["x_test"])
    assert not train & test
    assert len(train | test) > 0.8 * height * width  # and little is wasted


@pytest.mark.slow
@pytest.mark.skipif(
    not REAL_DATA or not (Path(REAL_DATA) / "cifar10.npz").is_file(),
    reason="no cifar10.npz in $COURSE_DATA",
)
def test_the_copies_at_hand_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_DATA", str(REAL_DATA))
    assert data.load("cifar10").source.label in ("CIFAR-10, JPEG copy", "CIFAR-10, a part")
