"""Weights of networks that others have trained: where they may lie, and how to get them.

So far one file: VGG16 without its top, trained on ImageNet. `helpers.transfer.vgg16` loads it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.data import _download, _places

TITLE = "ImageNet weights of VGG16"
FILE = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
URL = f"https://storage.googleapis.com/tensorflow/keras-applications/vgg16/{FILE}"
# The sum that keras.applications.VGG16 asks for.
MD5 = "6d6bbae143d832006294945121d1f1fc"


@dataclass(frozen=True)
class WeightsFile:
    """A file that should hold the weights.

    Attributes:
        path: of the file.
        label: for people: "ImageNet weights of VGG16", or the same, "unverified copy".
        where: the place in words that are the same on every machine.
    """

    path: Path
    label: str
    where: str


def at_hand() -> Iterator[WeightsFile]:
    """Files on this machine: $COURSE_DATA, the course's cache folder, Keras's; the best one first.

    A file that cannot be read or is empty is named in one sentence and left out.
    """
    folders = [
        (where, _places.keras_folder().parent / "models")
        if folder == _places.keras_folder()
        else (where, folder)
        for where, folder in _places.folders()
    ]
    for where, folder in folders:
        path = folder / FILE
        try:
            if path.exists():
                yield _labelled(path, where)
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            print(f"{where}: {FILE} cannot be used: {reason}; looking further.")


def download() -> WeightsFile:
    """Downloads the file into the course's cache folder (from COURSE_MIRROR if that is set).

    Raises:
        NoDownload: no network, COURSE_OFFLINE is set, no place to keep it, or what came isn't the
            file that Keras publishes; the text says which.
    """
    if _download.offline():
        raise _download.NoDownload("COURSE_OFFLINE is set")
    folder = _places.cache_folder()
    try:
        _download.writable(folder)
    except OSError as problem:
        raise _download.NoDownload(
            f"the cache folder {folder} cannot be written to ({problem.strerror})"
        ) from problem
    url = _download.mirrored(URL)
    temporary = _download.download(url, folder)
    try:
        if _md5(temporary) != MD5:
            raise _download.NoDownload(f"what came from {url} is another file")
        temporary.chmod(0o644)  # temporary files are made for their owner alone
        os.replace(temporary, folder / FILE)
    finally:
        temporary.unlink(missing_ok=True)
    return WeightsFile(
        folder / FILE, TITLE, "a download" if url == URL else "a download from $COURSE_MIRROR"
    )


def find() -> Iterator[WeightsFile]:
    """The files at hand, then a download; without any, one sentence that says so.

    Whoever finds that a file doesn't fit asks for the next one.
    """
    yield from at_hand()
    try:
        yield download()
    except _download.NoDownload as problem:
        print(f"{TITLE} are not on this machine and were not downloaded: {problem}.")


def _labelled(path: Path, where: str) -> WeightsFile:
    if path.stat().st_size == 0:
        raise ValueError("it is empty")
    known = _md5(path) == MD5
    return WeightsFile(path, TITLE if known else f"{TITLE}, unverified copy", where)


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new("md5", usedforsecurity=False)
        ).hexdigest()
