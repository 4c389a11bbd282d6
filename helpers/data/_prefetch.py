"""What `make data` brings: every data set and the weights, each verified before it counts."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from helpers.data import _download, _failures, _fetch, _load, _places, weights
from helpers.data._catalogue import CATALOGUE, Unusable
from helpers.data._download import NoDownload

WEIGHTS = "vgg16"
NAMES = (*CATALOGUE, WEIGHTS)
# SHA-256 of files as Keras publishes them, beside the sums that the catalogue knows.
PUBLISHED = {"69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f": "IMDB"}
STAMPS = ".verified.json"
SMALL = 1.0  # MB: read in no time
State = Literal["verified", "unverified", "broken", "unread", "missing"]


@dataclass(frozen=True)
class Found:
    """One data set or the weights, on this machine.

    Attributes:
        name: "mnist", "vgg16".
        state: "verified": a copy that is known; "unverified": it reads well, but nobody knows it;
            "broken": it cannot be used; "unread": not looked into; "missing".
        label: for people: "CIFAR-10, JPEG copy".
        where: the place in words, or why there is none.
        path: of the file, None if missing.
        megabytes: of the file, or of what a download would bring.
        instead: what runs without it, "" if it isn't needed.
        part: bytes of a download that broke off.
    """

    name: str
    state: State
    label: str
    where: str = ""
    path: Path | None = None
    megabytes: float = 0
    instead: str = ""
    part: int = 0

    @property
    def usable(self) -> bool:
        """Whether lessons run on it."""
        return self.state in ("verified", "unverified", "unread")


def status(name: str, *, read: bool = True) -> Found:
    """Looks where `load` looks, in the same order, and says what it would find.

    Args:
        name: one of NAMES.
        read: whether files are read and compared. A file that was verified before and hasn't
            changed isn't read again.
    """
    broken: Found | None = None
    for where, path in _candidates(name):
        size = path.stat().st_size / 1e6
        if not read and size > SMALL and _stamp(path) is None and not _cut_off(path):
            return Found(name, "unread", title(name), where, path, size)
        try:
            label, known = verify(name, path)
        except (Unusable, OSError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            broken = broken or Found(
                name, "broken", f"{title(name)}: {reason}", where, path, size, instead(name)
            )
            continue
        return Found(name, "verified" if known else "unverified", label, where, path, size)
    part = _places.cache_folder() / f"{file_names(name)[0]}.part"
    begun = part.stat().st_size if part.is_file() else 0
    if broken is not None:
        return broken
    return Found(
        name, "missing", title(name), megabytes=megabytes(name), instead=instead(name), part=begun
    )


def bring(name: str, report: _fetch.Report, *, unverified: bool = False) -> Found:
    """Brings a data set or the weights into the cache folder, unless a usable copy is there.

    Args:
        name: one of NAMES.
        report: is told how far it is.
        unverified: whether a copy that nobody knows is kept too, if it reads well.

    Raises:
        NoDownload: it could not be had; the text says why.
    """
    found = status(name)
    if found.usable:
        return found
    if _download.offline():
        raise NoDownload("COURSE_OFFLINE is set")
    folder = _places.cache_folder()
    try:
        _download.writable(folder)
    except OSError as problem:
        raise NoDownload(
            f"the cache folder {folder} cannot be written to ({problem.strerror}): let "
            "XDG_CACHE_HOME name a folder of your own"
        ) from problem
    first = url(name)
    mirrored = _download.mirrored(first)
    addresses = [mirrored]
    if mirrored != first:  # a mirror may hold a data set in another of its forms
        base = mirrored.rpartition("/")[0]
        addresses += [f"{base}/{file}" for file in file_names(name)[1:]]
    first_failure: NoDownload | None = None
    for address in addresses:
        try:
            return _bring_from(address, name, folder, report, unverified)
        except NoDownload as failure:
            # The first name's reason counts, unless the mirror had another form of it.
            first_failure = first_failure or failure
            if "404" not in str(failure) and "there is no file" not in str(failure):
                raise
    assert first_failure is not None
    raise first_failure


def _bring_from(
    address: str, name: str, folder: Path, report: _fetch.Report, unverified: bool
) -> Found:
    target = folder / address.rsplit("/", 1)[1]
    part = target.with_name(target.name + ".part")
    for again in (True, False):
        resumed = part.exists()
        _fetch.fetch(address, target, report)
        try:
            label, known = verify(name, part, target.name)
        except (Unusable, OSError) as why:
            label, known, wrong = "", False, f"it isn't {title(name)}: {why}"
        else:
            wrong = f"its digest is that of no known copy of {title(name)}"
        if known or (label and unverified):
            break
        page = _starts_like_a_page(part)
        _fetch.discard(part)
        if page:
            raise NoDownload(_failures.page(address))
        # Two halves of different versions may have met: once more, from the beginning.
        if not (resumed and again):
            keep = "; --unverified keeps it all the same" if label else ""
            raise NoDownload(f"what came from {address} was thrown away, {wrong}{keep}")
    with _failures.named(address):
        _fetch.finish(part, target)
    with contextlib.suppress(Unusable, OSError):
        _remember(target, label, known)
    where = "a download" if address == url(name) else "a download from the mirror"
    size = target.stat().st_size / 1e6
    return Found(name, "verified" if known else "unverified", label, where, target, size)


def verify(name: str, path: Path, file_name: str = "") -> tuple[str, bool]:
    """Reads a file and compares it with the copies that are known.

    Args:
        name: one of NAMES.
        path: of the file.
        file_name: how it will be called; by default as it is.

    Returns:
        Its label, and whether it is known.

    Raises:
        Unusable: it isn't what it should be.
        OSError: it cannot be read.
    """
    stamp = _stamp(path)
    if stamp is not None:
        return stamp["label"], stamp["known"]
    if name == WEIGHTS:
        if path.stat().st_size == 0:
            raise Unusable("it is empty")
        with path.open("rb") as file:
            if file.read(8) != b"\x89HDF\r\n\x1a\n":
                raise Unusable("it is no HDF5 file")
        known = weights._md5(path) == weights.MD5
        label = weights.TITLE if known else f"{weights.TITLE}, unverified copy"
    else:
        entry = CATALOGUE[name]
        arrays = _load._read(path, entry.files[file_name or path.name], entry)
        label = _load._label(entry, arrays, path)
        known = not label.endswith("unverified copy")
        if not known:
            with path.open("rb") as file:
                published = PUBLISHED.get(hashlib.file_digest(file, "sha256").hexdigest())
            label, known = (published, True) if published else (label, False)
    if path.parent == _places.cache_folder() and path.suffix != ".part":
        with contextlib.suppress(OSError):
            _remember(path, label, known)
    return label, known


def title(name: str) -> str:
    """What it is, for people."""
    return weights.TITLE if name == WEIGHTS else CATALOGUE[name].title


def url(name: str) -> str:
    """Where its publishers have it."""
    return weights.URL if name == WEIGHTS else CATALOGUE[name].url


def megabytes(name: str) -> int:
    """Size of the download."""
    return 59 if name == WEIGHTS else CATALOGUE[name].megabytes


def instead(name: str) -> str:
    """What lessons use without it."""
    return "random weights" if name == WEIGHTS else f"stand-in from {CATALOGUE[name].stand_in_from}"


def file_names(name: str) -> list[str]:
    """Names of its file, the one that is downloaded first."""
    downloaded = url(name).rsplit("/", 1)[1]
    others = [] if name == WEIGHTS else [f for f in CATALOGUE[name].files if f != downloaded]
    return [downloaded, *others]


def _candidates(name: str) -> Iterator[tuple[str, Path]]:
    """Files that are there, in the order in which lessons look at them."""
    for where, folder in _places.folders():
        if name == WEIGHTS and folder == _places.keras_folder():
            folder = folder.parent / "models"
        for file in [weights.FILE] if name == WEIGHTS else CATALOGUE[name].files:
            with contextlib.suppress(OSError):
                if (folder / file).exists():
                    yield where, folder / file


def _cut_off(path: Path) -> bool:
    """Whether an archive has lost its end, where a zip keeps its table of contents."""
    return path.suffix == ".npz" and not zipfile.is_zipfile(path)


def _starts_like_a_page(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(512).lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _stamp(path: Path) -> dict[str, Any] | None:
    """What was found out about this very file earlier."""
    try:
        stamps = json.loads((_places.cache_folder() / STAMPS).read_text(encoding="utf-8"))
        stamp = stamps[str(path)]
        seen = path.stat()
        same = [stamp["size"], stamp["mtime"]] == [seen.st_size, seen.st_mtime_ns]
        return stamp if same and isinstance(stamp["label"], str) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(path: Path, label: str, known: bool) -> None:
    file = _places.cache_folder() / STAMPS
    try:
        stamps = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stamps = {}
    seen = path.stat()
    stamps[str(path)] = {
        "size": seen.st_size,
        "mtime": seen.st_mtime_ns,
        "label": label,
        "known": known,
    }
    temporary = file.with_name(f"{STAMPS}.{os.getpid()}")
    temporary.write_text(json.dumps(stamps, indent=1), encoding="utf-8")
    temporary.replace(file)
