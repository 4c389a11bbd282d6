"""Finds out which limit a process tree has reached."""

from __future__ import annotations

import os
import signal
import time

from autograder.kernel.sandbox.cgroups import Group
from autograder.kernel.sandbox.filesystem import Windows
from autograder.kernel.sandbox.spec import Sandbox
from autograder.kernel.sandbox.tree import Tree, Usage

_FOLDER_SECONDS = 0.3  # between two looks at a folder that has to be walked through
_LEAST = 4096
# What a kernel that ended by one of these used last tells whether memory was the reason.
_OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS)


class Meter:
    """Compares what a tree uses with its limits.

    Args:
        sandbox: its limits and its scratch folder.
        tree: the processes.
        group: the cgroup that counts them, if there is one.
        windows: open folders at level "namespaces".
    """

    def __init__(
        self, sandbox: Sandbox, tree: Tree, group: Group | None, windows: Windows | None
    ) -> None:
        self._limits = sandbox.limits
        self._tree, self._group, self._windows = tree, group, windows
        # At level "namespaces" the scratch folder lies in the store.
        scratch = [sandbox.scratch] if sandbox.scratch and windows is None else []
        self._folders = [*scratch, *sandbox.writable]
        self._start = time.monotonic()
        self._next_walk = 0.0
        self._last: Usage | None = None
        self._inherited: int | None = None  # memory that the kernel shares with its zygote
        self._next_fair = 0.0
        self._most = 0  # bytes that were seen in use at once, without the inherited ones

    def reached(self) -> str | None:
        """Returns the field of `Limits` that is reached now, or None."""
        limits = self._limits
        if limits.wall_seconds and time.monotonic() - self._start >= limits.wall_seconds:
            return "wall_seconds"
        if self._group is not None and (name := self._group.reached()):
            return name
        if limits.cpu_seconds and self._cpu_seconds() >= limits.cpu_seconds:
            return "cpu_seconds"
        if self._group is None and (limits.memory or limits.processes):
            used = self._last = self._tree.usage()
            if limits.processes and used.tasks >= limits.processes:
                return "processes"
            if limits.memory and self._too_much(used, limits.memory):
                return "memory"
        return "disk" if limits.disk and self._disk_full(limits.disk) else None

    def reached_at_end(self, code: int) -> str | None:
        """Like `reached`, for a kernel that has ended with an exit code."""
        if code == -signal.SIGXCPU:
            return "cpu_seconds"
        if code == -signal.SIGXFSZ:
            return "file_size" if self._limits.file_size else "disk"
        if self._group is not None:
            return self._group.reached()
        limit = self._limits.memory
        if limit and self._last and -code in _OUT_OF_MEMORY and self._last.memory >= 0.8 * limit:
            return "memory"
        return None

    def most_memory(self) -> int | None:
        """Returns the bytes that the tree has used at most so far; None where nobody counts."""
        if self._group is not None:
            return self._group.most_memory()
        if self._inherited is None:
            return None
        self._note(self._tree.usage())
        return self._most

    def _note(self, used: Usage) -> None:
        self._most = max(self._most, used.memory - (self._inherited or 0) + self._stored())

    def _too_much(self, used: Usage, limit: int) -> bool:
        if self._inherited is None:
            self._inherited = used.memory
        self._note(used)
        if used.memory - self._inherited + self._stored() < limit:
            return False
        # Forks share memory, so the sum may be too high. A closer look takes time, and where it
        # isn't allowed (root in a container), the sum has to do: too strict with many forks.
        start = time.monotonic()
        if start < self._next_fair:
            return False
        fair = self._tree.fair_memory()
        self._next_fair = time.monotonic() + 5 * (time.monotonic() - start)
        return fair is None or fair + self._stored() >= limit

    def _cpu_seconds(self) -> float:
        counted = self._group.cpu_seconds() if self._group is not None else None
        return self._tree.usage().cpu_seconds if counted is None else counted

    def _stored(self) -> int:
        """Bytes that lie in files in memory."""
        if self._windows is None:
            return 0
        found = os.fstatvfs(self._windows.store)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    def _disk_full(self, limit: int) -> bool:
        if self._windows is not None:
            found = os.fstatvfs(self._windows.store)
            if found.f_bavail == 0 or found.f_favail == 0:
                return True
        if time.monotonic() < self._next_walk:
            return False
        start = time.monotonic()
        size = sum(folder_size(folder) for folder in self._folders)
        # A folder that takes long to walk through is looked at less often.
        self._next_walk = time.monotonic() + max(_FOLDER_SECONDS, time.monotonic() - start)
        return size >= limit


def folder_size(folder: str) -> int:
    """Returns the bytes that files in a folder take, links not followed."""
    size = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    # Empty files and folders take room, too.
                    size += max(_LEAST, entry.stat(follow_symlinks=False).st_blocks * 512)
                    if entry.is_dir(follow_symlinks=False):
                        size += folder_size(entry.path)
                except OSError:
                    continue
    except OSError:
        pass
    return size
