"""IMDB's film reviews: read without trusting the file, and made what networks take."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from helpers import reviews
from helpers.data._types import Dataset, Source, read_only

MOST_FREQUENT = 10_000  # ranks from here on count as unknown words
UNKNOWN = 1
TRAIN, TEST = 3000, 1000  # reviews of the stand-in
# All that a pickled array of lists of numbers needs. Any other name could run code.
_HARMLESS = {
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy.core.multiarray", "scalar"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("_codecs", "encode"),
}


def read_imdb(path: Path) -> dict[str, np.ndarray]:
    """Reads Keras's imdb.npz, whose reviews are pickled lists, without running what it may hold.

    Args:
        path: of the archive; `x_train` and `x_test` are object arrays of lists of word ranks, 1
            for the most frequent word, `y_train` and `y_test` 0 or 1.

    Returns:
        For each part `words_…`, the ranks of all its reviews one after the other, int32;
        `lengths_…`, how many belong to each review, int32; and `y_…`.

    Raises:
        pickle.UnpicklingError: something else than lists of numbers is in it.
    """
    arrays: dict[str, np.ndarray] = {}
    with zipfile.ZipFile(path) as archive:
        for part in ("train", "test"):
            arrays[f"y_{part}"] = np.load(io.BytesIO(archive.read(f"y_{part}.npy")))
            texts = _object_array(archive.read(f"x_{part}.npy"))
            lengths = np.array([len(text) for text in texts], dtype=np.int32)
            flat = (rank for text in texts for rank in text)
            arrays[f"words_{part}"] = np.fromiter(flat, np.int32, int(lengths.sum()))
            arrays[f"lengths_{part}"] = lengths
    return arrays


def check_reviews(arrays: dict[str, np.ndarray]) -> str | None:
    """Says what is wrong with arrays as `read_imdb` returns them, or None."""
    for part in ("train", "test"):
        words, lengths, y = (arrays[f"{name}_{part}"] for name in ("words", "lengths", "y"))
        if len(lengths) == 0 or lengths.min() < 1:
            return f"x_{part} has no reviews, or empty ones"
        if words.min() < 0:
            return f"x_{part} has word ranks below 0"
        if y.shape != lengths.shape or not np.isin(y, (0, 1)).all():
            return f"y_{part} isn't 0 or 1 for each of the {len(lengths)} reviews"
    return None


def make_reviews(
    name: str, class_names: tuple[str, ...], arrays: dict[str, np.ndarray], source: Source
) -> Dataset:
    """Makes the data set: each review an int32 array of word numbers.

    Rank r becomes word number r + 1; 1 stands for a word that isn't among the most frequent ones.
    So 0 is left for padding.
    """
    parts: dict[str, Any] = {}
    for part in ("train", "test"):
        ranks = arrays[f"words_{part}"]
        known = (ranks > 0) & (ranks < MOST_FREQUENT)
        numbers = read_only(np.where(known, ranks + 1, UNKNOWN).astype(np.int32))
        ends = np.cumsum(arrays[f"lengths_{part}"], dtype=np.int64)
        texts = np.empty(len(ends), dtype=object)
        for i, end in enumerate(ends):
            texts[i] = numbers[end - arrays[f"lengths_{part}"][i] : end]
        parts[f"x_{part}"] = read_only(texts)
        parts[f"y_{part}"] = read_only(arrays[f"y_{part}"].astype(np.int64))
    return Dataset(name=name, class_names=class_names, source=source, **parts)


def made_up() -> tuple[dict[str, np.ndarray], str]:
    """Stands in for IMDB: reviews from the grammar of `helpers.reviews`."""
    arrays: dict[str, np.ndarray] = {}
    for part, n, seed in (("train", TRAIN, 0), ("test", TEST, 1)):
        texts, verdicts = reviews.write(n, seed)
        ranks = [np.array(reviews.encode(text), dtype=np.int32) - 1 for text in texts]
        arrays[f"words_{part}"] = np.concatenate(ranks)
        arrays[f"lengths_{part}"] = np.array([len(one) for one in ranks], dtype=np.int32)
        arrays[f"y_{part}"] = verdicts
    return arrays, "made-up reviews from a small grammar"


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _HARMLESS:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a list of numbers")
        return super().find_class(module, name)


def _object_array(content: bytes) -> np.ndarray:
    """Reads a .npy file of Python lists with the few names allowed that it needs."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read_header = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[version]
    shape, _, dtype = read_header(file)
    if not dtype.hasobject:
        raise ValueError("this array holds no lists")
    texts = np.asarray(_Unpickler(file).load(), dtype=object)
    if texts.shape != shape or texts.ndim != 1:
        raise ValueError(f"an array of {shape} was announced, {texts.shape} came")
    return texts
