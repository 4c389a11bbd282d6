"""Reads the files of one attempt, within limits, zips that the student has handed in included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from zipfile import ZipFile

from autograder.gradebook.collect import LARGEST_IN_ALL, MOST_FILES
from autograder.lms.archive import LARGEST_FILE, Download, Member, megabytes, open_zip
from autograder.lms.attempts import Attempt
from autograder.lms.paths import DEEPEST, Refused, Taken, is_junk

ZIP = ".zip"
OTHER_ARCHIVES = (".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
MOST_UNPACKED = 1_000_000_000  # bytes that are unpacked for one attempt, refused ones included
ZIPS_IN_ZIPS = 3  # a zip of a student in which there is a zip in which there is a zip


class Reader:
    """Reads the files of one attempt, zips within it included, within the grader's limits.

    Args:
        attempt: what was handed in.
    """

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.files: dict[tuple[str, ...], tuple[int, bytes]] = {}
        self.refused = list(attempt.refused)
        self.earlier: list[str] = []  # names of which a later file has the same
        self._taken, self._room, self._work = Taken(), LARGEST_IN_ALL, MOST_UNPACKED

    def read(self) -> None:
        """Reads everything."""
        for path, number, member in sorted(self.attempt.files, key=lambda file: file[1]):
            self._take(path, number, member, 0)

    def names(self) -> set[str]:
        """Names of all files, without reading any but zips."""
        found: set[str] = set()
        for path, _, member in self.attempt.files:
            self._names(path, member, 0, found)
        return found

    def _take(self, path: tuple[str, ...], number: int, member: Member, depth: int) -> None:
        try:
            if len(self.files) >= MOST_FILES:
                raise Refused(f"there are more than {MOST_FILES} files")
            if len(path) > DEEPEST:
                raise Refused(f"it is nested too deeply: at most {DEEPEST} folders")
            if path[-1].lower().endswith(OTHER_ARCHIVES):
                raise Refused("it is an archive, but no zip: ask for a zip or for the files")
            if path[-1].lower().endswith(ZIP):
                self._unpack(path, number, member, depth)
                return
            content = self._read(member, min(LARGEST_FILE, self._room))
            if path in self.files and number > self.files[path][0]:
                self.earlier.append("/".join(path))  # Canvas numbers files as they come in
            else:
                self._taken.add(path)
        except Refused as refusal:
            self.refused.append(("/".join(path), str(refusal)))
            return
        self._room -= len(content)
        self.files[path] = (number, content)

    def _unpack(self, path: tuple[str, ...], number: int, member: Member, depth: int) -> None:
        with self._open(member, depth) as (download, _):
            for name, reason in download.refused:
                self.refused.append((f"{'/'.join(path)}/{name}", reason))
            for inner in download.members:
                if not is_junk(inner.path):
                    self._take(path[:-1] + inner.path, number, inner, depth + 1)

    def _names(self, path: tuple[str, ...], member: Member, depth: int, found: set[str]) -> None:
        if not path[-1].lower().endswith(ZIP):
            found.add(path[-1])
            return
        # What is refused here is said when it is read.
        with suppress(Refused), self._open(member, depth) as (download, _):
            for inner in download.members:
                if not is_junk(inner.path):
                    self._names(inner.path, inner, depth + 1, found)

    @contextmanager
    def _open(self, member: Member, depth: int) -> Iterator[tuple[Download, ZipFile]]:
        if depth >= ZIPS_IN_ZIPS:
            raise Refused(f"it is a zip in {ZIPS_IN_ZIPS} zips")
        download, archive = open_zip(self._read(member, LARGEST_FILE), MOST_FILES)
        with archive:
            yield download, archive

    def _read(self, member: Member, most: int) -> bytes:
        # No more than the promised size is ever unpacked, so that it measures the work.
        self._work -= min(member.size, most)
        if self._work < 0:
            raise Refused(f"more than {megabytes(MOST_UNPACKED)} would have to be unpacked")
        return member.read(most)
