"""Files that student code has written, for tests that look at them.

They lie in the kernel's folder, which the judge doesn't see. Whether there is one, and what is in
it, is asked through the kernel, as data. A library that a test uses (pandas, NumPy, Pillow) finds a
copy in the judge's folder, if the name is that of data: none of a module, of a model, of a pickle.
"""

from __future__ import annotations

import builtins
import io
import os
import re
import stat
import sys
import threading
from pathlib import PurePath
from typing import Any

from autograder.judge.glass.conversation import Missing
from autograder.judge.glass.errors import CannotCross
from autograder.judge.glass.peer import Peer

NAME = re.compile(r"[\w(][\w(). +=,-]*(?:/[\w(][\w(). +=,-]*)*")
LONGEST_NAME = 200
# What can be neither imported nor run, and is read by parsers of data.
DATA = frozenset(
    (".txt", ".csv", ".tsv", ".json", ".dat", ".md", ".log", ".xml", ".html", ".htm", ".yaml",
     ".yml", ".tex", ".svg", ".npy", ".npz", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".wav")
)  # fmt: skip


class StudentFiles:
    """Shows the test cells of this process the student's files, for good.

    Args:
        peer: asks the kernel.
    """

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._open, self._stat = builtins.open, os.stat
        self._copies: set[str] = set()  # files of this folder that have come from the kernel
        self._seen = False  # whether any content has come
        self._busy = False

    def install(self) -> None:
        """Takes the place of `open` and `os.stat`."""
        builtins.open = io.open = self.open  # type: ignore[assignment]
        os.stat = self.stat  # type: ignore[assignment]
        sys.addaudithook(self._audit)

    def open(self, file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        """As `open`, of a copy if the file is the student's."""
        name = self._name(file)
        if name is not None and not _reads(mode):
            self._copies.discard(name)  # the test's own from now on
        elif name is not None and _is_data(name) and self._is_theirs(name):
            self._copy(name)
        return self._open(file, mode, *args, **kwargs)

    def open_in_cell(self, file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        """As `open`, for the test itself, which may read what no library should take for data."""
        name = self._name(file)
        if name is None or not _reads(mode) or _is_data(name) or not self._is_theirs(name):
            return self.open(file, mode, *args, **kwargs)
        content = io.BytesIO(self._read(name))
        if "b" in mode:
            return content
        return io.TextIOWrapper(content, encoding=kwargs.get("encoding") or "utf-8")

    def stat(self, path: Any, *args: Any, **kwargs: Any) -> os.stat_result:
        """As `os.stat`, with what the kernel says if the file is the student's."""
        name = None if args or kwargs.get("dir_fd") is not None else self._name(path)
        if name is None or not self._is_theirs(name):
            return self._stat(path, *args, **kwargs)
        try:
            is_folder, size, when = self._ask(self._peer.about_file, name)
        except Missing:
            raise FileNotFoundError(2, os.strerror(2), str(path)) from None
        mode = stat.S_IFDIR | 0o755 if is_folder else stat.S_IFREG | 0o644
        return os.stat_result((mode, 0, 0, 1, 0, 0, size, when, when, when))

    def _name(self, path: Any) -> str | None:
        """The name of a file that may be the student's, while a test runs."""
        here = threading.current_thread() is threading.main_thread()
        if self._busy or not here or self._peer.wire is None:
            return None
        name = os.fspath(path) if isinstance(path, os.PathLike) else path
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            return None
        name = name.removeprefix("./")
        return name if NAME.fullmatch(name) else None

    def _is_theirs(self, name: str) -> bool:
        """Whether the judge has no file of its own with this name."""
        if name in self._copies:
            return True
        try:
            self._stat(name)
        except OSError:
            return True
        return False

    def _ask(self, question: Any, name: str) -> Any:
        self._busy = True
        try:
            return question(name)
        finally:
            self._busy = False

    def _read(self, name: str) -> bytes:
        try:
            content = self._ask(self._peer.read_file, name)
        except OSError:
            if name in self._copies:  # it is gone over there
                self._copies.discard(name)
                os.unlink(name)
            raise
        self._seen = True
        return content

    def _copy(self, name: str) -> None:
        content = self._read(name)
        try:
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            with self._open(name, "wb") as file:
                file.write(content)
        except OSError:
            raise self._peer.stop(CannotCross("a file of the student is too large")) from None
        self._copies.add(name)

    def _audit(self, event: str, args: Any) -> None:
        if event == "pickle.find_class" and self._seen and self._peer.wire is not None:
            raise self._peer.stop(CannotCross("a file of the student can't be unpickled"))


def _reads(mode: str) -> bool:
    return not set(mode) & set("wxa+")


def _is_data(name: str) -> bool:
    return PurePath(name).suffix.lower() in DATA
