"""The data sets of the course. A new one is one more entry here, and its stand-in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from helpers.data import _photographs, _reviews, _series, _standins

Arrays = dict[str, np.ndarray]


class Unusable(Exception):
    """A file isn't the data set it should be; the text says why, for people."""


@dataclass(frozen=True)
class Entry:
    """What `load` has to know of a data set.

    Attributes:
        title: name for people: "MNIST".
        files: file name → function that reads such a file into arrays. The first one is what the
            cache is searched for first.
        url: where Keras downloads the data from; ends in one of the file names.
        megabytes: size of the download.
        check: returns what is wrong with arrays that were read, or None.
        copies: digest of the arrays → label of a copy that is known.
        class_names: in the order of the class numbers; none for a series.
        noun: what the examples are, in the plural: "images of 28×28 pixels".
        stand_in: makes arrays without any network; returns them and says what they are.
        stand_in_from: what carries the stand-in.
        stand_in_classes: its class names, where they aren't those of the real data.
        archives: SHA-256 of a file → label of a copy that is known, whose arrays are not.
        kind: "images", "reviews" or "series": what arrays are made into.
    """

    title: str
    files: Mapping[str, Callable[[Path], Arrays]]
    url: str
    megabytes: int
    check: Callable[[Arrays], str | None]
    copies: Mapping[str, str]
    class_names: tuple[str, ...]
    noun: str
    stand_in: Callable[[], tuple[Arrays, str]]
    stand_in_from: str = "scikit-learn"
    stand_in_classes: tuple[str, ...] = ()
    archives: Mapping[str, str] = field(default_factory=dict)
    kind: str = "images"


def read_npz(path: Path) -> Arrays:
    """Reads a NumPy archive of plain arrays; pickled objects, which could run code, are refused."""
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def digest(arrays: Arrays) -> str:
    """SHA-256 of names, dtypes, shapes and values: the same for any way of packing the arrays."""
    total = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        total.update(array.tobytes())
    return total.hexdigest()


def image_classes(shape: tuple[int, ...], classes: int) -> Callable[[Arrays], str | None]:
    """Makes the check of a data set of uint8 images with one class each.

    Args:
        shape: of one image.
        classes: how many there are; class numbers run from 0.
    """

    def check(arrays: Arrays) -> str | None:
        missing = {"x_train", "y_train", "x_test", "y_test"} - arrays.keys()
        if missing:
            return f"it has no array {' or '.join(sorted(missing))}"
        for part in ("train", "test"):
            x, y = arrays[f"x_{part}"], arrays[f"y_{part}"]
            if x.dtype != np.uint8 or x.shape[1:] != shape or len(x) == 0:
                return f"x_{part} is {x.dtype} {x.shape}, not uint8 images of {shape}"
            if y.dtype.kind not in "iu" or y.size != len(x) or y.ndim not in (1, 2):
                return f"y_{part} isn't one whole number for each of the {len(x)} images"
            if y.min() < 0 or y.max() >= classes:
                return f"y_{part} has classes outside 0 to {classes - 1}"
        return None

    return check


def _series_entry(
    title: str,
    file: str,
    step: str,
    season: int,
    digest: str,
    unit: str,
    stand_in: Callable[[], tuple[Arrays, str]],
) -> Entry:
    return Entry(
        title=title,
        files={file: _series.read_csv(step, season)},
        url=f"https://raw.githubusercontent.com/jbrownlee/Datasets/master/{file}",
        megabytes=1,
        check=_series.check_series,
        copies={digest: title},
        class_names=(),
        noun=unit,
        stand_in=stand_in,
        stand_in_from="statsmodels",
        kind="series",
    )


CATALOGUE: dict[str, Entry] = {
    "mnist": Entry(
        title="MNIST",
        files={"mnist.npz": read_npz},
        url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
        megabytes=11,
        check=image_classes((28, 28), 10),
        copies={"8fc8fc4f0343f34ece1fcfdfb65f0801fac48030ce7c70e62bbb62f64ee2e65b": "MNIST"},
        class_names=tuple("0123456789"),
        noun="images of 28×28 pixels",
        stand_in=_standins.digits,
    ),
    "cifar10": Entry(
        title="CIFAR-10",
        files={
            "cifar10.npz": read_npz,
            "cifar-10-python.tar.gz": _photographs.read_archive,
            # What Keras calls the same file in its cache.
            "cifar-10-batches-py-target_archive": _photographs.read_archive,
        },
        url="https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
        megabytes=170,
        check=image_classes((32, 32, 3), 10),
        copies={
            "e504169aa4b10d956299c55ec9b261a6bae8265acabcceefaa3a17587c94b2c2": (
                "CIFAR-10, JPEG copy"
            ),
            "1f327db0782bf84fb8fab8aa8b44db8ee8e00974856351d610e3ce0e79cf403a": "CIFAR-10, a part",
        },
        archives={
            # The sum that keras.datasets.cifar10 asks for.
            "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce": "CIFAR-10"
        },
        class_names=(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck",
        ),
        noun="images of 32×32 pixels in colour",
        stand_in=_photographs.patches,
        stand_in_from="scikit-image and scikit-learn",
        stand_in_classes=_photographs.PHOTOGRAPHS,
    ),
    "imdb": Entry(
        title="IMDB",
        files={"imdb.npz": _reviews.read_imdb},
        url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/imdb.npz",
        megabytes=17,
        check=_reviews.check_reviews,
        copies={
            # Own tokenization with Keras's word ranks, not in Keras's order.
            "f59d20e82fc98db6b84ca62db3cc845251c6bc85fe88cd7d24f3b4d1ead6c8da": "IMDB"
        },
        class_names=("not liked", "liked"),
        noun="film reviews",
        stand_in=_reviews.made_up,
        stand_in_from="helpers.reviews",
        kind="reviews",
    ),
    "sunspots": _series_entry(
        "monthly sunspots",
        "monthly-sunspots.csv",
        "month",
        132,
        "5cd1b28b547383108a9b5ec74fa9d86a21fb6c43c8b493d71eea1411c77ec373",
        "sunspot number",
        _series.yearly_sunspots,
    ),
    "temperatures": _series_entry(
        "daily minimum temperatures",
        "daily-min-temperatures.csv",
        "day",
        365,
        "037e7cf0bc24ca1102f04812cb658aeee7286bc8b7da4fc3a2b62ec30d8f9e84",
        "temperature (°C)",
        _series.sea_temperatures,
    ),
    "passengers": _series_entry(
        "airline passengers",
        "airline-passengers.csv",
        "month",
        12,
        "b31081535674fb8019062cb0f499d3dfd5ba38295c9bb7322dbe1c86feff2207",
        "passengers (thousands)",
        _series.carbon_dioxide,
    ),
}
