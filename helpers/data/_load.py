"""Looking for a data set: $COURSE_DATA, cache folders, download, stand-in."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal, overload

import numpy as np

from helpers.data import _download, _places, _reviews, _series
from helpers.data._catalogue import CATALOGUE, Arrays, Entry, Unusable, digest
from helpers.data._series import Series
from helpers.data._types import Dataset, Source, read_only

# What the process has loaded, by name and the settings that decide what is found.
_loaded: dict[tuple[str | None, ...], Dataset | Series] = {}
_last: Source | None = None
_SETTINGS = ("COURSE_DATA", "COURSE_MIRROR", "COURSE_OFFLINE", "XDG_CACHE_HOME", "KERAS_HOME")


@overload
def load(name: Literal["sunspots", "temperatures", "passengers"]) -> Series: ...  # type: ignore[overload-overlap]
@overload
def load(name: str) -> Dataset: ...
def load(name: str) -> Dataset | Series:
    """Loads a data set and prints in one line what it is and where it came from.

    Looks into $COURSE_DATA, the course's and Keras's cache folders, then downloads the file into
    the cache folder (from COURSE_MIRROR if that is set, not at all if COURSE_OFFLINE is), and at
    last makes a small stand-in from what a dependency carries. A file that cannot be used is named
    in one sentence, and the search goes on.

    Args:
        name: "mnist", "cifar10", "imdb"; or of a series, "sunspots", "temperatures" or
            "passengers".

    Returns:
        The data set, a `Series` for a series. A second call in the same process
        returns the same object.

    Raises:
        ValueError: there is no data set of that name.
    """
    global _last
    if name not in CATALOGUE:
        known = ", ".join(f'"{known}"' for known in CATALOGUE)
        raise ValueError(f"there is no data set {name!r}; choose from {known}")
    entry = CATALOGUE[name]
    key = (name, *(os.environ.get(setting) for setting in _SETTINGS))
    if key not in _loaded:
        _loaded[key] = _find(name, entry)
    dataset = _loaded[key]
    _last = dataset.source
    print(f"{dataset.source.label}: {_extent(dataset, entry)}, from {dataset.source.where}")
    return dataset


def last_source() -> Source | None:
    """Where the data set that this process loaded last came from; None before the first."""
    return _last


def _extent(dataset: Dataset | Series, entry: Entry) -> str:
    if isinstance(dataset, Series):
        return f"{len(dataset):,} {dataset.step}s, {dataset.times[0]} to {dataset.times[-1]}"
    return f"{len(dataset.x_train):,} training and {len(dataset.x_test):,} test {entry.noun}"


def _find(name: str, entry: Entry) -> Dataset | Series:
    for where, folder in _places.folders():
        if where == "$COURSE_DATA" and not folder.is_dir():
            print(f"{where} names {folder}, which is no folder; looking further.")
            continue
        for file_name, read in entry.files.items():
            path = folder / file_name
            try:
                if path.exists():
                    arrays = _read(path, read, entry)
                    label = _label(entry, arrays, path)
                    return _make(name, entry, arrays, Source(name, label, where, path))
            except (Unusable, OSError) as problem:
                reason = getattr(problem, "strerror", None) or problem
                print(f"{where}: {file_name} cannot be used: {reason}; looking further.")
    try:
        return _downloaded(name, entry)
    except _download.NoDownload as problem:
        print(f"{entry.title} is not on this machine and was not downloaded: {problem}.")
    arrays, words = entry.stand_in()
    return _make(name, entry, arrays, Source("stand-in", f"stand-in: {words}", entry.stand_in_from))


def _downloaded(name: str, entry: Entry) -> Dataset | Series:
    if _download.offline():
        raise _download.NoDownload("COURSE_OFFLINE is set")
    url = _download.mirrored(entry.url)
    file_name = entry.url.rsplit("/", 1)[1]
    target: Path | None = _places.cache_folder() / file_name
    with contextlib.ExitStack() as stack:
        try:
            folder = _download.writable(_places.cache_folder())
        except OSError as problem:
            print(
                f"The cache folder {_places.cache_folder()} cannot be written to "
                f"({problem.strerror}), so a download isn't kept."
            )
            folder, target = Path(stack.enter_context(tempfile.TemporaryDirectory())), None
        temporary = _download.download(url, folder)
        try:
            arrays = _read(temporary, entry.files[file_name], entry)
            label = _label(entry, arrays, temporary)
            if target is not None:
                temporary.chmod(0o644)  # temporary files are made for their owner alone
                os.replace(temporary, target)
        except Unusable as problem:
            raise _download.NoDownload(
                f"what came from {url} is not {entry.title}: {problem}"
            ) from None
        finally:
            temporary.unlink(missing_ok=True)
    where = "a download" if url == entry.url else "a download from $COURSE_MIRROR"
    return _make(name, entry, arrays, Source(name, label, where, target))


def _read(path: Path, read: Callable[[Path], Arrays], entry: Entry) -> Arrays:
    if path.stat().st_size == 0:
        raise Unusable("it is empty")
    try:
        arrays = read(path)
    except OSError:
        raise
    except Exception as error:
        # Archives fail in a dozen ways when they are cut off or aren't archives at all.
        raise Unusable("it is damaged or only half there") from error
    wrong = entry.check(arrays)
    if wrong:
        raise Unusable(wrong)
    return arrays


def _label(entry: Entry, arrays: Arrays, path: Path) -> str:
    """The name of the copy that a file holds: known by its arrays or by its own sum."""
    label = entry.copies.get(digest(arrays))
    if label is None and entry.archives:
        with path.open("rb") as file:
            label = entry.archives.get(hashlib.file_digest(file, "sha256").hexdigest())
    return label or f"{entry.title}, unverified copy"


def _make(name: str, entry: Entry, arrays: Arrays, source: Source) -> Dataset | Series:
    if entry.kind == "series":
        return _series.make_series(name, entry.noun, arrays, source)
    if entry.kind == "reviews":
        return _reviews.make_reviews(name, entry.class_names, arrays, source)
    parts = {}
    for part in ("train", "test"):
        parts[f"x_{part}"] = read_only(arrays[f"x_{part}"])
        parts[f"y_{part}"] = read_only(arrays[f"y_{part}"].astype(np.int64).reshape(-1))
    names = entry.class_names
    if source.kind == "stand-in" and entry.stand_in_classes:
        names = entry.stand_in_classes
    return Dataset(name=name, class_names=names, source=source, **parts)
