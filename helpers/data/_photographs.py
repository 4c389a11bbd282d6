"""CIFAR-10's archive as its makers publish it, and photographs that stand in for it."""

from __future__ import annotations

import io
import pickle
import tarfile
from pathlib import Path
from typing import Any

import numpy as np

BATCHES = {"train": [f"data_batch_{i}" for i in range(1, 6)], "test": ["test_batch"]}
LARGEST_BATCH = 64 << 20  # bytes; a batch of 10,000 images has 31 MB

PHOTOGRAPHS = (
    "astronaut", "cat", "coffee", "rocket", "retina", "tissue", "galaxies", "motorcycle",
    "temple", "flower",
)  # fmt: skip
SIDE = 384  # pixels: what each photograph's shorter side is made
BLOCK, PATCH = 48, 32  # pixels: patches for training and testing come from different blocks
EACH = {"train": 300, "test": 100}  # patches of each photograph


class _ArraysOnly(pickle.Unpickler):
    """Reads pickles of arrays, lists and texts. Anything else, which could run code, is refused."""

    _ALLOWED = {
        ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"),
        ("numpy", "ndarray"), ("numpy", "dtype"), ("_codecs", "encode"),
    }  # fmt: skip

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._ALLOWED:
            raise pickle.UnpicklingError(f"a data file has no use for {module}.{name}")
        return super().find_class(module, name)


def read_archive(path: Path) -> dict[str, np.ndarray]:
    """Reads cifar-10-python.tar.gz: pickled batches of flat images, one channel after the other.

    Args:
        path: the archive. Nothing is extracted.

    Returns:
        x_train (50000, 32, 32, 3), y_train (50000,), x_test (10000, 32, 32, 3), y_test (10000,);
        images uint8, classes int64.

    Raises:
        Exception: it isn't such an archive.
    """
    found: dict[str, dict[str, Any]] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            name = member.name.rsplit("/", 1)[-1]
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None and "_batch" in name:
                if member.size > LARGEST_BATCH:
                    raise ValueError(f"{name} is too large")
                batch = _ArraysOnly(io.BytesIO(file.read()), encoding="bytes").load()
                found[name] = {key.decode(): value for key, value in batch.items()}
    arrays = {}
    for part, names in BATCHES.items():
        flat = np.concatenate([found[name]["data"] for name in names])
        arrays[f"x_{part}"] = flat.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1).copy()
        arrays[f"y_{part}"] = np.concatenate([found[name]["labels"] for name in names])
    return arrays


def patches() -> tuple[dict[str, np.ndarray], str]:
    """Stands in for CIFAR-10: 32×32 patches of ten photographs. The class is the photograph.

    Each photograph, made 384 pixels high or wide, is cut into blocks of 48×48. Patches for
    training and for testing come from different blocks, so that no pixel is in both.

    Returns:
        Arrays like those of CIFAR-10, and what they are in words.
    """
    parts: dict[str, list[np.ndarray]] = {"x_train": [], "x_test": []}
    for number, picture in enumerate(_photographs()):
        rows, columns = (side // BLOCK for side in picture.shape[:2])
        blocks = [(r, c) for r in range(rows) for c in range(columns)]
        test = [(r, c) for r, c in blocks if (r + 2 * c) % 4 == 0]
        train = [block for block in blocks if block not in test]
        rng = np.random.default_rng(number)
        for part, chosen in (("train", train), ("test", test)):
            for i in range(EACH[part]):
                row, column = chosen[i % len(chosen)]
                top, left = rng.integers(0, BLOCK - PATCH + 1, size=2)
                top, left = row * BLOCK + top, column * BLOCK + left
                parts[f"x_{part}"].append(picture[top : top + PATCH, left : left + PATCH])
    arrays = {}
    for part, each in EACH.items():
        order = np.random.default_rng(each).permutation(each * len(PHOTOGRAPHS))
        arrays[f"x_{part}"] = np.stack(parts[f"x_{part}"])[order]
        arrays[f"y_{part}"] = np.repeat(np.arange(len(PHOTOGRAPHS)), each)[order]
    return arrays, "32×32 patches of ten photographs"


def _photographs() -> list[np.ndarray]:
    """The photographs, uint8 (height, width, 3), in the order of `PHOTOGRAPHS`."""
    from PIL import Image
    from skimage import data
    from sklearn.datasets import load_sample_image

    pictures = [
        data.astronaut(), data.chelsea(), data.coffee(), data.rocket(), data.retina(),
        data.immunohistochemistry(), data.hubble_deep_field(), data.stereo_motorcycle()[0],
        load_sample_image("china.jpg"), load_sample_image("flower.jpg"),
    ]  # fmt: skip
    sized = []
    for picture in pictures:
        height, width = picture.shape[:2]
        scale = SIDE / min(height, width)
        size = (max(SIDE, round(width * scale)), max(SIDE, round(height * scale)))
        sized.append(np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX)))
    return sized
