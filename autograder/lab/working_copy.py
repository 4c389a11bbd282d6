"""A student's copy of the course: brought up to date, never written over.

`course/` is the release, `work/` the copy. What the student hasn't edited follows the release. What
they have edited stays, and a new release of it comes beside it. Running a notebook isn't editing
it: only cells count, not their outputs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.lab.problem import LabProblem

RECORD = ".released.json"
BESIDE = ".new-release"


@dataclass
class Changes:
    """What bringing a copy up to date has done, by path relative to the copy, with slashes.

    Attributes:
        new: files that weren't there.
        updated: unedited files that follow a new release.
        beside: edited files, each with the name of the new release that lies beside it now.
    """

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)


def bring_up_to_date(release: Path, copy: Path) -> Changes:
    """Makes a student's copy of the course, or brings it up to date.

    Args:
        release: the folder with the notebooks as they were released.
        copy: the student's folder; made if it isn't there.

    Returns:
        What was done.

    Raises:
        LabProblem: there is no release, or the copy can't be written.
    """
    if not release.is_dir():
        raise LabProblem(
            f"there is no folder {release} with the notebooks of the course: run this in the "
            "folder that holds it, or name it with --course"
        )
    if copy.resolve() == release.resolve() or release.resolve() in copy.resolve().parents:
        raise LabProblem(
            f"{copy} lies in the release itself, which stays as it is: name another folder "
            "with --work"
        )
    changes = Changes()
    try:
        copy.mkdir(parents=True, exist_ok=True)
        record = _Record(copy / RECORD)
        try:
            for name in _released(release):
                _one((release / name).read_bytes(), name, copy, record, changes)
        finally:
            record.save()
    except OSError as error:
        where = error.filename or copy
        raise LabProblem(
            f"{copy} can't be brought up to date: {error.strerror or error} ({where}). Make sure "
            "that the folder is yours and the disk has room, or name another one with --work"
        ) from error
    return changes


def digest(content: bytes, name: str) -> str:
    """Digest of what an author or student has written in a file.

    Args:
        content: of the file.
        name: of the file; for a notebook only the cells' types, sources and pictures count.

    Returns:
        A text that is the same for two files exactly if nobody has edited one of them.
    """
    if name.endswith(".ipynb"):
        try:
            cells = [
                [cell["cell_type"], "".join(cell["source"]), cell.get("attachments", {})]
                for cell in json.loads(content)["cells"]
            ]
            text = json.dumps(cells, sort_keys=True)
            return "cells:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pass  # broken: any byte may be a student's
    return "bytes:" + hashlib.sha256(content).hexdigest()


class _Record:
    """What was released into a copy: `copied` by path, and `seen`, the newest one beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.copied: dict[str, str] = {}
        self.exact: dict[str, str] = {}
        self.seen: dict[str, str] = {}
        try:
            loaded: Any = json.loads(path.read_text(encoding="utf-8"))
            for name in ("copied", "exact", "seen"):
                setattr(self, name, {str(k): str(v) for k, v in loaded.get(name, {}).items()})
        except (FileNotFoundError, ValueError, AttributeError):
            pass  # without a record every difference counts as the student's

    def save(self) -> None:
        told = {"copied": self.copied, "exact": self.exact, "seen": self.seen}
        _write(self.path, (json.dumps(told, indent=1, sort_keys=True) + "\n").encode())


def _one(content: bytes, name: str, copy: Path, record: _Record, changes: Changes) -> None:
    """Brings one file up to date."""
    mine, released = copy / name, digest(content, name)
    if not mine.exists():
        changes.new.append(name)
        _release(content, name, copy, record)
    elif (was := mine.read_bytes()) == content:
        _note(content, name, record)
    elif (now := digest(was, name)) == released:
        # Same cells. Outputs follow the release as long as the student hasn't made other ones.
        if record.exact.get(name) == _exact(was):
            _release(content, name, copy, record)
        else:
            record.copied[name] = released
    elif now == record.copied.get(name):
        changes.updated.append(name)
        _release(content, name, copy, record)
    elif record.seen.get(name) != released:
        other = _free_name(name, copy, record)
        _release(content, other, copy, record)
        changes.beside[name] = other
    record.seen[name] = released


def _release(content: bytes, name: str, copy: Path, record: _Record) -> None:
    (copy / name).parent.mkdir(parents=True, exist_ok=True)
    _write(copy / name, content)
    _note(content, name, record)


def _note(content: bytes, name: str, record: _Record) -> None:
    record.copied[name] = digest(content, name)
    record.exact[name] = _exact(content)


def _exact(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _free_name(name: str, copy: Path, record: _Record) -> str:
    """Where a new release goes: never over one that the student has written in as well."""
    path = Path(name)
    number = 1
    while True:
        mark = BESIDE if number == 1 else f"{BESIDE}-{number}"
        other = path.with_name(f"{path.stem}{mark}{path.suffix}").as_posix()
        there = copy / other
        if not there.exists() or digest(there.read_bytes(), other) == record.copied.get(other):
            return other
        number += 1


def _released(release: Path) -> Iterator[str]:
    """Paths of all files of a release, without hidden ones such as checkpoints."""
    for path in sorted(release.rglob("*")):
        relative = path.relative_to(release)
        hidden = any(part.startswith((".", "__pycache__")) for part in relative.parts)
        if path.is_file() and not hidden:
            yield relative.as_posix()


def _write(path: Path, content: bytes) -> None:
    """Writes a file that appears at once or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
