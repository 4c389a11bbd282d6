"""Brings what a kernel wrote out of its walls, when nobody is left in them."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat

from autograder.kernel.sandbox.filesystem import SCRATCH, Windows

_MOST_FILES, _DEEPEST = 20_000, 60
_BLOCK = 1 << 20


class _Full(Exception):
    """More than is kept."""


class _Copy:
    """Copies a tree that a stranger made: nothing in it is followed or believed."""

    def __init__(self, limit: int) -> None:
        self._bytes, self._files = limit, _MOST_FILES

    def folder(self, source: int, target: int, depth: int = 0) -> None:
        """Copies what is in one open folder into another."""
        for name in os.listdir(source):
            self._files -= 1
            if self._files < 0:
                raise _Full
            with contextlib.suppress(OSError):
                self._entry(name, source, target, depth)

    def _entry(self, name: str, source: int, target: int, depth: int) -> None:
        mode = os.stat(name, dir_fd=source, follow_symlinks=False).st_mode
        if stat.S_ISLNK(mode):
            os.symlink(os.readlink(name, dir_fd=source), name, dir_fd=target)
        elif stat.S_ISDIR(mode) and depth < _DEEPEST:
            os.mkdir(name, 0o700, dir_fd=target)
            with _opened(name, source) as old, _opened(name, target) as new:
                self.folder(old, new, depth + 1)
        elif stat.S_ISREG(mode):
            self._file(name, source, target, mode)

    def _file(self, name: str, source: int, target: int, mode: int) -> None:
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        old = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=source)
        with open(old, "rb") as reader:
            new = os.open(name, flags, mode & 0o700 | 0o600, dir_fd=target)
            with open(new, "wb") as writer:
                while data := reader.read(_BLOCK):
                    self._bytes -= len(data)  # holes in a file count as well
                    if self._bytes < 0:
                        raise _Full
                    writer.write(data)


@contextlib.contextmanager
def _opened(name: str, folder: int):  # type: ignore[no-untyped-def]
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    number = os.open(name, flags, dir_fd=folder)
    try:
        yield number
    finally:
        os.close(number)


def keep_scratch(windows: Windows, limit: int) -> None:
    """Replaces what is in the scratch folder outside by what is in the one inside.

    Args:
        windows: into the walls and out of them. All processes in the walls must have ended.
        limit: bytes that are kept at most; what is beyond is lost.
    """
    assert windows.scratch is not None
    with contextlib.suppress(OSError, _Full), _opened(SCRATCH, windows.store) as inside:
        for name in os.listdir(windows.scratch):
            info = os.stat(name, dir_fd=windows.scratch, follow_symlinks=False)
            if stat.S_ISDIR(info.st_mode):
                shutil.rmtree(name, dir_fd=windows.scratch)
            else:
                os.unlink(name, dir_fd=windows.scratch)
        _Copy(limit).folder(inside, windows.scratch)
