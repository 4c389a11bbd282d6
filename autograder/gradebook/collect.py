"""Reads a submitted folder from disk. Only plain files within limits, everything else by name."""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from autograder.types import Submission, SubmittedFiles

LARGEST_IN_ALL = 200_000_000  # bytes
MOST_FILES = 2_000
DEEPEST = 16
KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def collect(
    submission: Submission, ignore: Sequence[str], largest_file: int = 100_000_000
) -> SubmittedFiles:
    """Reads what a student handed in.

    Args:
        submission: where it lies.
        ignore: patterns of names to leave out silently (nbgrader's CourseDirectory.ignore).
        largest_file: bytes; larger files are refused.

    Returns:
        The files' content. What is refused stands in the notes, by name.
    """
    student, assignment = submission.student, submission.assignment
    if submission.folder.is_symlink():
        return SubmittedFiles(
            student, assignment, {}, problem="the submitted folder is a link: hand in the files"
        )
    reader = _Reader(ignore, largest_file)
    try:
        reader.folder(submission.folder, "", 0)
    except OSError as error:
        return SubmittedFiles(
            student, assignment, {},
            problem=f"the submitted folder can't be read ({error.strerror}): hand it in again",
        )  # fmt: skip
    if not reader.files:
        reader.notes.insert(0, "nothing was handed in")
    return SubmittedFiles(student, assignment, reader.files, tuple(reader.notes))


class _Reader:
    def __init__(self, ignore: Sequence[str], largest: int) -> None:
        self.ignore, self.largest = ignore, largest
        self.files: dict[str, bytes] = {}
        self.notes: list[str] = []
        self.size = 0

    def folder(self, path: Path, prefix: str, depth: int) -> None:
        with os.scandir(path) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            if any(fnmatch.fnmatch(entry.name, pattern) for pattern in self.ignore):
                continue
            name = prefix + entry.name
            shown = name.encode("utf-8", "replace").decode("utf-8")
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                if depth >= DEEPEST:
                    self.notes.append(f"{shown} was refused: nested too deeply")
                else:
                    self.folder(Path(entry.path), name + "/", depth + 1)
            elif not stat.S_ISREG(mode):
                kind = next((words for test, words in KINDS if test(mode)), "not a file")
                self.notes.append(f"{shown} was refused: it is {kind}")
            else:
                self.file(entry.path, name, shown)

    def file(self, path: str, name: str, shown: str) -> None:
        if len(self.files) >= MOST_FILES:
            self.notes.append(f"{shown} was refused: more than {MOST_FILES} files")
            return
        try:
            # The file may have become something else since it was looked at.
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _NONBLOCK)
        except OSError as error:
            self.notes.append(f"{shown} was refused: it can't be read ({error.strerror})")
            return
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                self.notes.append(f"{shown} was refused: it is not a plain file")
                return
            room = min(self.largest, LARGEST_IN_ALL - self.size)
            if status.st_size > room:
                self.notes.append(
                    f"{shown} was refused: it has {status.st_size / 1e6:.0f} MB, "
                    f"{room / 1e6:.0f} MB are allowed"
                )
                return
            content = file.read(room + 1)
        if len(content) > room:
            self.notes.append(f"{shown} was refused: it grew while it was read")
            return
        self.files[name] = content
        self.size += len(content)


_NONBLOCK = getattr(os, "O_NONBLOCK", 0)  # a pipe would make the reader wait
